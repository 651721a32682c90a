import type { HistoryRun, HistoryRunPage } from '../../domain/history/history.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { askedNames, type RunRequest } from '../../domain/run/run.ts';
import type { StoreDatabase } from '../schema.ts';
import { exactly } from '../sqlite/exact-integers.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';
import type { IdPage } from './ids.ts';

/** Finding more than a page needs may mean to read many answers. */
const IDS_AT_FIRST = 100;
const MAX_IDS_AT_ONCE = 500;
const MAX_FIRST_WORDS = 160;

type Sums = Pick<
  HistoryRun,
  | 'matching'
  | 'passed'
  | 'judged'
  | 'answered'
  | 'inputTokens'
  | 'outputTokens'
  | 'costPicodollars'
  | 'unpriced'
  | 'free'
>;

const NO_SUMS: Sums = {
  matching: 0,
  passed: 0,
  judged: 0,
  answered: 0,
  inputTokens: 0,
  outputTokens: 0,
  costPicodollars: 0n,
  unpriced: 0,
  free: 0,
};

/**
 * The runs that the next matching completions belong to, newest completion first, with sums over those of each run that match.
 * `nextIds` finds the completions; `limit` counts runs.
 */
export async function historyRuns(
  db: StoreDatabase,
  nextIds: (page: IdPage) => Promise<readonly number[]>,
  { before, limit }: IdPage,
): Promise<HistoryRunPage> {
  const sums = new Map<number, Sums>();
  let next = before;
  for (let wanted = IDS_AT_FIRST; ; wanted = stillWanted(sums, limit)) {
    const ids = await nextIds({ before: next, limit: wanted });
    for (const row of await figures(db, ids)) {
      const known = sums.get(row.run_id);
      if (known === undefined && sums.size === limit) return { runs: await described(db, sums), next };
      sums.set(row.run_id, withFigures(known ?? NO_SUMS, row));
      next = row.id;
    }
    if (ids.length < wanted) return { runs: await described(db, sums), next: null };
    // Those that were deleted meanwhile have no figures.
    next = Math.min(next ?? Number.POSITIVE_INFINITY, ids.at(-1) ?? Number.POSITIVE_INFINITY);
  }
}

/** As many as are likely to be left of the runs of a page, and some: those that were found have so many each. */
function stillWanted(sums: ReadonlyMap<number, Sums>, limit: number): number {
  const found = [...sums.values()].reduce((count, { matching }) => count + matching, 0);
  const left = Math.ceil(1.25 * (found / Math.max(1, sums.size)) * (limit + 1 - sums.size));
  return Math.min(Math.max(left, IDS_AT_FIRST), MAX_IDS_AT_ONCE);
}

type Figures = Awaited<ReturnType<typeof figures>>[number];

async function figures(db: StoreDatabase, ids: readonly number[]) {
  return await db
    .selectFrom('completions')
    .select(['id', 'run_id', 'status', 'input_tokens', 'output_tokens', 'cost_source', 'unpriced', 'passed'])
    .select(exactly('completions.cost_pico').as('cost_pico'))
    .where('id', 'in', oneOf(ids))
    .orderBy('id', 'desc')
    .execute();
}

function withFigures(sums: Sums, row: Figures): Sums {
  return {
    matching: sums.matching + 1,
    passed: sums.passed + (row.passed ?? 0),
    judged: sums.judged + (row.passed === null ? 0 : 1),
    answered: sums.answered + (row.status === 'done' ? 1 : 0),
    inputTokens: sums.inputTokens + (row.input_tokens ?? 0),
    outputTokens: sums.outputTokens + (row.output_tokens ?? 0),
    costPicodollars: sums.costPicodollars + BigInt(row.cost_source === 'free' ? 0 : (row.cost_pico ?? 0)),
    unpriced: sums.unpriced + row.unpriced,
    free: sums.free + (row.cost_source === 'free' ? 1 : 0),
  };
}

async function described(db: StoreDatabase, sums: ReadonlyMap<number, Sums>): Promise<readonly HistoryRun[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('notebooks', 'notebooks.id', 'runs.notebook_id')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
    .innerJoin('versions', 'versions.id', 'runs.version_id')
    .innerJoin('message_lists', 'message_lists.id', 'runs.message_list_id')
    .select(['runs.id', 'runs.request', 'runs.planned', 'runs.created_at', 'versions.number', 'message_lists.messages'])
    .select(['runs.notebook_id', 'notebooks.title as notebook_title'])
    .select(['runs.experiment_id', 'experiments.title as experiment_title'])
    .where('runs.id', 'in', oneOf([...sums.keys()]))
    .execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...sums].flatMap(([id, own]) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const request = JSON.parse(row.request) as RunRequest;
    return {
      id,
      createdAt: new Date(row.created_at),
      notebook: { id: row.notebook_id, title: row.notebook_title },
      experiment: { id: row.experiment_id, title: row.experiment_title },
      version: row.number,
      firstWords: firstWords(JSON.parse(row.messages) as readonly Message[]),
      models: askedNames(request),
      temperatures: request.sweep.temperature,
      planned: row.planned,
      ...own,
    };
  });
}

/** Of what was asked last, without what came before it. */
function firstWords(messages: readonly Message[]): string {
  const asked = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return (asked?.content ?? '').slice(0, MAX_FIRST_WORDS).replace(/\s+/g, ' ').trim();
}
