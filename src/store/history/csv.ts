import { sql } from 'kysely';
import { type Calendar, isoTime } from '../../domain/history/time-zone.ts';
import { NOT_BILLED } from '../../domain/money/billing.ts';
import { perMillionText } from '../../domain/money/custom-price.ts';
import { type CsvValue, csvLine } from '../../platform/csv-line.ts';
import type { StoreDatabase } from '../schema.ts';
import { arraysOf } from '../sqlite/sqlite-dialect.ts';
import { oneOf } from '../sqlite/sqlite-only.ts';

/** As `mayHaveBeenBilled` says, for rows. */
const MAY_HAVE_BEEN_BILLED = `status in ('cancelled', 'failed', 'interrupted') and attempts > 0
  and coalesce(cost_source, '') not in ('free', 'reported') and coalesce(usage_source, '') <> 'reported'
  and coalesce(error_kind, '') not in (${[...NOT_BILLED].map((kind) => `'${kind}'`).join(', ')})`;

/** What is written of a completion, as SQL; tokens count as unknown while nobody says where they come from. */
const COLUMNS = {
  id: 'id',
  asked_at: 'created_at',
  notebook: '(select title from notebooks where notebooks.id = notebook_id)',
  experiment: '(select title from experiments where experiments.id = completions.experiment_id)',
  version: '(select number from versions where versions.id = version_id)',
  run: 'run_id',
  connection: 'connection',
  model: 'model',
  temperature: 'temperature',
  variant: 'variant',
  sample: 'sample',
  case: 'case_name',
  status: 'status',
  finish_reason: 'finish_reason',
  input_tokens: 'iif(usage_source is null, null, input_tokens)',
  cached_input_tokens: 'iif(usage_source is null, null, cached_input_tokens)',
  output_tokens: 'iif(usage_source is null, null, output_tokens)',
  reasoning_tokens: 'iif(usage_source is null, null, reasoning_tokens)',
  usage_source: 'usage_source',
  cost_usd: 'iif(cost_source is null, null, cast(cost_pico as text))',
  cost_source: 'iif(cost_pico is null, null, cost_source)',
  may_have_been_billed: `iif(${MAY_HAVE_BEEN_BILLED}, 'yes', 'no')`,
  input_usd_per_million: 'cast(price_input_pico as text)',
  cached_input_usd_per_million: 'cast(price_cached_input_pico as text)',
  output_usd_per_million: 'cast(price_output_pico as text)',
  price_date: 'price_date',
  price_source: "iif(price_input_pico is null, null, coalesce(price_source, 'list'))",
  time_to_first_token_ms: 'ttft_ms',
  duration_ms: 'duration_ms',
  attempts: 'attempts',
  error: "iif(error_kind is null, null, coalesce(error_message, ''))",
  text: 'text',
  case_place: 'case_index',
  expected: `iif(case_index is null, null, (select expected from cases
    where cases.case_set_id = (select case_set_id from runs where runs.id = run_id) and cases.place = case_index))`,
  passed: "iif(passed is null, null, iif(passed = 1, 'yes', 'no'))",
  time_zone: "''",
  connection_name: 'coalesce((select name from connections where connections.id = completions.connection), connection)',
} as const;

const NAMES = Object.keys(COLUMNS);
const ASKED_AT = NAMES.indexOf('asked_at');
const TIME_ZONE = NAMES.indexOf('time_zone');
const COST = NAMES.indexOf('cost_usd');
const PRICES = NAMES.flatMap((name, index) => (name.endsWith('_usd_per_million') ? [index] : []));

/** The first line of an export, with a byte order mark, without which Excel reads a file in the code page of its country. */
export const CSV_HEAD = `\uFEFF${csvLine(NAMES)}`;

const VALUES = sql.raw(Object.values(COLUMNS).join(', '));

/**
 * Completions by their ids, in that order, as lines of CSV, with times as the zone of the calendar has them. Only the columns that are written are read, as arrays: objects
 * would take three times as long, and this runs for every row of an export.
 */
export async function csvOf(db: StoreDatabase, ids: readonly number[], calendar: Calendar): Promise<string> {
  const query = sql`select ${VALUES} from completions
    where id in ${oneOf(ids)}`;
  const lines = new Map<number, string>();
  const { rows } = await db.executeQuery(arraysOf<CsvValue>(query.compile(db)));
  for (const row of rows) {
    lines.set(
      Number(row[0]),
      csvLine(row.map((value, index) => (value === null ? null : written(value, index, calendar)))),
    );
  }
  return ids.map((id) => lines.get(id) ?? '').join('');
}

function written(value: string | number, index: number, calendar: Calendar): CsvValue {
  if (index === ASKED_AT) return isoTime(calendar, Number(value));
  if (index === TIME_ZONE) return calendar.zone;
  if (index === COST) return exactUsd(BigInt(value));
  if (PRICES.includes(index)) return perMillionText(BigInt(value));
  return value;
}

/** All twelve decimals are kept but for zeros at the end: a floating-point number could not hold every cost. */
function exactUsd(picodollars: bigint): string {
  const digits = String(picodollars).padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -12) : `${digits.slice(0, -12)}.${decimals}`;
}
