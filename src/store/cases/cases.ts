import { setImmediate } from 'node:timers/promises';
import type { Case, CaseInput } from '../../domain/case.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { hashCases } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';
import type { CaseStore } from './case-store.ts';

const ROWS_PER_INSERT = 200;
const ROWS_PER_TURN = 2_000;

/** Case sets, each kept once. */
export function caseStore({ reader }: OpenDatabase): CaseStore {
  return {
    ofSet: (id) => casesOfSet(reader, id),
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
  const rows = await db
    .selectFrom('cases')
    .select(CASE_COLUMNS)
    .where('case_set_id', '=', id)
    .orderBy('place')
    .execute();
  return rows.map(toCase);
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

function toCase({ name, input, expected }: CaseRow): Case {
  return { input: JSON.parse(input) as CaseInput, expected, name };
}

/** The id of a case set, which is kept once; the event loop turns now and then. */
export async function saveCases(db: StoreDatabase, cases: readonly Case[]): Promise<number> {
  const hash = hashCases(cases);
  const known = await db.selectFrom('case_sets').select('id').where('hash', '=', hash).executeTakeFirst();
  if (known !== undefined) return known.id;
  const { id } = await db
    .insertInto('case_sets')
    .values({ hash, cases: cases.length })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (let start = 0; start < cases.length; start += ROWS_PER_INSERT) {
    if (start > 0 && start % ROWS_PER_TURN === 0) await setImmediate();
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
