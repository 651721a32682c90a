import { setImmediate } from 'node:timers/promises';
import { type Case, caseParts } from '../../domain/cases/case.ts';
import type { Check } from '../../domain/cases/check.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { hashManyCases } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';
import { caseHolds, oneOf } from '../sqlite/sqlite-only.ts';
import { CASE_COLUMNS, type HashedCases, keepCaseSet, toCase } from './case-sets.ts';
import type { CasePage, CaseStore, CasesInParts, ExperimentCases, FoundCases } from './case-store.ts';

/** Rows between two turns of the event loop: a few milliseconds of work. */
const ROWS_PER_READ = 1_000;

/** Case sets, each kept once. */
export function caseStore({ writer, reader }: OpenDatabase): CaseStore {
  return {
    ofSet: (id) => casesOfSet(reader, id),
    partsOfSet: (id) => partsOfSet(reader, id),
    ofExperiment: (id) => ofExperiment(reader, id),
    keep: (id, cases) => keep(writer, id, cases),
    keepParts: (id, cases) => keepParts(writer, id, cases),
    keepChecks: (id, checks) => keepChecks(writer, id, checks),
    page: (id, asked) => casePage(reader, id, asked),
    placesOf: (id, search) => placesHolding(reader, id, search),
    some: (id, places) => someCases(reader, id, places),
    at: (id, place) => caseAt(reader, id, place),
  };
}

/** The cases of a set, in their order; the event loop turns now and then. */
export async function casesOfSet(db: StoreDatabase, id: number): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for await (const part of partsOfSet(db, id)) cases.push(...part);
  return cases;
}

async function* partsOfSet(db: StoreDatabase, id: number): AsyncGenerator<readonly Case[]> {
  for (let from = 0; ; from += ROWS_PER_READ) {
    const rows = await db
      .selectFrom('cases')
      .select(CASE_COLUMNS)
      .where('case_set_id', '=', id)
      .where('place', '>=', from)
      .orderBy('place')
      .limit(ROWS_PER_READ)
      .execute();
    if (rows.length > 0) yield rows.map(toCase);
    if (rows.length < ROWS_PER_READ) return;
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

async function keep(writer: StoreDatabase, experimentId: number, cases: readonly Case[]): Promise<void> {
  await keepHashed(writer, experimentId, await hashed(cases));
}

async function keepParts(writer: StoreDatabase, experimentId: number, cases: CasesInParts): Promise<void> {
  const { hash } = cases;
  await keepHashed(writer, experimentId, hash === null ? await hashed(await allOf(cases)) : { ...cases, hash });
}

async function allOf({ parts }: CasesInParts): Promise<readonly Case[]> {
  const all: Case[] = [];
  for await (const part of parts()) all.push(...part);
  return all;
}

async function hashed(cases: readonly Case[]): Promise<HashedCases> {
  async function* parts() {
    yield* caseParts(cases);
  }
  return { hash: await hashManyCases(cases), count: cases.length, parts };
}

function keepHashed(writer: StoreDatabase, experiment_id: number, cases: HashedCases): Promise<void> {
  return keepCaseSet(writer, cases, async (transaction, case_set_id) => {
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

/** Places that are searched in one turn of the event loop. */
const PLACES_PER_SEARCH = 2_000;

async function casePage(db: StoreDatabase, id: number, asked: CasePage): Promise<FoundCases> {
  const { search, offset, limit } = asked;
  const found = search === '' ? null : await placesHolding(db, id, search);
  const places = found?.slice(offset, offset + limit);
  const rows = await db
    .selectFrom('cases')
    .select(['place', ...CASE_COLUMNS])
    .where('case_set_id', '=', id)
    .$if(places !== undefined, (query) => query.where('place', 'in', oneOf(places ?? [])))
    .orderBy('place')
    .offset(places === undefined ? offset : 0)
    .limit(limit)
    .execute();
  const { cases } = await db.selectFrom('case_sets').select('cases').where('id', '=', id).executeTakeFirstOrThrow();
  return { found: found?.length ?? cases, rows: rows.map(({ place, ...row }) => ({ place, case: toCase(row) })) };
}

/** The places of all cases whose texts hold what is searched for. */
async function placesHolding(db: StoreDatabase, id: number, search: string): Promise<readonly number[]> {
  const { cases } = await db.selectFrom('case_sets').select('cases').where('id', '=', id).executeTakeFirstOrThrow();
  const places: number[] = [];
  for (let from = 0; from < cases; from += PLACES_PER_SEARCH) {
    const rows = await db
      .selectFrom('cases')
      .select('place')
      .where('case_set_id', '=', id)
      .where('place', '>=', from)
      .where('place', '<', from + PLACES_PER_SEARCH)
      .where(caseHolds(search))
      .orderBy('place')
      .execute();
    places.push(...rows.map(({ place }) => place));
    await setImmediate();
  }
  return places;
}
