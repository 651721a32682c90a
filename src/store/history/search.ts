import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Schema, StoreDatabase } from '../schema.ts';
import { type SearchTerm, type SearchWord, searchTerm } from '../search/search-words.ts';
import { holds, messagesHold, oneOf, searchTerms } from '../sqlite/sqlite-only.ts';

/*
 * All terms of a search must be found, each in the answer or in what was sent. The index of answers and that of prompts
 * are apart, so a search is a choice between branches: these terms in the answer, and those in the prompt.
 */

/** With more terms than this the branches would be too many; they must be all in the answer or all in the prompt. */
const MAX_MIXED_TERMS = 4;

/** One way to match: terms that the answer holds, and the message lists that hold the others. */
export interface SearchBranch {
  /** For the index of answers; `null`: no term that it could answer for. */
  readonly match: string | null;
  /** The same, as words. */
  readonly words: readonly SearchWord[];
  /** To be looked for in the text of the answer. */
  readonly verify: readonly string[];
  /** Ids of message lists; `null`: any. */
  readonly lists: readonly number[] | null;
}

const completions = expressionBuilder<Schema, 'completions'>();

/** The branches of a search; none when nothing can match, `null` when there is nothing to look for. */
export async function searchBranches(db: StoreDatabase, q: string): Promise<readonly SearchBranch[] | null> {
  const terms = searchTerms(q).map(searchTerm);
  if (terms.length === 0) return null;
  const lists: (readonly number[])[] = [];
  for (const term of terms) lists.push(await listsWith(db, term));
  const branches: SearchBranch[] = [];
  for (const inPrompt of choices(terms)) {
    const common = inPrompt.length === 0 ? null : intersection(inPrompt.map((index) => lists[index] ?? []));
    if (common?.length === 0) continue;
    const inAnswer = terms.filter((_, index) => !inPrompt.includes(index));
    branches.push({ ...answerPart(inAnswer), lists: common });
  }
  return branches;
}

/** Completions that match a branch. */
export function branchMatches(branch: SearchBranch): Expression<SqlBool> {
  const { match } = branch;
  const inIndex =
    match === null
      ? []
      : [
          completions(
            'completions.id',
            'in',
            sql<number>`(select rowid from answer_search where answer_search match ${match})`,
          ),
        ];
  return completions.and([...inIndex, ...branchVerifies(branch)]);
}

/** What is left to ask of completions that the index of answers gave. */
export function branchVerifies({ verify, lists }: SearchBranch): readonly Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = verify.map((text) => holds('completions.text', text));
  if (lists !== null) {
    conditions.push(completions('completions.message_list_id', 'in', oneOf(lists)));
  }
  return conditions;
}

/** Completions that match a search. */
export function searchMatches(branches: readonly SearchBranch[]): Expression<SqlBool> {
  return branches.length === 0 ? sql<SqlBool>`false` : completions.or(branches.map(branchMatches));
}

/** Sets of terms (by index) that the prompt shall hold. */
function choices(terms: readonly SearchTerm[]): readonly (readonly number[])[] {
  const all = terms.map((_, index) => index);
  if (terms.length > MAX_MIXED_TERMS) return [[], all];
  return Array.from({ length: 2 ** terms.length }, (_, bits) => all.filter((index) => (bits >> index) & 1));
}

function answerPart(terms: readonly SearchTerm[]): Pick<SearchBranch, 'match' | 'words' | 'verify'> {
  const matches = terms.flatMap(({ match }) => (match === null ? [] : [`(${match})`]));
  return {
    match: matches.length === 0 ? null : matches.join(' AND '),
    words: terms.flatMap(({ words }) => words),
    verify: terms.filter(({ verify }) => verify).map(({ text }) => text),
  };
}

async function listsWith(db: StoreDatabase, { text, match, verify }: SearchTerm): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('message_lists')
    .select('id')
    .$if(match !== null, (query) =>
      query.where('id', 'in', sql<number>`(select rowid from prompt_search where prompt_search match ${match})`),
    )
    .$if(verify, (query) => query.where(messagesHold('message_lists.messages', text)))
    .execute();
  return rows.map(({ id }) => id);
}

function intersection(sets: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = sets.map((ids) => new Set(ids));
  return [...first].filter((id) => others.every((other) => other.has(id)));
}
