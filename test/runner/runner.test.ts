import { expect, test, vi } from 'vitest';
import type { Completion } from '../../src/domain/run/completion.ts';
import { ProviderError } from '../../src/provider/errors/provider-error.ts';
import { ended, fails, fakeProvider, gate, says, saysAndWaits } from '../support/fake-provider.ts';
import { Follower, PRICES, running, until } from './running.ts';

test('a run asks each point of its plan in order and keeps answer, usage and cost', async () => {
  const { start, ended: endOf, provider, store } = await running({ concurrency: 1 });
  const run = await start({ sweep: { temperature: [0, 0.5, null] }, samples: 2 });
  const completions = await endOf(run);
  expect(provider.asked.map(({ body }) => body['temperature'])).toEqual([0, 0.5, undefined, 0, 0.5, undefined]);
  expect(provider.asked[0]?.body).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Say hello' }],
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
  for (const completion of completions) {
    expect(completion).toMatchObject({
      status: 'done',
      text: 'Hello there',
      finishReason: 'stop',
      usage: { inputTokens: 9, outputTokens: 2, source: 'reported' },
      prices: PRICES,
      cost: { picodollars: 290n, source: 'computed' },
      attempts: 1,
      error: null,
    });
  }
  expect(await store.runs.get(run)).toMatchObject({ status: 'finished', endedAt: expect.any(Date) });
});

test('never more requests are in flight than the connection allows, and each connection has its own', async () => {
  const door = gate();
  const {
    start,
    provider,
    ended: endOf,
  } = await running({
    concurrency: 3,
    fake: fakeProvider(saysAndWaits('x', door.opened)),
  });
  const first = await start({ samples: 10 });
  const second = await start({ samples: 10 });
  const other = await start({ samples: 10, connection: 'ollama' });
  await until(() => provider.asked.length === 6);
  expect(provider.inFlight).toEqual(
    new Map([
      ['openai', 3],
      ['ollama', 3],
    ]),
  );
  door.open();
  for (const run of [first, second, other]) await endOf(run);
  expect(provider.asked).toHaveLength(30);
  expect(provider.most).toEqual(
    new Map([
      ['openai', 3],
      ['ollama', 3],
    ]),
  );
});

test('a failed request frees its place', async () => {
  const { start, provider, ended: endOf } = await running({ concurrency: 1 });
  provider.enqueue(fails(new ProviderError('wrong_key', 'The key is wrong.')), fails(new TypeError('oh')));
  const completions = await endOf(await start({ samples: 3 }));
  expect(completions.map(({ status }) => status)).toEqual(['failed', 'failed', 'done']);
});

test('a completion is on disk before anybody is told that it is done', async () => {
  const { start, runner, store, provider, committed } = await running();
  const door = gate();
  provider.enqueue(saysAndWaits('Hello', door.opened));
  const run = await start();
  const told: { readonly status: string; readonly committed: boolean }[] = [];
  runner.follow(run, ({ changed, run: now }) => {
    const isCommitted = committed.some(({ type }) => type === 'ended');
    for (const { completion } of changed) told.push({ status: completion.status, committed: isCommitted });
    if (now !== null) told.push({ status: now.status, committed: committed.some(({ type }) => type === 'run') });
  });
  door.open();
  await runner.wait(run, 5_000);
  expect(told.filter(({ status }) => status === 'done' || status === 'finished')).toEqual([
    { status: 'done', committed: true },
    { status: 'finished', committed: true },
  ]);
  expect((await store.completions.ofRun(run))[0]?.status).toBe('done');
});

test('a run goes on without anybody who follows it', async () => {
  const { start, runner, provider, ended: endOf } = await running();
  const door = gate();
  provider.enqueue(saysAndWaits('Hello', door.opened, ' there'));
  const run = await start();
  const follower = new Follower(runner, run);
  follower.stop();
  door.open();
  expect((await endOf(run))[0]).toMatchObject({ status: 'done', text: 'Hello there' });
  expect(follower.batches).toEqual([]);
});

