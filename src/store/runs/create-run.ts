import { setImmediate } from 'node:timers/promises';
import type { Insertable } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import type { Message } from '../../domain/prompt/message.ts';
import { askedVariants } from '../../domain/prompt/variant-prompts.ts';
import type { PlannedCompletion } from '../../domain/run/plan.ts';
import { connectionOf, type RunRequest, type RunWithPrompt } from '../../domain/run/run.ts';
import { saveCases } from '../cases/case-sets.ts';
import { hashMessages, type IndexedMessages, indexedMessages } from '../hash.ts';
import { touchNotebook } from '../notebooks/notebooks.ts';
import { toRunWithPrompt } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';
import type { CompletionsTable } from '../schema-runs.ts';
import { indexPrompt } from '../search/search-index.ts';
import { storable } from '../sqlite/exact-integers.ts';
import { noteDay } from './completion-days.ts';
import { settingsColumn } from './completion-values.ts';
import { selectRunsWithPrompt } from './run-queries.ts';
import type { NewRun } from './run-store.ts';
import { saveVersion } from './save-version.ts';

/** As many rows as one statement inserts: larger ones gain nothing, and SQLite allows 32,766 parameters. */
const ROWS_PER_INSERT = 100;
const ROWS_PER_TURN = 2_000;
/** Each case is a message list of its own for every variant. */
const CASES_PER_TURN = 20;

/** Saves a run with all that it is made of, or finds the run that was started under the same key. */
export async function createRun(
  db: StoreDatabase,
  run: NewRun,
  days: Pick<ReportingDays, 'dayOf'>,
): Promise<{ readonly run: RunWithPrompt; readonly repeated: boolean }> {
  const earlier = run.idempotencyKey === null ? null : await runUnder(db, run.idempotencyKey);
  if (earlier !== null) return { run: earlier.run, repeated: true };
  const notebookId = await notebookOf(db, run.experimentId);
  const parents = {
    notebook_id: notebookId,
    experiment_id: run.experimentId,
    version_id: await saveVersion(db, run),
    message_list_id: await messageListFor(db, run.messages),
  };
  const case_set_id = run.cases === undefined ? null : await saveCases(db, run.cases);
  const id = await insertRun(db, run, { ...parents, case_set_id });
  const lists = await messageLists(db, run, parents.message_list_id);
  await insertCompletions(db, run, { ...parents, run_id: id, lists });
  await noteDay(db, { runId: id, after: 0, day: days.dayOf(run.createdAt.getTime()) });
  await touchNotebook(db, notebookId);
  const row = await selectRunsWithPrompt(db).where('runs.id', '=', id).executeTakeFirstOrThrow();
  return { run: toRunWithPrompt(row), repeated: false };
}

type Parents = Pick<Insertable<CompletionsTable>, 'notebook_id' | 'experiment_id' | 'version_id' | 'message_list_id'>;

