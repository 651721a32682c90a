import { expect, test } from 'vitest';
import { fakeProvider, gate, saysAndWaits } from '../support/fake-provider.ts';
import { Follower, running, until } from './running.ts';

test('one completion is stopped, keeping what it said; the others go on', async () => {
  const { start, runner, provider, store, ended } = await running();
  const door = gate();
  provider.enqueue(saysAndWaits('Half an', door.opened), saysAndWaits('Whole', door.opened, ' answer'));
  const run = await start({ samples: 2 });
  await until(() => provider.asked.length === 2);
  const [first] = await store.completions.ofRun(run);
  if (first === undefined) throw new Error('no completion');
  expect(runner.cancelCompletion(first)).toBe(true);
  expect(runner.snapshot(run)?.completions[0]?.completion).toMatchObject({ status: 'cancelled', text: 'Half an' });
  expect(provider.asked[0]?.signal.aborted).toBe(true);
  await until(async () => (await store.completions.ofRun(run))[0]?.status === 'cancelled');
  expect(runner.isLive(run)).toBe(true);
  door.open();
  expect(await ended(run)).toMatchObject([
    {
      status: 'cancelled',
      text: 'Half an',
      finishReason: null,
      usage: { inputTokens: 7, outputTokens: 7, source: 'estimated' },
    },
    { status: 'done', text: 'Whole answer' },
  ]);
  expect((await store.runs.get(run))?.status).toBe('finished');
});

test('stopping a run stops what streams, takes back what waits, and leaves what is done', async () => {
  const { start, runner, provider, store } = await running({ concurrency: 2 });
  provider.enqueue(
    saysAndWaits('Done', Promise.resolve()),
    saysAndWaits('Half', gate().opened),
    saysAndWaits('Also half', gate().opened),
  );
  const run = await start({ samples: 5 });
  await until(() => provider.asked.length === 3);
  const follower = new Follower(runner, run);
  expect(runner.cancelRun(run)).toBe(true);
  await runner.wait(run, 200);
  expect(runner.isLive(run)).toBe(false);
  expect((await store.completions.ofRun(run)).map(({ status, text }) => [status, text])).toEqual([
    ['done', 'Done'],
    ['cancelled', 'Half'],
    ['cancelled', 'Also half'],
    ['cancelled', ''],
    ['cancelled', ''],
  ]);
  expect(await store.runs.get(run)).toMatchObject({ status: 'cancelled', endedAt: expect.any(Date) });
  expect(provider.asked).toHaveLength(3);
  expect(follower.runStatus).toBe('cancelled');
  expect(runner.cancelRun(run)).toBe(false);
});

test('what was never sent has used nothing and has no cost', async () => {
  const { start, runner, provider, store } = await running({
    concurrency: 1,
    fake: fakeProvider(saysAndWaits('', gate().opened)),
  });
  const run = await start({ samples: 2 });
  await until(() => provider.asked.length === 1);
  const [, waiting] = await store.completions.ofRun(run);
  if (waiting === undefined) throw new Error('no completion');
  runner.cancelCompletion(waiting);
  await until(async () => (await store.completions.get(waiting.id))?.status === 'cancelled');
  expect(await store.completions.get(waiting.id)).toMatchObject({
    usage: null,
    cost: null,
    attempts: 0,
    durationMs: null,
  });
});

test('stopping twice, or what has ended, changes nothing', async () => {
  const { start, runner, provider, store, committed } = await running();
  provider.enqueue(saysAndWaits('Half', gate().opened));
  const run = await start();
  await until(() => provider.asked.length === 1);
  const [completion] = await store.completions.ofRun(run);
  if (completion === undefined) throw new Error('no completion');
  runner.cancelCompletion(completion);
  runner.cancelCompletion(completion);
  runner.cancelRun(run);
  await runner.wait(run, 1_000);
  expect(runner.cancelCompletion(completion)).toBe(false);
  expect(committed.filter(({ type }) => type === 'ended')).toHaveLength(1);
});
