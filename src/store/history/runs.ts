import { sql } from 'kysely';
import type { HistoryRun, HistoryRunPage } from '../../domain/history/history.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { askedNames, type RunRequest } from '../../domain/run/run.ts';
import type { StoreDatabase } from '../schema.ts';
import { exactSum } from '../sqlite/exact-integers.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';
import type { IdPage } from './ids.ts';

/** Finding more than a page needs may mean to read many answers. */
const IDS_AT_FIRST = 100;
const MAX_IDS_AT_ONCE = 500;
const MAX_FIRST_WORDS = 160;

/**
 * The runs that the next matching completions belong to, newest completion first, with sums over those of each run that match.
 * `nextIds` finds the completions; `limit` counts runs.
 */
export async function historyRuns(
  db: StoreDatabase,
  nextIds: (page: IdPage) => Promise<readonly number[]>,
  { before, limit }: IdPage,
): Promise<HistoryRunPage> {
  const found = new Map<number, number[]>();
  let next = before;
  for (let wanted = IDS_AT_FIRST; ; wanted = stillWanted(found, limit)) {
    const ids = await nextIds({ before: next, limit: wanted });
    for (const { id, run_id } of await withRuns(db, ids)) {
      const known = found.get(run_id) ?? [];
      if (known.length === 0 && found.size === limit) return { runs: await described(db, found), next };
      known.push(id);
      found.set(run_id, known);
      next = id;
    }
    if (ids.length < wanted) return { runs: await described(db, found), next: null };
    // Those that were deleted meanwhile have no run.
    next = Math.min(next ?? Number.POSITIVE_INFINITY, ids.at(-1) ?? Number.POSITIVE_INFINITY);
  }
}

/** The ids of completions by the run they belong to; runs in the order of a page. */
type IdsOfRuns = ReadonlyMap<number, readonly number[]>;

/** As many as are likely to be left of the runs of a page, and some: those that were found have so many each. */
function stillWanted(found: IdsOfRuns, limit: number): number {
  const each = [...found.values()].flat().length / Math.max(1, found.size);
  const left = Math.ceil(1.25 * each * (limit + 1 - found.size));
  return Math.min(Math.max(left, IDS_AT_FIRST), MAX_IDS_AT_ONCE);
}

async function withRuns(db: StoreDatabase, ids: readonly number[]) {
  return await db
    .selectFrom('completions')
    .select(['id', 'run_id'])
    .where('id', 'in', oneOf(ids))
    .orderBy('id', 'desc')
    .execute();
}

/** Sums over completions, run by run: added up here, as reading them one by one takes five times as long. */
async function sumsOf(db: StoreDatabase, ids: readonly number[]) {
  const asked = db
    .selectFrom('completions')
    .select(['run_id', 'status', 'passed', 'input_tokens', 'output_tokens', 'unpriced', 'cost_source'])
    .select(sql`case when cost_source = 'free' then 0 else cost_pico end`.as('paid'))
    .where('id', 'in', oneOf(ids));
  const rows = await db
    .selectFrom(asked.as('asked'))
    .select(({ fn }) => ['run_id', fn.countAll<number>().as('matching'), fn.count<number>('passed').as('judged')])
    .select([sumOf('passed').as('passed'), sumOf('unpriced').as('unpriced')])
    .select([sumOf('input_tokens').as('input'), sumOf('output_tokens').as('output')])
    .select([sumOf(`status = 'done'`).as('answered'), sumOf(`cost_source = 'free'`).as('free')])
    .select(exactSum('paid').as('cost'))
    .groupBy('run_id')
    .execute();
  return new Map(
    rows.map(({ run_id, input, output, cost, ...counts }) => [
      run_id,
      { ...counts, inputTokens: input, outputTokens: output, costPicodollars: BigInt(cost) },
    ]),
  );
}

function sumOf(expression: string) {
  return sql<number>`coalesce(sum(${sql.raw(expression)}), 0)`;
}

async function described(db: StoreDatabase, ids: IdsOfRuns): Promise<readonly HistoryRun[]> {
  const sums = await sumsOf(db, [...ids.values()].flat());
  const rows = await db
    .selectFrom('runs')
    .innerJoin('notebooks', 'notebooks.id', 'runs.notebook_id')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
    .innerJoin('versions', 'versions.id', 'runs.version_id')
    .innerJoin('message_lists', 'message_lists.id', 'runs.message_list_id')
    .select(['runs.id', 'runs.request', 'runs.planned', 'runs.created_at', 'versions.number', 'message_lists.messages'])
    .select(['runs.notebook_id', 'notebooks.title as notebook_title'])
    .select(['runs.experiment_id', 'experiments.title as experiment_title'])
    .where('runs.id', 'in', oneOf([...ids.keys()]))
    .execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...ids.keys()].flatMap((id) => {
    const [row, own] = [found.get(id), sums.get(id)];
    if (row === undefined || own === undefined) return [];
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
