import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ended, fakeProvider, gate, type Script, says } from '../support/fake-provider.ts';
import { Follower, running, until } from './running.ts';

type Step = 'subscribe' | 'leave' | 'turn' | 'gathered' | 'next' | { readonly say: string };

const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Step>('subscribe') },
    { weight: 1, arbitrary: fc.constant<Step>('leave') },
    { weight: 2, arbitrary: fc.constant<Step>('turn') },
    { weight: 1, arbitrary: fc.constant<Step>('gathered') },
    {
      weight: 6,
      arbitrary: fc.record({ say: fc.string({ minLength: 1, maxLength: 4 }) }),
    },
    { weight: 1, arbitrary: fc.constant<Step>('next') },
  ),
  { maxLength: 25 },
);

/** Scripts that say what they are told, when they are told. */
function puppets() {
  const talk: ((text: string | null) => void)[] = [];
  const script: Script = ({ sink, signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      sink.opened();
      talk.push((text) => (text === null ? resolve(ended()) : sink.text(text)));
    });
  return { talk, script };
}

test('whenever somebody begins to follow, view and deltas together give exactly the text', async () => {
  const { talk, script } = puppets();
  const { start, runner, ended: endOf } = await running({ fake: fakeProvider(script), concurrency: 1 });
  /** Ends the answer that streams, and waits for the next or, after the last, for the end of the run. */
  const next = async (run: number) => {
    const { length } = talk;
    talk.at(-1)?.(null);
    await until(() => (length < 3 ? talk.length > length : !runner.isLive(run)));
  };
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      talk.length = 0;
      const run = await start({ samples: 3 });
      const followers: Follower[] = [];
      for (const step of plan) {
        if (!runner.isLive(run)) break;
        if (step === 'subscribe') followers.push(new Follower(runner, run));
        else if (step === 'leave') followers.shift()?.stop();
        else if (step === 'turn') await new Promise((resolve) => setImmediate(resolve));
        else if (step === 'gathered') await new Promise((resolve) => setTimeout(resolve, 51));
        else if (step === 'next') await next(run);
        else talk.at(-1)?.(step.say);
        const now = runner.snapshot(run)?.completions ?? [];
        if (step === 'gathered') {
          for (const follower of followers) {
            expect([...follower.texts.values()]).toEqual(now.map(({ completion }) => completion.text));
          }
        }
      }
      while (runner.isLive(run)) await next(run);
      const rows = await endOf(run);
      for (const follower of followers) {
        expect([...follower.texts.values()]).toEqual(rows.map(({ text }) => text));
        expect([...follower.statuses.values()]).toEqual(['done', 'done', 'done']);
        expect(follower.runStatus).toBe('finished');
        follower.stop();
      }
    }),
    { numRuns: 40 },
  );
});

test('text that comes right after a change of state is told with it, once', async () => {
  const { talk, script } = puppets();
  const { start, runner } = await running({ fake: fakeProvider(script), concurrency: 1 });
  const run = await start({ samples: 2 });
  const follower = new Follower(runner, run);
  await until(() => talk.length === 1);
  talk[0]?.(null);
  await until(() => talk.length === 2);
  talk[1]?.('Hel');
  talk[1]?.('lo');
  // On a busy machine the change of state may have been told before there was text.
  await until(() => ([...follower.texts.values()][1] ?? '').length >= 5);
  expect([...follower.statuses.values()][1]).toBe('streaming');
  expect([...follower.texts.values()]).toEqual(['', 'Hello']);
  talk[1]?.('!');
  await until(() => [...follower.texts.values()][1] !== 'Hello');
  expect([...follower.texts.values()]).toEqual(['', 'Hello!']);
});

test('deltas are gathered: a hundred of them are told in a few batches', async () => {
  const { start, runner, provider } = await running();
  const door = gate();
  provider.enqueue(async (asked) => {
    await door.opened;
    return says(Array.from({ length: 100 }, (_, index) => `${index} `))(asked);
  });
  const run = await start();
  const follower = new Follower(runner, run);
  door.open();
  await runner.wait(run, 5_000);
  expect(follower.batches.length).toBeLessThan(6);
  expect([...follower.texts.values()][0]).toContain('98 99 ');
});