/** The run that was started under an idempotency key, and the hash of its request; `null` when there is none. */
export async function runUnder(
  db: StoreDatabase,
  idempotencyKey: string,
): Promise<{ readonly run: RunWithPrompt; readonly hash: string | null } | null> {
  const row = await selectRunsWithPrompt(db)
    .select('runs.idempotency_hash')
    .where('runs.idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row === undefined ? null : { run: toRunWithPrompt(row), hash: row.idempotency_hash };
}

async function notebookOf(db: StoreDatabase, experimentId: number): Promise<number> {
  const row = await db
    .selectFrom('experiments')
    .innerJoin('cells', 'cells.id', 'experiments.id')
    .select('cells.notebook_id')
    .where('experiments.id', '=', experimentId)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no experiment ${experimentId}.`);
  return row.notebook_id;
}

/** The id of a message list, which is kept once. */
async function messageListFor(db: StoreDatabase, messages: readonly Message[]): Promise<number> {
  return (await knownMessages(db, hashMessages(messages))) ?? (await insertMessages(db, indexedMessages(messages)));
}

/** The same where all that belongs to it is worked out already. */
export async function saveMessages(db: StoreDatabase, messages: IndexedMessages): Promise<number> {
  return (await knownMessages(db, messages.hash)) ?? (await insertMessages(db, messages));
}

async function knownMessages(db: StoreDatabase, hash: string): Promise<number | null> {
  const known = await db.selectFrom('message_lists').select('id').where('hash', '=', hash).executeTakeFirst();
  return known?.id ?? null;
}

async function insertMessages(db: StoreDatabase, { hash, content, words }: IndexedMessages): Promise<number> {
  const { id } = await db
    .insertInto('message_lists')
    .values({ hash, messages: content })
    .returning('id')
    .executeTakeFirstOrThrow();
  await indexPrompt(db, id, words);
  return id;
}

/** The message list of a planned completion. */
type ListOf = (plan: Pick<PlannedCompletion, 'settings' | 'case'>) => number;

async function messageLists(db: StoreDatabase, run: NewRun, ownList: number): Promise<ListOf> {
  const { request, cases = [], caseMessages, variantMessages = new Map() } = run;
  const lists = new Map<string, number>();
  for (const [name, messages] of variantMessages) lists.set(listKey(name, null), await messageListFor(db, messages));
  for (const place of caseMessages === undefined ? [] : cases.keys()) {
    for (const variant of askedVariants(request)) {
      lists.set(listKey(variant, place), await messageListFor(db, caseMessages?.(variant, place) ?? run.messages));
    }
    if (place % CASES_PER_TURN === CASES_PER_TURN - 1) await setImmediate();
  }
  return ({ settings, case: place }) => lists.get(listKey(settings.variant, place ?? null)) ?? ownList;
}

function listKey(variant: string | null, place: number | null): string {
  return JSON.stringify([variant, place]);
}

async function insertRun(
  db: StoreDatabase,
  run: NewRun,
  parents: Parents & { readonly case_set_id: number | null },
): Promise<number> {
  const { request, estimate, planned, idempotencyKey, requestHash, createdAt } = run;
  const { id } = await db
    .insertInto('runs')
    .values({
      ...parents,
      status: 'running',
      request: JSON.stringify(request),
      columns_axis: request.columns,
      planned: planned.length,
      estimate_input_tokens: estimate.inputTokens,
      estimate_method: estimate.method,
      max_cost_pico: storable(estimate.maxCostPicodollars),
      likely_cost_pico: storable(estimate.likelyCostPicodollars ?? null),
      idempotency_key: idempotencyKey,
      idempotency_hash: requestHash,
      created_at: createdAt.getTime(),
      ended_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Lets the event loop turn now and then: the longest plan takes a few hundred milliseconds to insert. */
async function insertCompletions(
  db: StoreDatabase,
  { planned, request, createdAt }: NewRun,
  parents: Parents & { readonly run_id: number; readonly lists: ListOf },
): Promise<void> {
  const common = { ...parents, request, created_at: createdAt.getTime() };
  const settingsOf = oncePerObject(settingsColumn);
  for (let start = 0; start < planned.length; start += ROWS_PER_INSERT) {
    if (start > 0 && start % ROWS_PER_TURN === 0) await setImmediate();
    const rows = planned
      .slice(start, start + ROWS_PER_INSERT)
      .map((plan) => completionRow(plan, settingsOf(plan.settings), common));
    await db.insertInto('completions').values(rows).execute();
  }
}

type Common = Parents & {
  readonly run_id: number;
  readonly lists: ListOf;
  readonly request: RunRequest;
  readonly created_at: number;
};

/** Written out, because spreading objects would take as long as inserting them. */
function completionRow(plan: PlannedCompletion, settings: string, common: Common) {
  return {
    run_id: common.run_id,
    ordinal: plan.ordinal,
    notebook_id: common.notebook_id,
    experiment_id: common.experiment_id,
    version_id: common.version_id,
    message_list_id: common.lists(plan),
    connection: connectionOf(common.request, plan.settings),
    model: plan.settings.model,
    temperature: plan.settings.temperature,
    variant: plan.settings.variant,
    settings,
    column_index: plan.column,
    row_index: plan.row,
    sample: plan.sample,
    case_index: plan.case ?? null,
    case_name: plan.caseName ?? null,
    status: 'queued' as const,
    estimate_input_tokens: plan.estimate?.inputTokens ?? null,
    likely_cost_pico: storable(plan.estimate?.likely ?? null),
    max_cost_pico: storable(plan.estimate?.atMost ?? null),
    created_at: common.created_at,
  };
}

/** The samples of a grid's point share their settings. */
function oncePerObject<In extends object, Out>(compute: (value: In) => Out): (value: In) => Out {
  const known = new Map<In, Out>();
  return (value) => {
    const result = known.get(value) ?? compute(value);
    known.set(value, result);
    return result;
  };
}
