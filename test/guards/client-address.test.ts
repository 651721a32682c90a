import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientAddress } from '../../src/guards/client-address.ts';

async function seen(trustedProxy: string | null, peer: string | null, headers: Record<string, string>) {
  const client = clientAddress({ trustedProxy });
  const app = new Hono().get('/', (c) => c.json([client.addressOf(c), client.isSecure(c)]));
  const bindings = peer === null ? {} : { incoming: { socket: { remoteAddress: peer } } };
  return (await app.request('/', { headers }, bindings)).json();
}

const FORWARDED = { 'X-Forwarded-For': '6.6.6.6, 203.0.113.7', 'X-Forwarded-Proto': 'https' };

test('without a trusted proxy, X-Forwarded headers are ignored', async () => {
  expect(await seen(null, '10.0.0.9', FORWARDED)).toEqual(['10.0.0.9', false]);
});

test('from anybody but the trusted proxy, they are ignored', async () => {
  expect(await seen('10.0.0.9', '10.0.0.8', FORWARDED)).toEqual(['10.0.0.8', false]);
});

test('from the trusted proxy, the entry it added itself is believed', async () => {
  expect(await seen('10.0.0.9', '10.0.0.9', FORWARDED)).toEqual(['203.0.113.7', true]);
  expect(await seen('10.0.0.9', '::ffff:10.0.0.9', FORWARDED)).toEqual(['203.0.113.7', true]);
  expect(await seen('[::1]', '::1', { 'X-Forwarded-For': '[2001:db8::7]' })).toEqual(['2001:db8::7', false]);
});

test.each([
  ['203.0.113.7:51234', '203.0.113.7'],
  ['[2001:db8::7]:443', '2001:db8::7'],
  ['"[2001:db8::7]:443"', '2001:db8::7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('the port in %s is no part of the address', async (forwarded, address) => {
  expect(await seen('10.0.0.9', '10.0.0.9', { 'X-Forwarded-For': forwarded })).toEqual([address, false]);
});

test('from the trusted proxy, what is no address is not taken for one', async () => {
  expect(await seen('10.0.0.9', '10.0.0.9', { 'X-Forwarded-For': 'unknown' })).toEqual(['10.0.0.9', false]);
  expect(await seen('10.0.0.9', '10.0.0.9', {})).toEqual(['10.0.0.9', false]);
});

test('where there is no socket, there is no address', async () => {
  expect(await seen('10.0.0.9', null, FORWARDED)).toEqual([null, false]);
});
