import { modelKey } from '../../domain/models/connection.ts';
import type { Message } from '../../domain/prompt/message.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { Run, RunRequest, RunWithPrompt } from '../../domain/run/run.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { toRun, toRunWithPrompt } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import { createRun, runUnder } from './create-run.ts';
import { growRun } from './grow-run.ts';
import { keepResults, recheckRun } from './recheck-run.ts';
import { recountRun } from './recount-run.ts';
import { selectRuns, selectRunsWithPrompt } from './run-queries.ts';
import type { EarlierRun, RunStore } from './run-store.ts';

/** Runs; those of deleted notebooks and experiments stay readable. */
export function runStore({ writer, reader, days }: OpenDatabase): RunStore {
  return {
    create: (run) => writer.transaction().execute((transaction) => createRun(transaction, run, days)),
    grow: (id, growth) => writer.transaction().execute((transaction) => growRun(transaction, id, growth, days)),
    recount: (id, counted) => writer.transaction().execute((transaction) => recountRun(transaction, id, counted)),
    startedUnder: (key) => runUnder(reader, key),
    get: (id) => run(reader, id),
    recheck: (id, kept) => writer.transaction().execute((transaction) => recheckRun(transaction, id, kept)),
    keepResults: (id, results) => writer.transaction().execute((transaction) => keepResults(transaction, id, results)),
    neighbours: (run) => neighbours(reader, run),
    earlier: (run, limit) => earlier(reader, run, limit),
    latestOf: (experimentId) => latestRun(reader, experimentId),
    messagesByVariant: (id) => messagesByVariant(reader, id),
    messagesOf: (completionId) => messagesOf(reader, completionId),
    versionNumbers: (experimentId) => versionNumbers(reader, experimentId),
    versionPrompts: (experimentId, numbers) => versionPrompts(reader, experimentId, numbers),
    list: (page) => listRuns(reader, page),
    lastModel: () => lastModel(reader),
  };
}

async function run(db: StoreDatabase, id: number): Promise<RunWithPrompt | null> {
  const row = await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRunWithPrompt(row);
}

async function messagesByVariant(
  db: StoreDatabase,
  id: number,
): Promise<ReadonlyMap<string | null, readonly Message[]>> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('completions')
        .select(({ fn }) => ['variant', 'message_list_id', fn.min('id').as('first')])
        .where('run_id', '=', id)
        .groupBy('variant')
        .as('asked'),
    )
    .innerJoin('message_lists', 'message_lists.id', 'asked.message_list_id')
    .select(['asked.variant', 'message_lists.messages'])
    .execute();
  return new Map(rows.map(({ variant, messages: json }) => [variant, JSON.parse(json) as readonly Message[]]));
}

async function messagesOf(db: StoreDatabase, completionId: number): Promise<readonly Message[]> {
  const row = await db
    .selectFrom('completions')
    .innerJoin('message_lists', 'message_lists.id', 'completions.message_list_id')
    .select('message_lists.messages')
    .where('completions.id', '=', completionId)
    .executeTakeFirst();
  return row === undefined ? [] : (JSON.parse(row.messages) as readonly Message[]);
}

async function versionNumbers(db: StoreDatabase, experimentId: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('versions')
    .select('number')
    .where('experiment_id', '=', experimentId)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ number }) => number);
}

async function versionPrompts(
  db: StoreDatabase,
  experimentId: number,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Prompt>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('versions')
    .innerJoin('prompts', 'prompts.hash', 'versions.prompt_hash')
    .select(['versions.number', 'prompts.content'])
    .where('versions.experiment_id', '=', experimentId)
    .where('versions.number', 'in', numbers)
    .execute();
  return new Map(rows.map(({ number, content }) => [number, JSON.parse(content) as Prompt]));
}

async function latestRun(db: StoreDatabase, experimentId: number): Promise<RunWithPrompt | null> {
  const row = await selectRunsWithPrompt(db)
    .where('runs.experiment_id', '=', experimentId)
    .orderBy('runs.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toRunWithPrompt(row);
}

async function earlier(
  db: StoreDatabase,
  { id, experimentId }: Pick<Run, 'id' | 'experimentId'>,
  limit: number,
): Promise<readonly EarlierRun[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('versions', 'versions.id', 'runs.version_id')
    .select(['runs.id', 'versions.number', 'runs.created_at'])
    .where('runs.experiment_id', '=', experimentId)
    .where('runs.id', '<', id)
    .orderBy('runs.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ id: row.id, version: row.number, createdAt: new Date(row.created_at) }));
}

async function neighbours(db: StoreDatabase, { id, experimentId }: Pick<Run, 'id' | 'experimentId'>) {
  const ofExperiment = db.selectFrom('runs').where('experiment_id', '=', experimentId);
  const row = await db
    .selectNoFrom([
      ofExperiment
        .where('id', '<', id)
        .select((eb) => eb.fn.max('id').as('id'))
        .as('earlier'),
      ofExperiment
        .where('id', '>', id)
        .select((eb) => eb.fn.min('id').as('id'))
        .as('later'),
    ])
    .executeTakeFirst();
  return { earlier: row?.earlier ?? null, later: row?.later ?? null };
}

async function listRuns(
  db: StoreDatabase,
  { before, limit, notebook }: Parameters<RunStore['list']>[0],
): Promise<readonly Run[]> {
  const rows = await selectRuns(db)
    .$if(before !== null, (query) => query.where('runs.id', '<', before))
    .$if(notebook !== null, (query) => query.where('runs.notebook_id', '=', notebook))
    .orderBy('runs.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toRun);
}

async function lastModel(db: StoreDatabase): Promise<string | null> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
    .select('runs.request')
    .where('experiments.origin', '=', 'page')
    .where('runs.imported', '=', 0)
    .orderBy('runs.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { connection, sweep } = JSON.parse(row.request) as RunRequest;
  const [model] = sweep.model;
  return model === undefined ? null : modelKey(connection, model);
}