test('the same idempotency key starts one run, also when both come at once', async () => {
  const { runner, newRun, provider, ended: endOf } = await running();
  const asked = newRun({ samples: 2, idempotencyKey: 'page:1' });
  const [first, second] = await Promise.all([runner.start(asked), runner.start(asked)]);
  expect(second.run.id).toBe(first.run.id);
  expect([first.repeated, second.repeated].toSorted()).toEqual([false, true]);
  await endOf(first.run.id);
  expect((await runner.start(asked)).repeated).toBe(true);
  expect(provider.asked).toHaveLength(2);
});

test('waiting ends with the run, or after the time given, and at once for a run that is not going on', async () => {
  const { start, runner, provider } = await running();
  const door = gate();
  provider.enqueue(saysAndWaits('', door.opened));
  const run = await start();
  await runner.wait(run, 10);
  expect(runner.isLive(run)).toBe(true);
  const leaving = new AbortController();
  const left = runner.wait(run, 60_000, leaving.signal);
  leaving.abort();
  await left;
  await runner.wait(run, 60_000, leaving.signal);
  const waited = runner.wait(run, 60_000);
  door.open();
  await waited;
  expect((await runner.view(run))?.run.status).toBe('finished');
  await runner.wait(run, 60_000);
  await runner.wait(12_345, 60_000);
  expect(await runner.view(12_345)).toBeNull();
});

test('an answer without a finish reason is incomplete, and usage that is not reported is estimated', async () => {
  const { start, provider, ended: endOf } = await running();
  provider.enqueue(says('Hel', { finishReason: null, usage: null }));
  expect((await endOf(await start()))[0]).toMatchObject({
    status: 'incomplete',
    text: 'Hel',
    finishReason: null,
    usage: { inputTokens: 7, outputTokens: 3, source: 'estimated' },
    cost: { picodollars: 370n, source: 'estimated' },
  });
});

test('what the endpoint says it charged counts more than our own sum', async () => {
  const { start, provider, ended: endOf } = await running();
  provider.enqueue(says('Hi', { reportedCost: 12_345n }));
  expect((await endOf(await start()))[0]?.cost).toEqual({ picodollars: 12_345n, source: 'reported' });
});

test('a refused parameter is told, with the completion failed and its error kept', async () => {
  const { start, provider, refusals, ended: endOf } = await running();
  const refused = new ProviderError('parameter_refused', 'Only 1 is supported.', { status: 400, param: 'temperature' });
  provider.enqueue(fails(refused));
  expect((await endOf(await start({ sweep: { temperature: [0.5] } })))[0]).toMatchObject({
    status: 'failed',
    usage: null,
    cost: null,
    error: { kind: 'parameter_refused', message: 'Only 1 is supported.', status: 400, param: 'temperature' },
  });
  expect(refusals).toMatchObject([{ param: 'temperature' }]);
});

test('a fault of our own fails its completion alone and is told', async () => {
  const fault = new TypeError('x is not a function');
  const { start, provider, unexpected, ended: endOf } = await running({ concurrency: 1 });
  provider.enqueue(fails(fault));
  expect((await endOf(await start({ samples: 2 }))).map(({ status, error }) => [status, error?.kind])).toEqual([
    ['failed', 'internal'],
    ['done', undefined],
  ]);
  expect(unexpected).toEqual([fault]);
});

test('an answer whose tokens cannot be counted is kept all the same, unpriced', async () => {
  const fault = new Error('no counting today');
  const {
    start,
    provider,
    unexpected,
    ended: endOf,
  } = await running({
    pricing: () => ({
      free: false,
      prices: () => PRICES,
      inputTokens: async () => 7,
      countText: () => Promise.reject(fault),
    }),
  });
  provider.enqueue(says('Hello', { usage: null }));
  expect((await endOf(await start()))[0]).toMatchObject({
    status: 'done',
    text: 'Hello',
    usage: { inputTokens: 7, outputTokens: null, source: 'estimated' },
    cost: null,
  });
  expect(unexpected).toEqual([fault]);
});

