import { expect, test } from 'vitest';
import { ReportingDays } from '../../src/domain/history/reporting-days.ts';
import { type Caps, NO_CAPS, NO_LIMITS, type WorstCase } from '../../src/domain/money/caps.ts';
import { ProviderError } from '../../src/provider/errors/provider-error.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { CapLedger } from '../../src/spending/cap-ledger.ts';
import { fails, fakeProvider, gate, says, saysAndWaits } from '../support/fake-provider.ts';
import { type Running, running, until } from './running.ts';

/** 7 tokens in and 2 out as reported: 9 x 10 + 2 x 100 pico-dollars. */
const COST = 290n;
const WORST: WorstCase = { pricing: 'priced', money: 600n, tokens: 60n, requests: 1n };

interface Capped extends Running {
  readonly ledger: CapLedger;
  cap(caps: Partial<Caps>): void;
}

/** A runner under caps; its ledger reads what was spent earlier from the store it writes to. */
async function capped(first: Partial<Caps>, given: Parameters<typeof running>[0] = {}): Promise<Capped> {
  let caps: Caps = { ...NO_CAPS, ...first };
  const made: { store?: Running['store'] } = {};
  const ledger = new CapLedger({
    caps: () => caps,
    load: async (account) => {
      if (made.store === undefined) throw new Error('There is no store yet.');
      return made.store.spending.of(account);
    },
    now: () => new Date(),
    dayOf: (time) => new ReportingDays().spendingDay(time),
  });
  const all = await running({ ledger, worstCase: () => WORST, ...given });
  made.store = all.store;
  return {
    ...all,
    ledger,
    cap: (next) => {
      caps = { ...NO_CAPS, ...next };
      ledger.wake();
    },
  };
}

const statuses = async ({ runner }: { readonly runner: Runner }, run: number) =>
  (await runner.view(run))?.completions.map(({ completion }) => completion.status);

test('with room for two at a time, two are asked at a time, and all are answered', async () => {
  // The last one just fits: four have cost what they cost, and it may still need its worst.
  const { start, ended, provider } = await capped({ day: { ...NO_LIMITS, money: 4n * COST + 600n } });
  const run = await start({ samples: 5 });
  expect((await ended(run)).map(({ status }) => status)).toEqual(Array(5).fill('done'));
  expect(provider.most.get('openai')).toBe(2);
});

test('what is in memory and what is in the data file agree, whatever became of the requests', async () => {
  const provider = fakeProvider();
  const all = await capped({}, { fake: provider });
  provider.enqueue(
    says('fine'),
    fails(new ProviderError('server_error', 'down', { retryable: false })),
    fails(new ProviderError('rate_limit', 'slow down', { retryable: false })),
    fails(new ProviderError('server_error', 'down', { retryable: true })),
    fails(new ProviderError('connection_lost', 'gone', { retryable: false }), 'half'),
  );
  const run = await all.start({ samples: 6 });
  const [first] = await all.ended(run);
  if (first === undefined) throw new Error('There is none.');
  await all.runner.retry(first);
  await all.ended(run);
  const day = new Date().toISOString().slice(0, 10);
  const kept = await all.store.spending.of({ scope: 'day', id: { day, zone: 'UTC' } });
  expect(all.ledger.today()).toEqual({ spent: kept, reserved: { money: 0n, tokens: 0n, requests: 0n } });
  // One failed and one retried attempt may have been billed: each counts at its worst.
  expect(kept).toMatchObject({ assumed: 2n * 600n, requests: 8n });
});

test('one that waits for room can be stopped, and asks nothing', async () => {
  const door = gate();
  const all = await capped(
    { day: { ...NO_LIMITS, money: 1_000n } },
    { fake: fakeProvider(saysAndWaits('', door.opened)) },
  );
  const run = await all.start({ samples: 2 });
  await until(() => all.provider.asked.length === 1);
  expect(await statuses(all, run)).toEqual(['streaming', 'queued']);
  const [, second] = await all.completions(run);
  all.runner.cancelCompletion(second?.completion ?? { id: 0, runId: run });
  door.open();
  expect((await all.ended(run)).map(({ status }) => status)).toEqual(['done', 'cancelled']);
  expect(all.provider.asked).toHaveLength(1);
  expect(all.ledger.today().reserved.requests).toBe(0n);
});

test('stopped and asked again while it waits, it is asked once', async () => {
  const door = gate();
  const all = await capped(
    { day: { ...NO_LIMITS, money: 1_000n } },
    { fake: fakeProvider(saysAndWaits('', door.opened)) },
  );
  const run = await all.start({ samples: 2 });
  await until(() => all.provider.asked.length === 1);
  const [, second] = await all.completions(run);
  const completion = second?.completion;
  if (completion === undefined) throw new Error('There is none.');
  all.runner.cancelCompletion(completion);
  await all.runner.retry(completion);
  door.open();
  expect((await all.ended(run)).map(({ status }) => status)).toEqual(['done', 'done']);
  expect(all.provider.asked).toHaveLength(2);
});

test('a server that stops does not wait for room', async () => {
  const door = gate();
  const all = await capped(
    { day: { ...NO_LIMITS, money: 1_000n } },
    { fake: fakeProvider(saysAndWaits('', door.opened)) },
  );
  const run = await all.start({ samples: 3 });
  await until(() => all.provider.asked.length === 1);
  const closed = all.runner.close(5_000);
  door.open();
  await closed;
  expect((await all.store.completions.ofRun(run)).map(({ status }) => status)).toEqual([
    'done',
    'interrupted',
    'interrupted',
  ]);
  expect((await all.store.runs.get(run))?.status).toBe('interrupted');
});

test('a run that is held goes on by resume, as often as it is held, and ends as finished', async () => {
  const all = await capped({ run: { ...NO_LIMITS, requests: 1n } });
  const run = await all.start({ samples: 3 });
  expect((await all.ended(run)).map(({ status }) => status)).toEqual(['done', 'held', 'held']);
  expect((await all.store.runs.get(run))?.status).toBe('held');
  all.cap({ run: { ...NO_LIMITS, requests: 2n } });
  await all.runner.resume(run);
  expect((await all.ended(run)).filter(({ status }) => status === 'held')).toHaveLength(1);
  all.cap({});
  expect((await all.runner.resume(run))?.id).toBe(run);
  expect((await all.ended(run)).map(({ status }) => status)).toEqual(Array(3).fill('done'));
  expect((await all.store.runs.get(run))?.status).toBe('finished');
  expect(await all.runner.resume(run)).toBeNull();
  expect(all.runner.isLive(run)).toBe(false);
  expect(all.provider.asked).toHaveLength(3);
});

test('when it cannot be read what was spent, nothing is sent and it says why', async () => {
  const ledger = new CapLedger({
    caps: () => NO_CAPS,
    load: () => Promise.reject(new Error('the file is gone')),
    now: () => new Date(),
    dayOf: (time) => new ReportingDays().spendingDay(time),
  });
  const { start, ended, provider, unexpected } = await running({ ledger });
  const [only] = await ended(await start());
  expect(only).toMatchObject({
    status: 'failed',
    error: { kind: 'internal', message: expect.stringContaining('not sent') },
  });
  expect(provider.asked).toHaveLength(0);
  expect(unexpected).toHaveLength(1);
});
