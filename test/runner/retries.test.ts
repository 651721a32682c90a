import { expect, test } from 'vitest';
import { ProviderError } from '../../src/provider/errors/provider-error.ts';
import { fails, gate, says, saysAndWaits } from '../support/fake-provider.ts';
import { running, until } from './running.ts';

function busy(retryAfterMs: number | null): ProviderError {
  return new ProviderError('rate_limit', 'Too many requests.', { status: 429, retryable: true, retryAfterMs });
}

test('after a 429 the request is made again when the endpoint asked, and the wait is shown with its reason', async () => {
  const { start, provider, completions, runner, ended } = await running();
  const door = gate();
  provider.enqueue(fails(busy(150)), saysAndWaits('Hello', door.opened));
  const before = Date.now();
  const run = await start();
  await until(async () => (await completions(run))[0]?.waiting !== null);
  const { waiting, completion } = (await completions(run))[0] ?? {};
  expect(waiting?.message).toBe('Too many requests.');
  expect(waiting?.until.getTime()).toBeGreaterThanOrEqual(before + 150);
  expect(completion?.status).toBe('streaming');
  await until(() => provider.asked.length === 2);
  expect(runner.snapshot(run)?.completions[0]?.waiting).toBeNull();
  door.open();
  expect((await ended(run))[0]).toMatchObject({ status: 'done', text: 'Hello', attempts: 2, error: null });
});

test('there are at most three attempts, and the last error is kept', async () => {
  const { start, provider, ended } = await running();
  provider.enqueue(
    fails(busy(1)),
    fails(busy(1)),
    fails(new ProviderError('server_error', 'Down.', { status: 503, retryable: true })),
  );
  expect((await ended(await start()))[0]).toMatchObject({
    status: 'failed',
    attempts: 3,
    error: { kind: 'server_error', message: 'Down.', status: 503 },
  });
  expect(provider.asked).toHaveLength(3);
});

test.each([
  ['a wrong key', new ProviderError('wrong_key', 'Wrong key.', { status: 401 })],
  ['an empty quota', new ProviderError('no_quota', 'No quota.', { status: 429 })],
  ['a wait longer than a minute', busy(61_000)],
])('%s is not tried again', async (_, error) => {
  const { start, provider, ended } = await running();
  provider.enqueue(fails(error));
  expect((await ended(await start()))[0]).toMatchObject({ status: 'failed', attempts: 1, error: { kind: error.kind } });
  expect(provider.asked).toHaveLength(1);
});

test('a wait can be cancelled, and is over at once', async () => {
  const { start, runner, provider, completions, store } = await running();
  provider.enqueue(fails(busy(30_000)));
  const run = await start();
  await until(async () => (await completions(run))[0]?.waiting !== null);
  runner.cancelRun(run);
  await runner.wait(run, 200);
  expect(runner.isLive(run)).toBe(false);
  expect((await store.completions.ofRun(run))[0]).toMatchObject({
    status: 'cancelled',
    attempts: 1,
    error: null,
    usage: null,
  });
  expect(provider.asked).toHaveLength(1);
});

test('an ended completion can be asked again in its run, which runs until it has ended', async () => {
  const { start, runner, provider, store, ended } = await running();
  provider.enqueue(fails(new ProviderError('wrong_key', 'Wrong key.')));
  const run = await start({ samples: 2 });
  const [first, second] = await ended(run);
  if (first === undefined || second === undefined) throw new Error('no completions');
  const door = gate();
  provider.enqueue(saysAndWaits('', door.opened, 'Better'));
  await runner.retry(first);
  const view = runner.snapshot(run);
  expect(view?.run).toMatchObject({ status: 'running', endedAt: null });
  expect(view?.completions[0]?.completion).toMatchObject({ error: null, text: '' });
  door.open();
  expect(await ended(run)).toMatchObject([
    { id: first.id, status: 'done', text: 'Better', error: null, attempts: 1 },
    { id: second.id, text: second.text, endedAt: second.endedAt },
  ]);
  expect((await store.runs.get(run))?.status).toBe('finished');
  expect(provider.asked).toHaveLength(3);
});

test('a completion can be asked again while the others of its run go on', async () => {
  const { start, runner, provider, store, ended } = await running();
  const door = gate();
  provider.enqueue(fails(new ProviderError('wrong_key', 'Wrong key.')), saysAndWaits('Slow', door.opened));
  const run = await start({ samples: 2 });
  await until(async () => (await store.completions.ofRun(run))[0]?.status === 'failed');
  const [first] = await store.completions.ofRun(run);
  provider.enqueue(says('Again'));
  if (first !== undefined) await runner.retry(first);
  await until(async () => (await store.completions.ofRun(run))[0]?.status === 'done');
  door.open();
  expect((await ended(run)).map(({ text }) => text)).toEqual(['Again', 'Slow']);
});

test('pressing retry twice asks once, and the run still ends', async () => {
  const { start, runner, provider, store, ended } = await running();
  provider.enqueue(fails(new ProviderError('wrong_key', 'Wrong key.')));
  const run = await start();
  const [first] = await ended(run);
  if (first === undefined) throw new Error('no completion');
  const door = gate();
  provider.enqueue(saysAndWaits('Once', door.opened));
  await Promise.all([runner.retry(first), runner.retry(first)]);
  await runner.retry(first);
  door.open();
  expect(await ended(run)).toMatchObject([{ status: 'done', text: 'Once' }]);
  expect(provider.asked).toHaveLength(2);
  expect((await store.runs.get(run))?.status).toBe('finished');
  expect(runner.isLive(run)).toBe(false);
});
