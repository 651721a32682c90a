import { stringify } from 'csv-stringify/sync';
import type { HistoryRow } from '../domain/history.ts';
import { historyRows } from './history-rows.ts';
import type { StoreDatabase } from './schema.ts';

const COLUMNS = {
  id: ({ id }) => id,
  asked_at: ({ createdAt }) => createdAt.toISOString(),
  notebook: ({ notebook }) => notebook.title,
  experiment: ({ experiment }) => experiment.title,
  version: ({ version }) => version,
  run: ({ runId }) => runId,
  connection: ({ connection }) => connection,
  model: ({ settings }) => settings.model,
  temperature: ({ settings }) => settings.temperature,
  variant: ({ settings }) => settings.variant,
  sample: ({ sample }) => sample,
  case: (row) => row.case,
  status: ({ status }) => status,
  finish_reason: ({ finishReason }) => finishReason,
  input_tokens: ({ usage }) => usage?.inputTokens,
  cached_input_tokens: ({ usage }) => usage?.cachedInputTokens,
  output_tokens: ({ usage }) => usage?.outputTokens,
  reasoning_tokens: ({ usage }) => usage?.reasoningTokens,
  usage_source: ({ usage }) => usage?.source,
  cost_usd: ({ cost }) => (cost === null ? null : exactUsd(cost.picodollars)),
  cost_source: ({ cost }) => cost?.source,
  time_to_first_token_ms: ({ ttftMs }) => ttftMs,
  duration_ms: ({ durationMs }) => durationMs,
  attempts: ({ attempts }) => attempts,
  error: ({ error }) => error?.message,
  text: ({ text }) => text,
} as const satisfies Record<string, (row: HistoryRow) => string | number | null | undefined>;

const VALUES = Object.values(COLUMNS) as readonly ((row: HistoryRow) => string | number | null | undefined)[];

/** The first line of an export. */
export const CSV_HEAD = `${Object.keys(COLUMNS).join(',')}\r\n`;

/**
 * Completions as lines of CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export async function csvOf(db: StoreDatabase, ids: readonly number[]): Promise<string> {
  const rows = await historyRows(db, ids);
  return stringify(
    rows.map((row) => VALUES.map((valueIn) => valueIn(row))),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** All twelve decimals are kept but for zeros at the end: a floating-point number could not hold every cost. */
export function exactUsd(picodollars: bigint): string {
  const digits = String(picodollars).padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -12) : `${digits.slice(0, -12)}.${decimals}`;
}
