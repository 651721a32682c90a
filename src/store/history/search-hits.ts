import { type Expression, type SqlBool, sql } from 'kysely';
import type { StoreDatabase } from '../schema.ts';
import { bitsOf, type SearchHits, type SearchHitsBranch } from './columns/column-conditions.ts';
import { branchVerifies, type SearchBranch, searchBranches } from './search.ts';

/** Everything that a search finds among ended answers; `null` when there is nothing to look for. */
export async function findAll(db: StoreDatabase, q: string): Promise<SearchHits | null> {
  const branches = await searchBranches(db, q);
  if (branches === null) return null;
  const hits: SearchHitsBranch[] = [];
  for (const branch of branches) hits.push(await findBranch(db, branch));
  return hits;
}

export async function findBranch(db: StoreDatabase, branch: SearchBranch): Promise<SearchHitsBranch> {
  const { match, verify } = branch;
  const lists = branch.lists === null ? null : bitsOf(branch.lists);
  if (match === null && verify.length === 0) return { answers: null, lists };
  const conditions: Expression<SqlBool>[] = [...branchVerifies({ ...branch, lists: null })];
  if (match !== null) conditions.unshift(sql<SqlBool>`answer_search match ${match}`);
  const from =
    match === null
      ? sql`completions`
      : verify.length === 0
        ? sql`answer_search`
        : sql`answer_search cross join completions on completions.id = answer_search.rowid`;
  const id = match === null ? sql`completions.id` : sql`answer_search.rowid`;
  // In one text, as a million rows take three times as long.
  const { rows } = await sql<{ ids: string }>`select json_group_array(${id}) as ids from ${from}
    where ${sql.join(conditions, sql` and `)}`.execute(db);
  return { answers: bitsOf(JSON.parse(rows[0]?.ids ?? '[]')), lists };
}
