import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CompletionFilter } from '../../domain/history/history.ts';
import { LIVE } from '../costs/rollups.ts';
import type { Schema, StoreDatabase } from '../schema.ts';
import { completionsMatch } from './filter.ts';
import { branchMatches, branchVerifies, type SearchBranch, searchBranches } from './search.ts';

export interface IdPage {
  /** Only lower ids. */
  readonly before: number | null;
  readonly limit: number;
}

const completions = expressionBuilder<Schema, 'completions'>();

/** The ids of completions that match, newest first. */
export async function matchingIds(
  db: StoreDatabase,
  filter: CompletionFilter,
  page: IdPage,
): Promise<readonly number[]> {
  const branches = filter.q === undefined ? null : await searchBranches(db, filter.q);
  if (branches === null) return await idsByTable(db, filter, page);
  const found: number[] = [];
  for (const branch of branches) found.push(...(await idsOfBranch(db, { filter, page, branch })));
  return [...new Set(found)].sort((a, b) => b - a).slice(0, page.limit);
}

/** The ids of completions that match a filter and one branch of its search, newest first. */
export async function idsOfBranch(
  db: StoreDatabase,
  { filter, page, branch }: { readonly filter: CompletionFilter; readonly page: IdPage; readonly branch: SearchBranch },
): Promise<readonly number[]> {
  const inIndex = branch.match !== null && isSearchedFirst(filter);
  return await (inIndex ? idsBySearch(db, filter, page, branch) : idsByTable(db, filter, page, branch));
}

/** The ids of completions that match, also what a search asks of prompts, and are still to end, newest first. */
export async function liveIds(
  db: StoreDatabase,
  filter: CompletionFilter,
  { before, limit }: IdPage,
  branch: SearchBranch | null = null,
): Promise<readonly number[]> {
  const searched = sql.join([sql`true`, ...(branch === null ? [] : branchVerifies(branch))], sql` and `);
  const older = before === null ? sql<SqlBool>`true` : completions('completions.id', '<', before);
  const { rows } = await sql<{ id: number }>`select completions.id from completions indexed by completions_by_status
    where ${LIVE} and ${completionsMatch(filter)} and ${older} and ${searched}
    order by completions.id desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Runs, ratings, verdicts, pins and notes leave so few that searching all answers would be the longer way. */
function isSearchedFirst({ run, rating, passed, pinned, noted }: CompletionFilter): boolean {
  return run === undefined && rating === undefined && passed === undefined && pinned !== true && noted !== true;
}

async function idsByTable(
  db: StoreDatabase,
  filter: CompletionFilter,
  { before, limit }: IdPage,
  branch: SearchBranch | null = null,
): Promise<readonly number[]> {
  const conditions = [
    completionsMatch(filter),
    ...(before === null ? [] : [completions('completions.id', '<', before)]),
    ...(branch === null ? [] : [branchMatches(branch)]),
  ];
  const { rows } = await sql<{ id: number }>`select completions.id from completions ${indexFor(filter, branch !== null)}
    where ${completions.and(conditions)} order by completions.id desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** `cross join` makes SQLite walk the index of answers, newest first, and look at each one's completion. */
async function idsBySearch(
  db: StoreDatabase,
  filter: CompletionFilter,
  { before, limit }: IdPage,
  branch: SearchBranch,
): Promise<readonly number[]> {
  const conditions: Expression<SqlBool>[] = [completionsMatch(filter), ...branchVerifies(branch)];
  const { rows } = await sql<{ id: number }>`select completions.id
    from answer_search cross join completions indexed by completions_figures on completions.id = answer_search.rowid
    where answer_search match ${branch.match} and ${completions.and(conditions)}
      ${before === null ? sql`` : sql`and answer_search.rowid < ${before}`}
    order by answer_search.rowid desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Rows in these indexes are ordered by id within one value, so that a page is read from the end of a stretch. */
const SELECTIVE = [
  ['run', 'completions_of_run'],
  ['rating', 'completions_rated'],
  ['passed', 'completions_passed'],
  ['version', 'completions_by_version_id'],
  ['experiment', 'completions_by_experiment_id'],
] as const;
const SINGLE = [
  ['notebook', 'completions_by_notebook_id'],
  ['temperature', 'completions_by_temperature'],
  ['model', 'completions_by_model'],
  ['connection', 'completions_by_connection'],
  ['status', 'completions_by_status'],
] as const;
const BOUNDS = ['minCost', 'maxCost', 'minDuration', 'maxDuration'] as const;

/** Whether no index leaves the rows of a page together: those of several filters, or between bounds, may lie anywhere. */
export function isHardToFind(filter: CompletionFilter): boolean {
  if (filter.q !== undefined || BOUNDS.some((name) => filter[name] !== undefined)) return true;
  return [...SELECTIVE, ...SINGLE].filter(([name]) => filter[name] !== undefined).length > 1;
}

/**
 * The index to go by, because without statistics SQLite would guess. Where several filters may together leave little
 * of much, the narrow index of all figures is read backwards: a million entries take a tenth of a second.
 */
function indexFor(filter: CompletionFilter, searched: boolean): RawBuilder<unknown> {
  const by = (name: string) => sql.raw(`indexed by ${name}`);
  const selective = SELECTIVE.find(([name]) => filter[name] !== undefined);
  if (selective !== undefined) return by(selective[1]);
  if (filter.pinned === true) return by('completions_pinned');
  if (filter.noted === true) return by('completions_noted');
  const singles = SINGLE.filter(([name]) => filter[name] !== undefined);
  const bounded =
    searched ||
    filter.pinned !== undefined ||
    filter.noted !== undefined ||
    BOUNDS.some((name) => filter[name] !== undefined);
  if (bounded || singles.length > 1) return by('completions_figures');
  const [single] = singles;
  return single === undefined ? sql`` : by(single[1]);
}
