import { expect, test } from 'vitest';
import { gate, says, saysAndWaits } from '../support/fake-provider.ts';
import { Follower, running, until } from './running.ts';

const FULL = new Error('The disk is full.');

test('while nothing can be written answers wait in memory, nobody is told they are done, and nothing is lost', async () => {
  const { start, runner, provider, store, problems, breakStore, failedCommits } = await running();
  const door = gate();
  provider.enqueue(saysAndWaits('Hello', door.opened, ' there'));
  const run = await start({ samples: 2 });
  await until(() => provider.asked.length === 2);
  const follower = new Follower(runner, run);
  breakStore(FULL);
  door.open();
  await until(() => runner.storageProblem !== null && failedCommits.some(({ type }) => type === 'ended'));
  expect(runner.storageProblem).toBe(FULL);
  expect([...follower.statuses.values()]).not.toContain('done');
  expect(follower.runStatus).toBeNull();
  expect(runner.isLive(run)).toBe(true);
  expect((await store.completions.ofRun(run))[0]?.status).not.toBe('done');
  breakStore(null);
  await runner.wait(run, 5_000);
  expect(runner.storageProblem).toBeNull();
  expect(problems).toEqual([FULL, null]);
  expect((await store.completions.ofRun(run)).map(({ status, text }) => [status, text])).toEqual([
    ['done', 'Hello there'],
    ['done', 'Hello there'],
  ]);
  expect((await store.runs.get(run))?.status).toBe('finished');
});

test('requests that end while nothing can be written keep their place, so that what waits stays bounded', async () => {
  const { start, provider, breakStore, failedCommits, ended } = await running({ concurrency: 2 });
  const door = gate();
  provider.enqueue(saysAndWaits('', door.opened), saysAndWaits('', door.opened));
  const run = await start({ samples: 6 });
  await until(() => provider.asked.length === 2);
  breakStore(FULL);
  door.open();
  await until(() => failedCommits.filter(({ type }) => type === 'ended').length === 2);
  expect(provider.asked).toHaveLength(2);
  breakStore(null);
  expect(await ended(run)).toHaveLength(6);
  expect(provider.asked).toHaveLength(6);
});

test('a close does not wait for ever for a file that cannot be written', async () => {
  const { start, runner, provider, breakStore } = await running();
  provider.enqueue(saysAndWaits('Half', gate().opened));
  await start();
  await until(() => provider.asked.length === 1);
  breakStore(FULL);
  await runner.close(0);
  expect(runner.storageProblem).toBe(FULL);
});

test('an answer that the file cannot take fails alone, and the others are saved', async () => {
  const { start, provider, store, runner, unexpected } = await running();
  provider.enqueue(says('One'), says('Two', { reportedCost: 2n ** 70n }), says('Three'));
  const run = await start({ samples: 3 });
  await runner.wait(run, 5_000);
  expect(await store.completions.ofRun(run)).toMatchObject([
    { status: 'done', text: 'One' },
    { status: 'done', text: 'Two', cost: null, remarks: [{ kind: 'figures_not_kept' }] },
    { status: 'done', text: 'Three' },
  ]);
  expect(runner.storageProblem).toBeNull();
  expect(unexpected).toHaveLength(1);
});
