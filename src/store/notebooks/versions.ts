import { sql } from 'kysely';
import { type HistoryTotals, NO_TOTALS } from '../../domain/history/history.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { Version, VersionWithTotals } from '../../domain/prompt/version.ts';
import { accountsOfCompletions, accountsOfEarlierAttempts } from '../costs/rollups.ts';
import { TOTALS, toTotals } from '../costs/totals-columns.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { saveVersion } from '../runs/save-version.ts';
import type { StoreDatabase } from '../schema.ts';
import { versionPasses } from './version-passes.ts';
import type { VersionStore } from './version-store.ts';

/** The versions of experiments; they are written when a run starts and only ever get a name afterwards. */
export function versionStore({ writer, reader }: OpenDatabase): VersionStore {
  return {
    list: (experimentId) => listVersions(reader, experimentId),
    passes: (experimentId) => versionPasses(reader, experimentId),
    get: (experimentId, number) => version(reader, experimentId, number),
    keep: (experimentId, prompt, name) => keep(writer, { experimentId, prompt, name }),
    rename: (experimentId, number, name) => rename(writer, { experimentId, number, name }),
  };
}

async function listVersions(db: StoreDatabase, experimentId: number): Promise<readonly VersionWithTotals[]> {
  const rows = await selectVersions(db, experimentId)
    .select((eb) =>
      eb
        .selectFrom('runs')
        .select((runs) => runs.fn.countAll<number>().as('count'))
        .whereRef('runs.version_id', '=', 'versions.id')
        .where('runs.experiment_id', '=', experimentId)
        .$asScalar()
        .$notNull()
        .as('runs'),
    )
    .select((eb) =>
      eb
        .selectFrom('runs')
        .select((runs) => runs.fn.max('runs.id').as('newest'))
        .whereRef('runs.version_id', '=', 'versions.id')
        .where('runs.experiment_id', '=', experimentId)
        .as('newest_run'),
    )
    .orderBy('versions.number', 'desc')
    .execute();
  const totals = await totalsByVersion(db, experimentId);
  return rows.map((row) => ({
    ...toVersion(row),
    runs: row.runs,
    newestRun: row.newest_run,
    totals: totals.get(row.id) ?? NO_TOTALS,
  }));
}

async function version(db: StoreDatabase, experimentId: number, number: number): Promise<Version | null> {
  const row = await selectVersions(db, experimentId).where('versions.number', '=', number).executeTakeFirst();
  return row === undefined ? null : toVersion(row);
}

async function keep(
  db: StoreDatabase,
  version: { readonly experimentId: number; readonly prompt: Prompt; readonly name: string },
): Promise<void> {
  await db.transaction().execute((transaction) => saveVersion(transaction, { ...version, createdAt: new Date() }));
}

async function rename(
  db: StoreDatabase,
  {
    experimentId,
    number,
    name,
  }: { readonly experimentId: number; readonly number: number; readonly name: string | null },
): Promise<Version | null> {
  await db
    .updateTable('versions')
    .set({ name })
    .where('experiment_id', '=', experimentId)
    .where('number', '=', number)
    .execute();
  return await version(db, experimentId, number);
}

export function selectVersions(db: StoreDatabase, experimentId: number) {
  return db
    .selectFrom('versions')
    .innerJoin('prompts', 'prompts.hash', 'versions.prompt_hash')
    .select(['versions.id', 'versions.number', 'versions.name', 'versions.created_at', 'prompts.content'])
    .where('versions.experiment_id', '=', experimentId);
}

interface VersionRow {
  readonly number: number;
  readonly name: string | null;
  readonly created_at: number;
  readonly content: string;
}

export function toVersion({ number, name, created_at, content }: VersionRow): Version {
  return { number, name, prompt: JSON.parse(content) as Prompt, createdAt: new Date(created_at) };
}

/** Counted one by one, because the roll-ups leave out what came with a file. */
async function totalsByVersion(db: StoreDatabase, experimentId: number): Promise<ReadonlyMap<number, HistoryTotals>> {
  const runs = db.selectFrom('runs').select('runs.id').where('runs.experiment_id', '=', experimentId);
  const where = sql<boolean>`completions.run_id in ${runs}`;
  const accounts = accountsOfCompletions(db, where).unionAll(accountsOfEarlierAttempts(db, where));
  const rows = await db
    .selectFrom(accounts.as('accounts'))
    .select('version_id')
    .select(TOTALS)
    .groupBy('version_id')
    .execute();
  return new Map(rows.map((row) => [row.version_id, toTotals(row)]));
}
