import { expect, test } from 'vitest';
import { SESSION_LIFETIME, Sessions } from '../../src/guards/sessions.ts';

test('a session is open from its start to its end', () => {
  const sessions = new Sessions();
  const token = sessions.start();
  expect(sessions.isOpen(token)).toBe(true);
  sessions.end(token);
  expect(sessions.isOpen(token)).toBe(false);
});

test('a session ends after 30 days', () => {
  let now = 0;
  const sessions = new Sessions({ now: () => now });
  const token = sessions.start();
  now = SESSION_LIFETIME - 1;
  expect(sessions.isOpen(token)).toBe(true);
  now = SESSION_LIFETIME;
  expect(sessions.isOpen(token)).toBe(false);
  expect(SESSION_LIFETIME).toBe(30 * 86_400_000);
});

test('all sessions can be ended at once', () => {
  const sessions = new Sessions();
  const tokens = [sessions.start(), sessions.start()];
  sessions.endAll();
  expect(tokens.map((token) => sessions.isOpen(token))).toEqual([false, false]);
});

test('tokens are 256 random bits and are not kept', () => {
  const sessions = new Sessions();
  const token = sessions.start();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(sessions.start()).not.toBe(token);
  expect(sessions.isOpen('')).toBe(false);
});

test('the oldest session makes room for more than a thousand', () => {
  const sessions = new Sessions();
  const first = sessions.start();
  const second = sessions.start();
  for (let index = 0; index < 999; index++) sessions.start();
  expect([sessions.isOpen(first), sessions.isOpen(second)]).toEqual([false, true]);
});
