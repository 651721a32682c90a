import { sql } from 'kysely';
import type { CompletionFilter } from '../../../domain/history/history.ts';
import type { StoreDatabase } from '../../schema.ts';
import { foldedText, holdsWords, type SearchWord } from '../../search/search-words.ts';
import { arraysOf } from '../../sqlite/sqlite-dialect.ts';
import { oneOf } from '../../sqlite/sqlite-only.ts';
import { type IdPage, idsOfBranch, liveIds } from '../ids.ts';
import { type SearchBranch, searchBranches } from '../search.ts';
import { findBranch } from '../search-hits.ts';
import type { CompletionColumns } from './completion-columns.ts';

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
  const texts = new Texts(db);
  for (const branch of branches) ids.push(...(await idsInBranch({ db, columns, texts }, { filter, page, branch })));
  return newest(ids, page);
}

interface Sources {
  readonly db: StoreDatabase;
  readonly columns: CompletionColumns;
  readonly texts: Texts;
}

interface Question {
  readonly filter: CompletionFilter;
  readonly page: IdPage;
  readonly branch: SearchBranch;
}

async function idsInBranch(
  { db, columns, texts }: Sources,
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
  const ids = await holding(texts, candidates, { words: branch.words, limit: page.limit });
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
  texts: Texts,
  candidates: readonly number[],
  { words, limit }: { readonly words: readonly SearchWord[]; readonly limit: number },
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let start = 0; start < candidates.length && ids.length < limit; start += READ_AT_ONCE) {
    const part = candidates.slice(start, start + READ_AT_ONCE);
    const folded = await texts.of(part);
    ids.push(...part.filter((_, index) => holdsWords(folded[index] ?? '', words)));
  }
  return ids;
}

/** Answers ready to be searched; those of one page are read once, as branches mostly have the same candidates. */
class Texts {
  readonly #db: StoreDatabase;
  readonly #texts = new Map<number, string>();

  constructor(db: StoreDatabase) {
    this.#db = db;
  }

  async of(ids: readonly number[]): Promise<readonly string[]> {
    const unknown = ids.filter((id) => !this.#texts.has(id));
    const query = sql`select id, text from completions where id in ${oneOf(unknown)}`.compile(this.#db);
    const { rows } = await this.#db.executeQuery(arraysOf<string | number>(query));
    for (const [id, text] of rows) this.#texts.set(Number(id), foldedText(String(text)));
    return ids.map((id) => this.#texts.get(id) ?? '');
  }
}

function newest(ids: readonly number[], { limit }: IdPage): readonly number[] {
  return [...new Set(ids)].sort((a, b) => b - a).slice(0, limit);
}
