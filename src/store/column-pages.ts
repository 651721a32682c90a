import { sql } from 'kysely';
import type { CompletionFilter } from '../domain/history.ts';
import type { CompletionColumns } from './completion-columns.ts';
import { findBranch } from './history-found.ts';
import { type IdPage, idsOfBranch, liveIds } from './history-ids.ts';
import { type SearchBranch, searchBranches } from './history-search.ts';
import type { StoreDatabase } from './schema.ts';
import { holdsWords, type SearchWord } from './search-words.ts';
import { arraysOf } from './sqlite-dialect.ts';
import { oneOf } from './sqlite-only.ts';

/** So many of the newest candidates are read before the index is asked for all answers that hold the words. */
const READ_FIRST = 3_000;
const READ_AT_ONCE = 250;

/** The ids of completions that match, newest first, where the columns know better than an index where to look. */
export async function idsByColumns(
  db: StoreDatabase,
  columns: CompletionColumns,
  { filter, page }: { readonly filter: CompletionFilter; readonly page: IdPage },
): Promise<readonly number[]> {
  const branches = filter.q === undefined ? null : await searchBranches(db, filter.q);
  if (branches === null) {
    return newest([...(await columns.ids(filter, page, null)), ...(await liveIds(db, filter, page))], page);
  }
  const ids: number[] = [];
  for (const branch of branches) ids.push(...(await idsInBranch(db, columns, { filter, page, branch })));
  return newest(ids, page);
}

interface Question {
  readonly filter: CompletionFilter;
  readonly page: IdPage;
  readonly branch: SearchBranch;
}

async function idsInBranch(
  db: StoreDatabase,
  columns: CompletionColumns,
  { filter, page, branch }: Question,
): Promise<readonly number[]> {
  if (branch.verify.length > 0 || isReadFromItsEnd(filter, branch))
    return await idsOfBranch(db, { filter, page, branch });
  if (branch.match === null) {
    const found = [await findBranch(db, branch)];
    return [...(await columns.ids(filter, page, found)), ...(await liveIds(db, filter, page, branch))];
  }
  const lists = branch.lists === null ? null : new Set(branch.lists);
  const candidates = await columns.ids(filter, { ...page, limit: READ_FIRST }, [{ answers: null, lists }]);
  const ids = await holding(db, candidates, { words: branch.words, limit: page.limit });
  if (ids.length >= page.limit || candidates.length < READ_FIRST) return ids;
  return await columns.ids(filter, page, [await findBranch(db, branch)]);
}

/** Whether the index of answers can be read backwards: whole words only, and hardly another filter. */
function isReadFromItsEnd({ q: _, ...others }: CompletionFilter, { words, lists }: SearchBranch): boolean {
  return (
    words.length > 0 && lists === null && Object.keys(others).length === 0 && words.every(({ beginning }) => !beginning)
  );
}

async function holding(
  db: StoreDatabase,
  candidates: readonly number[],
  { words, limit }: { readonly words: readonly SearchWord[]; readonly limit: number },
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let start = 0; start < candidates.length && ids.length < limit; start += READ_AT_ONCE) {
    const part = candidates.slice(start, start + READ_AT_ONCE);
    const query = sql`select id, text from completions where id in ${oneOf(part)}`.compile(db);
    const { rows } = await db.executeQuery(arraysOf<string | number>(query));
    const matching = new Set(rows.flatMap(([id, text]) => (holdsWords(String(text), words) ? [id] : [])));
    ids.push(...part.filter((id) => matching.has(id)));
  }
  return ids;
}

function newest(ids: readonly number[], { limit }: IdPage): readonly number[] {
  return [...new Set(ids)].sort((a, b) => b - a).slice(0, limit);
}
