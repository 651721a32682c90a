import { sql } from 'kysely';
import type { Completion, CompletionOutcome, CompletionRaw, Marks, TokenLogprob } from '../../domain/completion.ts';
import type { ReportingDays } from '../../domain/reporting-days.ts';
import type { RunStatus } from '../../domain/run.ts';
import { answerText } from '../../domain/tool.ts';
import { StoreError } from '../../errors.ts';
import { addToDailyCosts, countsOf, dailyCostKey, isUnpriced, KEY_SOURCE_COLUMNS } from '../costs/daily-costs.ts';
import { addEstimateErrors, type Compared } from '../costs/estimates.ts';
import { LIVE } from '../costs/rollups.ts';
import { addToSpending, chargeAsKnown } from '../costs/spending.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { hashMessages } from '../hash.ts';
import type { Flag, StoreDatabase } from '../schema.ts';
import { indexAnswer } from '../search/search-index.ts';
import { exactly, toBigInt } from '../sqlite/exact-integers.ts';
import { pick, prepareQuery } from '../sqlite/prepared-query.ts';
import { COMPLETION_COLUMNS, COMPLETION_EXACT_COLUMNS, outcomeColumns, toCompletion } from './completion-rows.ts';
import type { CompletionChange, CompletionStore, RefusedChange } from './completion-store.ts';
import { requeue } from './requeue.ts';
import { saveMarks } from './save-marks.ts';

/** Completions, one by one and by run. A change that comes too late, for one that has ended already, changes nothing. */
export function completionStore({ writer, reader, days }: OpenDatabase): CompletionStore {
  return {
    ofRun: (runId) => completionsOfRun(reader, runId),
    get: (id) => completion(reader, id),
    raw: (id) => raw(reader, id),
    logprobs: (id) => logprobs(reader, id),
    thatAnswered: (notebookId, answer) => completionThatAnswered(reader, notebookId, answer),
    mark: (id, marks) => mark(writer, id, marks),
    write: (changes) => write({ writer, days }, changes),
  };
}

async function completionsOfRun(db: StoreDatabase, runId: number): Promise<readonly Completion[]> {
  const rows = await selectCompletions(db).where('run_id', '=', runId).orderBy('ordinal').execute();
  return rows.map(toCompletion);
}

async function completion(db: StoreDatabase, id: number): Promise<Completion | null> {
  const row = await selectCompletions(db).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toCompletion(row);
}