test('broken characters are replaced and the answer says so', async () => {
  const { start, provider, ended: endOf } = await running();
  provider.enqueue(says(['a\ud83d', '\ude00b', '\ud83d!']));
  expect((await endOf(await start()))[0]).toMatchObject({ text: 'a\u{1f600}b\ufffd!', textMended: true });
});

test('long answers are saved while they stream', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { start, store, provider } = await running();
    const door = gate();
    provider.enqueue(saysAndWaits('Once upon', door.opened, ' a time'), saysAndWaits('', door.opened));
    const run = await start({ samples: 2 });
    await until(() => provider.asked.length === 2);
    vi.advanceTimersByTime(2_000);
    await until(async () => (await store.completions.ofRun(run))[0]?.text === 'Once upon');
    expect((await store.completions.ofRun(run))[0]).toMatchObject({ status: 'streaming', text: 'Once upon' });
    door.open();
  } finally {
    vi.useRealTimers();
  }
});

test('closing lets what is in flight end and takes back what was not sent', async () => {
  const { start, runner, provider, store } = await running({ concurrency: 1 });
  const door = gate();
  provider.enqueue(saysAndWaits('Hello', door.opened, ' there'));
  const run = await start({ samples: 3 });
  await until(() => provider.asked.length === 1);
  const closed = runner.close(5_000);
  expect(runner.closing).toBe(true);
  door.open();
  await closed;
  expect((await store.completions.ofRun(run)).map(({ status, text }) => [status, text])).toEqual([
    ['done', 'Hello there'],
    ['interrupted', ''],
    ['interrupted', ''],
  ]);
  expect((await store.runs.get(run))?.status).toBe('interrupted');
  expect(provider.asked).toHaveLength(1);
});

test('closing without patience stops what is in flight and keeps what it said', async () => {
  const { start, runner, provider, store } = await running();
  provider.enqueue(saysAndWaits('Half an ans', gate().opened));
  const run = await start();
  await until(() => provider.asked.length === 1);
  await runner.close(0);
  expect((await store.completions.ofRun(run))[0]).toMatchObject({
    status: 'interrupted',
    text: 'Half an ans',
    usage: { source: 'estimated', inputTokens: 7 },
  });
  expect((await store.runs.get(run))?.status).toBe('interrupted');
});

test('the exact request is kept with the completion, but for its messages', async () => {
  const { start, store, provider, ended: endOf } = await running();
  provider.enqueue(async ({ sink }) => {
    sink.reasoning('Let me think.');
    sink.text('4');
    return ended({ logprobs: [{ token: '4', logprob: -0.1, top: [] }], response: { id: 'r1' } });
  });
  const [completion] = await endOf(await start({ sweep: { temperature: [0.3] } }));
  expect(completion).toMatchObject({ text: '4', reasoning: 'Let me think.' });
  expect(await store.completions.raw(completion?.id ?? 0)).toEqual({
    request: { model: 'm', temperature: 0.3, stream: true, stream_options: { include_usage: true } },
    response: { id: 'r1' },
  });
  expect(await store.completions.logprobs(completion?.id ?? 0)).toEqual([{ token: '4', logprob: -0.1, top: [] }]);
});

test('a completion that is retried while the end of its run is being written is asked again, and the run ends once more', async () => {
  const { start, runner, provider, store, ended, holdRunEnd, committed } = await running();
  const [door, second] = [gate(), gate()];
  provider.enqueue(fails(new ProviderError('wrong_key', 'Broken.')), saysAndWaits('Hello', second.opened));
  holdRunEnd(door.opened);
  const run = await start();
  await until(() => committed.some(({ type }) => type === 'ended'));
  const [failed] = await store.completions.ofRun(run);
  const follower = new Follower(runner, run);
  await runner.retry(failed as Completion);
  door.open();
  await until(() => provider.asked.length === 2);
  expect(follower.runStatus ?? 'running').toBe('running');
  second.open();
  expect((await ended(run)).map(({ status, text }) => [status, text])).toEqual([['done', 'Hello']]);
  expect((await store.runs.get(run))?.status).toBe('finished');
  expect(runner.isLive(run)).toBe(false);
});
