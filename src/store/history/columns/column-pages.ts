import { sql } from 'kysely';
import type { CompletionFilter } from '../../../domain/history/history.ts';
import { lazily } from '../../../domain/lazily.ts';
import type { StoreDatabase } from '../../schema.ts';
import { foldedText, holdsWords, type SearchWord } from '../../search/search-words.ts';
import { arraysOf } from '../../sqlite/sqlite-dialect.ts';
import { oneOf } from '../../sqlite/sqlite-only.ts';
import { type IdPage, idsOfBranch, liveIds } from '../ids.ts';
import { type SearchBranch, searchBranches } from '../search.ts';
import { findBranch } from '../search-hits.ts';
import { bitsOf, type SearchHitsBranch } from './column-conditions.ts';
import type { CompletionColumns } from './completion-columns.ts';

/** So many of the newest candidates are read before the index is asked for all answers that hold the words. */
const READ_FIRST = 3_000;
const READ_AT_ONCE = 250;

/**
 * The ids of completions that match a filter, page after page, where the columns know better than an index where to look.
 * What a search found for one page is not looked for again for the next.
 */
export class ColumnPages {
  readonly #db: StoreDatabase;
  readonly #columns: CompletionColumns;
  readonly #filter: CompletionFilter;
  readonly #readFirst: number;
  readonly #texts: Texts;
  readonly #branches: () => Promise<readonly SearchBranch[] | null>;
  readonly #hits = new Map<SearchBranch, SearchHitsBranch>();

  constructor(db: StoreDatabase, columns: CompletionColumns, filter: CompletionFilter, readFirst = READ_FIRST) {
    this.#db = db;
    this.#columns = columns;
    this.#filter = filter;
    this.#readFirst = readFirst;
    this.#texts = new Texts(db);
    this.#branches = lazily(async () => (filter.q === undefined ? null : await searchBranches(db, filter.q)));
  }

  /** Newest first. */
  async ids(page: IdPage): Promise<readonly number[]> {
    const branches = await this.#branches();
    if (branches === null) return newest([...(await this.#inColumns(page)), ...(await this.#live(page))], page);
    const ids: number[] = [];
    for (const branch of branches) ids.push(...(await this.#inBranch(page, branch)));
    return newest(ids, page);
  }

  async #inBranch(page: IdPage, branch: SearchBranch): Promise<readonly number[]> {
    const filter = this.#filter;
    if (branch.verify.length > 0 || isReadFromItsEnd(filter, branch))
      return await idsOfBranch(this.#db, { filter, page, branch });
    if (branch.match === null) {
      return [...(await this.#inColumns(page, await this.#all(branch))), ...(await this.#live(page, branch))];
    }
    if (!this.#hits.has(branch)) {
      const lists = branch.lists === null ? null : bitsOf(branch.lists);
      const candidates = await this.#inColumns({ ...page, limit: this.#readFirst }, { answers: null, lists });
      const ids = await holding(this.#texts, candidates, { words: branch.words, limit: page.limit });
      if (ids.length >= page.limit || candidates.length < this.#readFirst) return ids;
    }
    return await this.#inColumns(page, await this.#all(branch));
  }

  /** Everything that a branch of the search finds. */
  async #all(branch: SearchBranch): Promise<SearchHitsBranch> {
    const hits = this.#hits.get(branch) ?? (await findBranch(this.#db, branch));
    this.#hits.set(branch, hits);
    return hits;
  }

  async #inColumns(page: IdPage, hits: SearchHitsBranch | null = null): Promise<readonly number[]> {
    return await this.#columns.ids(this.#filter, page, hits === null ? null : [hits]);
  }

  async #live(page: IdPage, branch: SearchBranch | null = null): Promise<readonly number[]> {
    return await liveIds(this.#db, this.#filter, page, branch);
  }
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