async function completionThatAnswered(
  db: StoreDatabase,
  notebookId: number,
  { asked, text }: Parameters<CompletionStore['thatAnswered']>[1],
): Promise<Completion | null> {
  const list = db.selectFrom('message_lists').select('message_lists.id').where('hash', '=', hashMessages(asked));
  const row = await selectCompletions(db)
    .where('completions.message_list_id', '=', list)
    .where('completions.notebook_id', '=', notebookId)
    .where('completions.text', '=', text)
    .orderBy('completions.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toCompletion(row);
}

function selectCompletions(db: StoreDatabase) {
  return db.selectFrom('completions').select(COMPLETION_COLUMNS).select(COMPLETION_EXACT_COLUMNS);
}

async function raw(db: StoreDatabase, id: number): Promise<CompletionRaw | null> {
  const row = await db
    .selectFrom('completions')
    .leftJoin('completion_raw', 'completion_raw.completion_id', 'completions.id')
    .select(['completion_raw.request', 'completion_raw.response'])
    .where('completions.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { request: parse(row.request), response: parse(row.response) };
}

async function logprobs(db: StoreDatabase, id: number): Promise<readonly TokenLogprob[] | null> {
  const row = await db
    .selectFrom('completion_raw')
    .select('logprobs')
    .where('completion_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : parse(row.logprobs);
}

async function mark(db: StoreDatabase, id: number, marks: Partial<Marks>): Promise<Completion | null> {
  await saveMarks(db, id, marks);
  return await completion(db, id);
}

type Writing = Pick<OpenDatabase, 'writer' | 'days'>;

async function write(into: Writing, changes: readonly CompletionChange[]): Promise<readonly RefusedChange[]> {
  if (changes.length === 0) return [];
  const problem = await tryToWrite(into, changes);
  const [change] = changes;
  if (problem === null || change === undefined) return [];
  if (changes.length === 1) return [{ change, reason: problem }];
  const refused: RefusedChange[] = [];
  for (const one of changes) {
    const reason = await tryToWrite(into, [one]);
    if (reason !== null) refused.push({ change: one, reason });
  }
  return refused;
}

/** Writes all of it or nothing; answers what was wrong with a value, and throws what is wrong with the file. */
async function tryToWrite({ writer, days }: Writing, changes: readonly CompletionChange[]): Promise<Error | null> {
  try {
    await writer.transaction().execute(async (transaction) => {
      for (const change of changes) await writeChange(transaction, change, days);
    });
    return null;
  } catch (error) {
    if (error instanceof StoreError || !(error instanceof Error)) throw error;
    return error;
  }
}

async function writeChange(db: StoreDatabase, change: CompletionChange, days: ReportingDays): Promise<void> {
  switch (change.type) {
    case 'started':
      await markStarted(db, { id: change.id, started_at: change.startedAt.getTime() });
      return;
    case 'checkpoint':
      await saveText(db, { id: change.id, text: change.text });
      return;
    case 'ended':
      return await end(db, change, days);
    case 'requeued':
      return await requeue(db, change.id, days.calendar);
    case 'run':
      await saveRunStatus(db, { id: change.id, status: change.status, ended_at: change.endedAt?.getTime() ?? null });
  }
}

const markStarted = prepareQuery((db, { id, started_at }: { readonly id: number; readonly started_at: number }) =>
  db.updateTable('completions').set({ status: 'streaming', started_at }).where('id', '=', id).where(LIVE),
);

const saveText = prepareQuery((db, { id, text }: { readonly id: number; readonly text: string }) =>
  db.updateTable('completions').set({ text }).where('id', '=', id).where(LIVE),
);

interface RunStatusParameters {
  readonly id: number;
  readonly status: RunStatus;
  readonly ended_at: number | null;
}

const saveRunStatus = prepareQuery((db, { id, status, ended_at }: RunStatusParameters) =>
  db.updateTable('runs').set({ status, ended_at }).where('id', '=', id),
);

async function end(
  db: StoreDatabase,
  { id, outcome, endedAt, charge }: Extract<CompletionChange, { type: 'ended' }>,
  days: ReportingDays,
): Promise<void> {
  const [ended] = await saveOutcome(db, {
    id,
    ended_at: endedAt.getTime(),
    unpriced_if_sent: isUnpriced(outcome, true),
    unpriced_if_not: isUnpriced(outcome, false),
    ...outcomeColumns(outcome),
  });
  if (ended === undefined) return;
  await addToDailyCosts(db, { ...dailyCostKey(ended, days.calendar), ...countsOf(outcome, ended.unpriced) });
  await addToSpending(db, ended, {
    at: ended.started_at ?? endedAt.getTime(),
    charge: charge ?? chargeAsKnown(outcome),
    days,
  });
  await addEstimateErrors(db, comparedOf(ended, outcome));
  await saveRaw(db, id, outcome);
  await indexAnswer(db, id, answerText(outcome));
}

type OutcomeParameters = ReturnType<typeof outcomeColumns> & {
  readonly id: number;
  readonly ended_at: number;
  readonly unpriced_if_sent: Flag;
  readonly unpriced_if_not: Flag;
};

const OUTCOME_COLUMNS = [
  'status',
  'text',
  'text_mended',
  'reasoning',
  'finish_reason',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'usage_source',
  'price_input_pico',
  'price_cached_input_pico',
  'price_output_pico',
  'price_model',
  'price_date',
  'price_source',
  'cost_pico',
  'cost_source',
  'ttft_ms',
  'duration_ms',
  'attempts',
  'error_kind',
  'error_message',
  'error_status',
  'error_param',
  'ended_at',
  'cache_write_tokens',
  'price_cache_write_pico',
  'remarks',
  'tool_calls',
  'passed',
  'checks',
] as const;

const saveOutcome = prepareQuery((db, outcome: OutcomeParameters) =>
  db
    .updateTable('completions')
    .set(pick(outcome, OUTCOME_COLUMNS))
    .set({
      unpriced: sql<Flag>`case when started_at is null then ${outcome.unpriced_if_not} else ${outcome.unpriced_if_sent} end`,
    })
    .where('id', '=', outcome.id)
    .where(LIVE)
    .returning([...KEY_SOURCE_COLUMNS, 'unpriced', 'run_id', 'started_at', 'estimate_input_tokens'])
    .returning(exactly('likely_cost_pico').as('likely_cost_pico')),
);

interface EstimatedRow {
  readonly connection: string;
  readonly model: string;
  readonly estimate_input_tokens: number | null;
  readonly likely_cost_pico: string | null;
}

/** What was estimated beside what it came to; our own count and what is free say nothing about estimates of cost. */
function comparedOf(row: EstimatedRow, { usage, cost }: Pick<CompletionOutcome, 'usage' | 'cost'>): Compared {
  const isMoney = cost?.source === 'computed' || cost?.source === 'reported';
  return {
    connection: row.connection,
    model: row.model,
    estimateInputTokens: row.estimate_input_tokens,
    likelyCost: toBigInt(row.likely_cost_pico),
    inputTokens: usage?.source === 'reported' ? usage.inputTokens : null,
    cost: isMoney ? (cost?.picodollars ?? null) : null,
  };
}

async function saveRaw(db: StoreDatabase, id: number, { request, response, logprobs }: CompletionOutcome) {
  if (request === null && response === null && logprobs === null) return;
  await insertRaw(db, {
    completion_id: id,
    request: stringify(request),
    response: stringify(response),
    logprobs: stringify(logprobs),
  });
}

interface RawParameters {
  readonly completion_id: number;
  readonly request: string | null;
  readonly response: string | null;
  readonly logprobs: string | null;
}

const insertRaw = prepareQuery((db, { completion_id, request, response, logprobs }: RawParameters) =>
  db.insertInto('completion_raw').values({ completion_id, request, response, logprobs }),
);

function parse<Value>(json: string | null): Value | null {
  return json === null ? null : (JSON.parse(json) as Value);
}

function stringify(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
