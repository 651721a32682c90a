import { sql } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import type { RunRequest, RunWithPrompt } from '../../domain/run/run.ts';
import { touchNotebook } from '../notebooks/notebooks.ts';
import { toRunWithPrompt } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { storable } from '../sqlite/exact-integers.ts';
import { noteDay } from './completion-days.ts';
import { selectRunsWithPrompt } from './run-queries.ts';
import type { RunGrowth } from './run-store.ts';

/** What a further sample has in common with the first one of its point. */
const OF_THE_POINT = [
  'run_id',
  'notebook_id',
  'experiment_id',
  'version_id',
  'message_list_id',
  'connection',
  'model',
  'temperature',
  'variant',
  'settings',
  'column_index',
  'row_index',
  'case_name',
  'case_index',
  'estimate_input_tokens',
  'likely_cost_pico',
  'max_cost_pico',
] as const;

/** Adds samples to each point of a run, as `queued`; those it has stay as they are. `null` when there is no such run. */
export async function growRun(
  db: StoreDatabase,
  id: number,
  { more, maxCostPicodollars, likelyCostPicodollars = null, at }: RunGrowth,
  days: Pick<ReportingDays, 'dayOf'>,
): Promise<RunWithPrompt | null> {
  const row = await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const run = toRunWithPrompt(row);
  const points = await countPoints(db, id);
  const last = await lastCompletion(db);
  for (let round = 0; round < more; round++) {
    await addRound(db, { run: id, sample: run.request.samples + round, first: run.planned + round * points, at });
  }
  await noteDay(db, { runId: id, after: last, day: days.dayOf(at.getTime()) });
  const request: RunRequest = { ...run.request, samples: run.request.samples + more };
  await db
    .updateTable('runs')
    .set({
      status: 'running',
      ended_at: null,
      request: JSON.stringify(request),
      planned: run.planned + more * points,
      max_cost_pico: storable(maxCostPicodollars),
      likely_cost_pico: storable(likelyCostPicodollars),
    })
    .where('id', '=', id)
    .execute();
  await touchNotebook(db, run.notebookId);
  return toRunWithPrompt(await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirstOrThrow());
}

async function countPoints(db: StoreDatabase, run: number): Promise<number> {
  const { points } = await db
    .selectFrom('completions')
    .select((eb) => eb.fn.countAll<number>().as('points'))
    .where('run_id', '=', run)
    .where('sample', '=', 0)
    .executeTakeFirstOrThrow();
  return points;
}

async function lastCompletion(db: StoreDatabase): Promise<number> {
  const { last } = await db
    .selectFrom('completions')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

/** One more sample of every point, in the order in which the first ones were planned. */
async function addRound(
  db: StoreDatabase,
  {
    run,
    sample,
    first,
    at,
  }: { readonly run: number; readonly sample: number; readonly first: number; readonly at: Date },
): Promise<void> {
  await db
    .insertInto('completions')
    .columns([...OF_THE_POINT, 'ordinal', 'sample', 'status', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('completions')
        .select(OF_THE_POINT)
        .select([
          sql<number>`${first} + row_number() over (order by ordinal) - 1`.as('ordinal'),
          sql<number>`${sample}`.as('sample'),
          sql<'queued'>`'queued'`.as('status'),
          sql<number>`${at.getTime()}`.as('created_at'),
        ])
        .where('run_id', '=', run)
        .where('sample', '=', 0)
        .orderBy('ordinal'),
    )
    .execute();
}
