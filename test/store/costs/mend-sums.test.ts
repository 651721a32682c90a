import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';
import { experimentIn, folderStore, outcomeOf, startRun } from '../support/fixtures.ts';

const LARGEST = 2n ** 63n - 1n;
const dollars = (amount: bigint) => ({ picodollars: amount * 10n ** 12n, source: 'reported' as const });

async function folderWithAnswers(costs: readonly bigint[]): Promise<string> {
  const folder = temporaryFolder();
  const { store } = await folderStore(folder);
  const { experimentId } = await experimentIn(store);
  const { completions } = await startRun(store, experimentId, { samples: costs.length });
  const endedAt = new Date();
  await store.completions.write(
    completions.map(({ id }, index) => ({
      type: 'ended' as const,
      id,
      endedAt,
      outcome: outcomeOf({ cost: dollars(costs[index] ?? 0n) }),
    })),
  );
  await store.close();
  return folder;
}

async function reopened(folder: string) {
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const day = new Date().toISOString().slice(0, 10);
  const spent = await store.spending.of({ scope: 'day', id: { day, zone: 'UTC' } });
  const [total] = await store.history.costs([], {});
  await store.close();
  return { warnings: database.warnings, spent: spent.money, total: total?.costPicodollars };
}

test('sums that are read are exact beyond 64 bits, and sums that are kept stop at the largest integer', async () => {
  const folder = await folderWithAnswers([3_000_000n, 3_000_000n, 3_000_000n, 3_000_000n]);
  const { spent } = await reopened(folder);
  expect(spent).toBe(LARGEST);
});

test('a file whose sums are broken opens, says so, and is counted anew', async () => {
  const folder = await folderWithAnswers([1n, 2n]);
  const file = new BetterSqlite3(join(folder, 'tempera.db'));
  file.exec(`update daily_costs set cost_pico = 9.3e18; update spending set cost_pico = 9.3e18, tokens = 1e20;
    update runs set spent_pico = 9.3e18`);
  file.close();
  const mended = await reopened(folder);
  expect(mended.warnings.join(' ')).toContain('counted anew');
  expect(mended).toMatchObject({ spent: 3n * 10n ** 12n, total: 3n * 10n ** 12n });
  expect((await reopened(folder)).warnings).toEqual([]);
});

test('rows that made them so lose their figures and are marked', async () => {
  const folder = await folderWithAnswers([1n, 2n, 3n]);
  const file = new BetterSqlite3(join(folder, 'tempera.db'));
  file.exec(`update completions set cost_pico = 5e18 where id = 1;
    update completions set input_tokens = 9007199254740991 where id = 2;
    update daily_costs set cost_pico = 9.3e18`);
  file.close();
  const { warnings, total } = await reopened(folder);
  expect(warnings.join(' ')).toContain('2 requests of which an endpoint had reported an impossible usage were marked');
  expect(total).toBe(3n * 10n ** 12n);
  const { store } = await folderStore(folder);
  expect(await store.completions.ofRun(1)).toMatchObject([
    { cost: null, usage: null, remarks: [{ kind: 'impossible_usage' }] },
    { cost: null, usage: null },
    { cost: { picodollars: 3n * 10n ** 12n } },
  ]);
  await store.close();
});
