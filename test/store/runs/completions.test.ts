import { expect, test } from 'vitest';
import type { CompletionOutcome } from '../../../src/domain/run/completion.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, finish, NOTHING_USED, outcomeOf, startRun } from '../support/fixtures.ts';

async function oneCompletion() {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const { run, completions } = await startRun(store, experimentId);
  return { store, database, run, id: completions[0]?.id ?? 0 };
}

const FULL: CompletionOutcome = outcomeOf({
  text: '東京 "quoted"\r\n\ttabbed \0 end',
  reasoning: 'Because.',
  usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 5, reasoningTokens: 2, source: 'reported' },
  prices: { input: 2_500_000n, cachedInput: 1_250_000n, output: 2n ** 60n + 1n, model: 'gpt-test', date: '2026-03-01' },
  cost: { picodollars: 2n ** 61n + 3n, source: 'reported' },
  ttftMs: 0.25,
  attempts: 2,
  textMended: true,
  request: { model: 'gpt-test', temperature: 0.7 },
  response: { id: 'x', nested: [1, null, { a: 'b' }] },
  logprobs: [{ token: 'Tok', logprob: -0.5, top: [{ token: 'yo', logprob: -1.25 }] }],
});

test('an outcome comes back as it was written, also above 2^53', async () => {
  const { store, id } = await oneCompletion();
  await finish(store, id, FULL);
  const { request, response, logprobs, ...rest } = FULL;
  const endedAt = new Date('2026-03-01T10:00:02Z');
  expect(await store.completions.get(id)).toMatchObject({ ...rest, endedAt });
  expect(await store.completions.raw(id)).toEqual({ request, response });
  expect(await store.completions.logprobs(id)).toEqual(logprobs);
});

test('what is not known comes back as null', async () => {
  const { store, id } = await oneCompletion();
  const error = { kind: 'timeout', message: 'No answer in 60 s.', status: null, param: null } as const;
  await finish(store, id, { ...NOTHING_USED, status: 'failed', error });
  const nothing = { usage: null, prices: null, cost: null, ttftMs: null, durationMs: null, finishReason: null };
  expect(await store.completions.get(id)).toMatchObject({ ...nothing, status: 'failed', error });
  expect(await store.completions.raw(id)).toEqual({ request: null, response: null });
  expect(await store.completions.logprobs(id)).toBeNull();
});

test('a usage of which only a part is known keeps the rest unknown', async () => {
  const { store, id } = await oneCompletion();
  const usage = {
    inputTokens: 0,
    cachedInputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    source: 'estimated',
  } as const;
  await finish(store, id, { usage, cost: null });
  expect(await store.completions.get(id)).toMatchObject({ usage, cost: null });
});

test('it is queued, then streaming with the text saved so far, then done', async () => {
  const { store, id } = await oneCompletion();
  const at = new Date();
  expect(await store.completions.get(id)).toMatchObject({ status: 'queued' });
  await store.completions.write([{ type: 'started', id, startedAt: at }]);
  expect(await store.completions.get(id)).toMatchObject({ status: 'streaming', endedAt: null });
  await store.completions.write([{ type: 'checkpoint', id, text: 'Hel' }]);
  expect(await store.completions.get(id)).toMatchObject({ status: 'streaming', text: 'Hel' });
  await store.completions.write([{ type: 'ended', id, outcome: outcomeOf(), endedAt: at }]);
  expect(await store.completions.get(id)).toMatchObject({ status: 'done', text: 'Hello!', endedAt: at });
});

test('a change that comes after the end changes nothing', async () => {
  const { store, id } = await oneCompletion();
  await finish(store, id, { status: 'cancelled' });
  const before = [await store.completions.get(id), await store.history.totals({})];
  const at = new Date();
  await store.completions.write([
    { type: 'started', id, startedAt: at },
    { type: 'checkpoint', id, text: 'late' },
    { type: 'ended', id, outcome: FULL, endedAt: at },
    { type: 'ended', id: 999, outcome: FULL, endedAt: at },
    { type: 'requeued', id: 999 },
  ]);
  expect([await store.completions.get(id), await store.history.totals({})]).toEqual(before);
  expect(await store.completions.raw(id)).toEqual({ request: { model: 'gpt-test' }, response: { id: 'chatcmpl-1' } });
});

test('asked again it is blank, while the earlier attempt stays and stays paid for', async () => {
  const { store, database, id } = await oneCompletion();
  await finish(store, id, { status: 'incomplete', text: 'First try' });
  await store.completions.write([{ type: 'requeued', id }]);
  expect(await store.completions.get(id)).toMatchObject({
    ...NOTHING_USED_ROW,
    status: 'queued',
    text: '',
    attempts: 0,
  });
  expect(await store.completions.raw(id)).toEqual({ request: null, response: null });
  expect(await store.history.totals({})).toMatchObject({ completions: 1, inputTokens: 10, costPicodollars: 20n });
  await finish(store, id, { cost: { picodollars: 100n, source: 'reported' } });
  expect(await store.history.totals({})).toMatchObject({ completions: 1, inputTokens: 20, costPicodollars: 120n });
  const earlier = await database.reader
    .selectFrom('earlier_attempts')
    .select(['completion_id', 'status', 'text'])
    .execute();
  expect(earlier).toEqual([{ completion_id: id, status: 'incomplete', text: 'First try' }]);
});

const NOTHING_USED_ROW = { usage: null, prices: null, cost: null, ttftMs: null, durationMs: null, endedAt: null };

test('one that was never sent leaves no earlier attempt', async () => {
  const { store, database, id } = await oneCompletion();
  const outcome = outcomeOf({ ...NOTHING_USED, status: 'held' });
  await store.completions.write([{ type: 'ended', id, outcome, endedAt: new Date() }]);
  await store.completions.write([{ type: 'requeued', id }]);
  expect(await database.reader.selectFrom('earlier_attempts').select('id').execute()).toEqual([]);
  expect(await store.history.totals({})).toMatchObject({ completions: 1, unpriced: 0 });
});

test('lone surrogates and a text of a megabyte do not trouble it', async () => {
  const { store, id } = await oneCompletion();
  const text = 'x\ud800y'.repeat(350_000);
  await finish(store, id, { text, response: { odd: '\udfff' } });
  const kept = await store.completions.get(id);
  expect(kept?.status).toBe('done');
  expect(kept?.text.startsWith('x')).toBe(true);
});

test('completions that never were give null', async () => {
  const { store } = await temporaryStore();
  expect(await store.completions.get(1)).toBeNull();
  expect(await store.completions.raw(1)).toBeNull();
  expect(await store.completions.logprobs(1)).toBeNull();
  expect(await store.completions.ofRun(1)).toEqual([]);
});

test('settings are kept by name', async () => {
  const { store } = await temporaryStore();
  expect(await store.settings.get('starters')).toBeNull();
  await store.settings.set('starters', { made: true });
  await store.settings.set('starters', ['again', null, 1.5]);
  await store.settings.set('none', undefined);
  expect(await store.settings.get('starters')).toEqual(['again', null, 1.5]);
  expect(await store.settings.get('none')).toBeNull();
});
