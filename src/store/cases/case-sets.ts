import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Case, CaseInput } from '../../domain/cases/case.ts';
import { caseParts } from '../../domain/cases/case.ts';
import { hashManyCases } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';
import { pick, prepareQuery } from '../sqlite/prepared-query.ts';
import type { CasesInParts } from './case-store.ts';

/*
 * A case set is kept once, under the hash of its cases. A large one is put into the data file in small transactions, as nobody
 * else can save anything while one goes on; until it is whole it has a hash that no cases have, and nobody is led to it.
 * What never became whole (the disk is full, the server died) is deleted at the next start.
 */

const MAKING = 'making';

/** Cases in parts whose hash is known. */
export type HashedCases = CasesInParts & { readonly hash: string };

/** The id of the set with that hash; `null` where none is kept. */
export async function caseSetOf(db: StoreDatabase, hash: string): Promise<number | null> {
  const known = await db.selectFrom('case_sets').select('id').where('hash', '=', hash).executeTakeFirst();
  return known?.id ?? null;
}

/** A set that is not whole yet. */
export async function beginCaseSet(db: StoreDatabase, cases: number): Promise<number> {
  const { id } = await db
    .insertInto('case_sets')
    .values({ hash: `${MAKING} ${randomUUID()}`, cases })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Puts cases into a set, from a place on. */
export async function addToCaseSet(
  db: StoreDatabase,
  { id, from }: { readonly id: number; readonly from: number },
  cases: readonly Case[],
): Promise<void> {
  for (const [offset, { input, expected, name, note = null }] of cases.entries()) {
    const row = { case_set_id: id, place: from + offset, name, input: JSON.stringify(input), expected, note };
    await insertCase(db, row);
  }
}

/** Gives a set that is whole its hash. The id is that of the set which others know by it: another import may have been faster. */
export async function finishCaseSet(db: StoreDatabase, id: number, hash: string): Promise<number> {
  const known = await caseSetOf(db, hash);
  if (known !== null) return known;
  await db.updateTable('case_sets').set({ hash }).where('id', '=', id).execute();
  return id;
}

/** The id of the set of these cases, in the transaction of whoever needs it; the event loop turns now and then. */
export async function saveCases(db: StoreDatabase, cases: readonly Case[]): Promise<number> {
  const hash = await hashManyCases(cases);
  const known = await caseSetOf(db, hash);
  if (known !== null) return known;
  const id = await beginCaseSet(db, cases.length);
  let from = 0;
  for (const part of caseParts(cases)) {
    await addToCaseSet(db, { id, from }, part);
    from += part.length;
    await setImmediate();
  }
  return finishCaseSet(db, id, hash);
}

/**
 * Puts a set into the data file, a transaction for each part, and answers what `use` makes of its id: the last transaction, which
 * makes it whole, is also that of `use`.
 */
export async function keepCaseSet<T>(
  writer: StoreDatabase,
  { hash, count, parts }: HashedCases,
  use: (transaction: StoreDatabase, id: number) => Promise<T>,
): Promise<T> {
  const known = await caseSetOf(writer, hash);
  if (known !== null) return writer.transaction().execute((transaction) => use(transaction, known));
  const id = await beginCaseSet(writer, count);
  try {
    let from = 0;
    for await (const part of parts()) {
      await writer.transaction().execute((transaction) => addToCaseSet(transaction, { id, from }, part));
      from += part.length;
      await setImmediate();
    }
    return await writer.transaction().execute(async (transaction) => {
      return use(transaction, await finishCaseSet(transaction, id, hash));
    });
  } finally {
    await deleteUnfinishedSet(writer, id);
  }
}

/** Deletes sets that never became whole. Answers how many there were. */
export async function deleteUnfinishedCaseSets(writer: StoreDatabase): Promise<number> {
  const sets = await writer.selectFrom('case_sets').select('id').where('hash', 'like', `${MAKING} %`).execute();
  for (const { id } of sets) await deleteUnfinishedSet(writer, id);
  return sets.length;
}

const ROWS_PER_DELETE = 5_000;

async function deleteUnfinishedSet(writer: StoreDatabase, id: number): Promise<void> {
  const isUnfinished = () =>
    writer
      .selectFrom('case_sets')
      .select('cases')
      .where('id', '=', id)
      .where('hash', 'like', `${MAKING} %`)
      .executeTakeFirst();
  const set = await isUnfinished();
  if (set === undefined) return;
  for (let to = ROWS_PER_DELETE; to < set.cases + ROWS_PER_DELETE; to += ROWS_PER_DELETE) {
    await writer.deleteFrom('cases').where('case_set_id', '=', id).where('place', '<', to).execute();
    await setImmediate();
  }
  await writer.deleteFrom('case_sets').where('id', '=', id).execute();
}

interface NewCase {
  readonly case_set_id: number;
  readonly place: number;
  readonly name: string | null;
  readonly input: string;
  readonly expected: string | null;
  readonly note: string | null;
}

const insertCase = prepareQuery<NewCase, unknown>((db, row) =>
  db.insertInto('cases').values(pick(row, ['case_set_id', 'place', 'name', 'input', 'expected', 'note'])),
);

export const CASE_COLUMNS = ['name', 'input', 'expected', 'note'] as const;

type CaseRow = Pick<NewCase, (typeof CASE_COLUMNS)[number]>;

/** A case as its row holds it. */
export function toCase({ name, input, expected, note }: CaseRow): Case {
  return { input: JSON.parse(input) as CaseInput, expected, name, ...(note === null ? {} : { note }) };
}
