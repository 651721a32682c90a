import type { Calendar } from '../../domain/history/time-zone.ts';
import { NOT_BILLED } from '../../domain/money/billing.ts';
import type { CompletionOutcome, CompletionStatus } from '../../domain/run/completion.ts';
import type { Flag } from '../schema-columns.ts';
import { addedUp } from '../sqlite/exact-integers.ts';
import { pick, prepareQuery } from '../sqlite/prepared-query.ts';

/*
 * Daily roll-ups: how many completions ended, with what usage and cost, per day they were asked and everything one may
 * want to group them by. A completion is counted from its end until it is asked again. The tokens and the cost of an
 * attempt stay counted then, under the status it ended with, and so does the mark that its cost is unknown.
 */

export const KEY_COLUMNS = [
  'day',
  'connection',
  'model',
  'notebook_id',
  'experiment_id',
  'version_id',
  'temperature_key',
  'status',
] as const;

export const COUNT_COLUMNS = [
  'completions',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_pico',
  'unpriced',
  'free',
] as const;

export interface DailyCostKey {
  readonly day: string;
  readonly connection: string;
  readonly model: string;
  readonly notebook_id: number;
  readonly experiment_id: number;
  readonly version_id: number;
  readonly temperature_key: number;
  readonly status: CompletionStatus;
}

export interface DailyCostCounts {
  readonly completions: number;
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost_pico: bigint;
  readonly unpriced: number;
  readonly free: number;
}

/** For an upsert that meets a row with its key. */
export const ADDED_UP = addedUp('daily_costs', COUNT_COLUMNS);

/** Adds counts (negative ones too) to the row with their key. */
export const addToDailyCosts = prepareQuery((db, row: DailyCostKey & DailyCostCounts) =>
  db
    .insertInto('daily_costs')
    .values(pick(row, [...KEY_COLUMNS, ...COUNT_COLUMNS]))
    .onConflict((conflict) => conflict.columns(KEY_COLUMNS).doUpdateSet(ADDED_UP)),
);

/** The columns of a completion that decide where it is counted. */
export const KEY_SOURCE_COLUMNS = [
  'created_at',
  'connection',
  'model',
  'notebook_id',
  'experiment_id',
  'version_id',
  'temperature',
  'status',
] as const;

type DayOf = Pick<Calendar, 'dayOf'>;

type KeySource = Omit<DailyCostKey, 'day' | 'temperature_key'> & {
  readonly created_at: number;
  readonly temperature: number | null;
};

/** The key of the row that counts a completion, under its day as the calendar in force has it. */
export function dailyCostKey(completion: KeySource, { dayOf }: DayOf): DailyCostKey {
  const { created_at, temperature, connection, model, notebook_id, experiment_id, version_id, status } = completion;
  const temperature_key = temperatureKey(temperature);
  return { day: dayOf(created_at), connection, model, notebook_id, experiment_id, version_id, temperature_key, status };
}

/** What one ended completion adds. */
export function countsOf({ usage, cost }: CompletionOutcome, unpriced: Flag): DailyCostCounts {
  return {
    completions: 1,
    input_tokens: usage?.inputTokens ?? 0,
    cached_input_tokens: usage?.cachedInputTokens ?? 0,
    output_tokens: usage?.outputTokens ?? 0,
    reasoning_tokens: usage?.reasoningTokens ?? 0,
    cost_pico: cost?.picodollars ?? 0n,
    unpriced,
    free: cost?.source === 'free' ? 1 : 0,
  };
}

/** What being asked again takes away from an ended completion: only that it had ended. */
export function countsOfLeaving(costSource: string | null): DailyCostCounts {
  return { ...NO_COUNTS, completions: -1, free: costSource === 'free' ? -1 : 0 };
}

/** What a price that was set afterwards adds to a request that had none. */
export function countsOfPricing(picodollars: bigint): DailyCostCounts {
  return { ...NO_COUNTS, cost_pico: picodollars, unpriced: -1 };
}

const NO_COUNTS: DailyCostCounts = {
  completions: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  cost_pico: 0n,
  unpriced: 0,
  free: 0,
};

/** Whether a completion may have cost something that nobody knows; `started`: whether it is known to have been sent. */
export function isUnpriced(outcome: CompletionOutcome, started: boolean): Flag {
  if (outcome.cost !== null) return 0;
  if (outcome.usage !== null) return 1;
  if (outcome.error !== null && NOT_BILLED.has(outcome.error.kind)) return 0;
  return started || outcome.text !== '' ? 1 : 0;
}

/** Stands for "not sent" in the key, where `null` would make rows that never meet; no temperature is negative. */
export const NO_TEMPERATURE = -1;

export function temperatureKey(temperature: number | null): number {
  return temperature ?? NO_TEMPERATURE;
}

export function temperatureOf(key: number): number | null {
  return key === NO_TEMPERATURE ? null : key;
}
