import { sql } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import { answerText } from '../../domain/prompt/tool.ts';
import type { CompletionOutcome } from '../../domain/run/completion.ts';
import { addToDailyCosts, countsOf, dailyCostKey, isUnpriced, KEY_SOURCE_COLUMNS } from '../costs/daily-costs.ts';
import { addEstimateErrors, type Compared } from '../costs/estimates.ts';
import { LIVE } from '../costs/rollups.ts';
import { addToSpending, chargeAsKnown } from '../costs/spending.ts';
import type { StoreDatabase } from '../schema.ts';
import type { Flag } from '../schema-columns.ts';
import { indexAnswer } from '../search/search-index.ts';
import { exactly, toBigInt } from '../sqlite/exact-integers.ts';
import { pick, prepareQuery } from '../sqlite/prepared-query.ts';
import type { CompletionChange } from './completion-store.ts';
import { outcomeColumns } from './completion-values.ts';

/** Writes how a completion ended, with all that is added up from it; nothing when it has ended already. */
export async function endCompletion(
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

function stringify(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
