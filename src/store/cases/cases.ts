import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import type { Case, CaseInput } from '../../domain/case.ts';
import type { Check } from '../../domain/check.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { hashCases } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';
import type { CasePage, CaseStore, ExperimentCases, FoundCases } from './case-store.ts';

/** Rows between two turns of the event loop: a few milliseconds of work. */
const ROWS_PER_INSERT = 100;
const ROWS_PER_READ = 1_000;

/** Case sets, each kept once. */
export function caseStore({ writer, reader }: OpenDatabase): CaseStore {
  return {
    ofSet: (id) => casesOfSet(reader, id),
    ofExperiment: (id) => ofExperiment(reader, id),
    keep: (id, cases, hash) => keep(writer, id, { cases, hash: hash ?? hashCases(cases) }),
    keepChecks: (id, checks) => keepChecks(writer, id, checks),
    page: (id, asked) => casePage(reader, id, asked),
    some: (id, places) => someCases(reader, id, places),
    at: (id, place) => caseAt(reader, id, place),
  };
}

const CASE_COLUMNS = ['name', 'input', 'expected'] as const;

interface CaseRow {
  readonly name: string | null;
  readonly input: string;
  readonly expected: string | null;
}

async function casesOfSet(db: StoreDatabase, id: number): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (;;) {
    const rows = await db
      .selectFrom('cases')
      .select(CASE_COLUMNS)
      .where('case_set_id', '=', id)
      .where('place', '>=', cases.length)
      .orderBy('place')
      .limit(ROWS_PER_READ)
      .execute();
    cases.push(...rows.map(toCase));
    if (rows.length < ROWS_PER_READ) return cases;
    await setImmediate();
  }
}

async function someCases(db: StoreDatabase, id: number, places: readonly number[]): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (let start = 0; start < places.length; start += ROWS_PER_READ) {
    if (start > 0) await setImmediate();
    const part = places.slice(start, start + ROWS_PER_READ);
    const rows = await db
      .selectFrom('cases')
      .select(['place', ...CASE_COLUMNS])
      .where('case_set_id', '=', id)
      .where('place', 'in', oneOf(part))
      .execute();
    const found = new Map(rows.map(({ place, ...row }) => [place, toCase(row)]));
    cases.push(...part.map((place) => found.get(place)).filter((one) => one !== undefined));
  }
  return cases;
}

async function caseAt(db: StoreDatabase, id: number, place: number): Promise<Case | null> {
  const row = await db
    .selectFrom('cases')
    .select(CASE_COLUMNS)
    .where('case_set_id', '=', id)
    .where('place', '=', place)
    .executeTakeFirst();
  return row === undefined ? null : toCase(row);
}

async function ofExperiment(db: StoreDatabase, id: number): Promise<ExperimentCases | null> {
  const row = await db
    .selectFrom('experiment_cases')
    .leftJoin('case_sets', 'case_sets.id', 'experiment_cases.case_set_id')
    .select(['experiment_cases.case_set_id', 'experiment_cases.checks', 'case_sets.cases'])
    .where('experiment_id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { set: row.case_set_id, cases: row.cases ?? 0, checks: JSON.parse(row.checks) as readonly Check[] };
}

/** The cases and checks of an experiment, each left out where there are none. */
export async function casesOfExperiment(
  db: StoreDatabase,
  id: number,
): Promise<{ readonly cases?: readonly Case[]; readonly checks?: readonly Check[] }> {
  const kept = await ofExperiment(db, id);
  const cases = kept?.set == null ? [] : await casesOfSet(db, kept.set);
  return {
    ...(cases.length === 0 ? {} : { cases }),
    ...(kept === null || kept.checks.length === 0 ? {} : { checks: kept.checks }),
  };
}

function keep(db: StoreDatabase, experiment_id: number, set: HashedCases): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const case_set_id = await saveCases(transaction, set);
    await transaction
      .insertInto('experiment_cases')
      .values({ experiment_id, case_set_id, checks: '[]' })
      .onConflict((conflict) => conflict.column('experiment_id').doUpdateSet({ case_set_id }))
      .execute();
  });
}

async function keepChecks(db: StoreDatabase, experiment_id: number, given: readonly Check[]): Promise<void> {
  const checks = JSON.stringify(given);
  await db
    .insertInto('experiment_cases')
    .values({ experiment_id, case_set_id: null, checks })
    .onConflict((conflict) => conflict.column('experiment_id').doUpdateSet({ checks }))
    .execute();
}

async function casePage(db: StoreDatabase, id: number, { search, offset, limit }: CasePage): Promise<FoundCases> {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const matching = db
    .selectFrom('cases')
    .where('case_set_id', '=', id)
    .$if(search !== '', (query) =>
      query.where(
        sql<SqlBool>`(input like ${pattern} escape '\\' or name like ${pattern} escape '\\' or expected like ${pattern} escape '\\')`,
      ),
    );
  const { found } = await matching.select(({ fn }) => fn.countAll<number>().as('found')).executeTakeFirstOrThrow();
  const rows = await matching
    .select(['place', ...CASE_COLUMNS])
    .orderBy('place')
    .offset(offset)
    .limit(limit)
    .execute();
  return { found, rows: rows.map(({ place, ...row }) => ({ place, case: toCase(row) })) };
}

function toCase({ name, input, expected }: CaseRow): Case {
  return { input: JSON.parse(input) as CaseInput, expected, name };
}

/** Cases with the hash by which their set is known. */
interface HashedCases {
  readonly cases: readonly Case[];
  readonly hash: string;
}

/** The id of a case set, which is kept once; the event loop turns now and then. */
export async function saveCases(db: StoreDatabase, { cases, hash }: HashedCases): Promise<number> {
  const known = await db.selectFrom('case_sets').select('id').where('hash', '=', hash).executeTakeFirst();
  if (known !== undefined) return known.id;
  const { id } = await db
    .insertInto('case_sets')
    .values({ hash, cases: cases.length })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (let start = 0; start < cases.length; start += ROWS_PER_INSERT) {
    if (start > 0) await setImmediate();
    const rows = cases.slice(start, start + ROWS_PER_INSERT).map(({ input, expected, name }, offset) => ({
      case_set_id: id,
      place: start + offset,
      name,
      input: JSON.stringify(input),
      expected,
    }));
    await db.insertInto('cases').values(rows).execute();
  }
  return id;
}
