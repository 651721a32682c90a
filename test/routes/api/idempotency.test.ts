import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const BODY = { model: 'practice', messages: [{ role: 'user', content: 'Hello!' }] };
const start = (key: string, body: object = BODY) => app.post('/api/v1/runs', body, { 'Idempotency-Key': key });
const idOf = async (answer: Response) => ((await answer.json()) as { id: number }).id;

test('keys are told apart whole, up to 255 characters', async () => {
  const long = 'k'.repeat(254);
  const [a, b] = [await idOf(await start(`${long}a`)), await idOf(await start(`${long}b`))];
  expect(a).not.toBe(b);
  expect(await idOf(await start(`${long}a`))).toBe(a);
});

test.each(['', ' ', 'k'.repeat(256)])('the key %j is refused', async (key) => {
  const answer = await start(key);
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
});

test('a key with another body is refused and starts nothing; a yes is no other body', async () => {
  const id = await idOf(await start('once'));
  const before = await app.store.runs.list({ before: null, limit: 1_000, notebook: null });
  const other = await start('once', { ...BODY, temperature: 0.5 });
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ type: expect.stringContaining('idempotency-key-reused') });
  expect(await app.store.runs.list({ before: null, limit: 1_000, notebook: null })).toHaveLength(before.length);
  expect(await idOf(await start('once', { ...BODY, confirm: true }))).toBe(id);
});

test('a key that was cut at 200 characters still finds its run, and has nothing to compare', async () => {
  const id = await idOf(await start('k'.repeat(200), { ...BODY, seed: 1 }));
  const earlier = await app.store.runs.startedUnder(`api:${'k'.repeat(200)}`);
  expect(earlier).toMatchObject({ run: { id } });
  expect(earlier?.hash).toHaveLength(64);
  // With a hash it is a key of its own, of just that length.
  expect(await idOf(await start(`${'k'.repeat(200)}longer`))).not.toBe(id);
});

test('many at once under one key start one run', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => start('together')));
  expect(new Set(await Promise.all(answers.map(idOf))).size).toBe(1);
});
