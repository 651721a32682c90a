import { csvLine } from './csv-line.ts';
import { exactly } from './exactly.ts';
import type { StoreDatabase } from './schema.ts';
import { oneOf } from './sqlite-only.ts';

const COLUMNS = {
  id: ({ id }) => id,
  asked_at: ({ created_at }) => new Date(created_at).toISOString(),
  notebook: ({ notebook_title }) => notebook_title,
  experiment: ({ experiment_title }) => experiment_title,
  version: ({ number }) => number,
  run: ({ run_id }) => run_id,
  connection: ({ connection }) => connection,
  model: ({ model }) => model,
  temperature: ({ temperature }) => temperature,
  variant: ({ variant }) => variant,
  sample: ({ sample }) => sample,
  case: ({ case_name }) => case_name,
  status: ({ status }) => status,
  finish_reason: ({ finish_reason }) => finish_reason,
  input_tokens: ifUsed(({ input_tokens }) => input_tokens),
  cached_input_tokens: ifUsed(({ cached_input_tokens }) => cached_input_tokens),
  output_tokens: ifUsed(({ output_tokens }) => output_tokens),
  reasoning_tokens: ifUsed(({ reasoning_tokens }) => reasoning_tokens),
  usage_source: ({ usage_source }) => usage_source,
  cost_usd: ({ cost_pico, cost_source }) =>
    cost_pico === null || cost_source === null ? null : exactUsd(BigInt(cost_pico)),
  cost_source: ({ cost_pico, cost_source }) => (cost_pico === null ? null : cost_source),
  time_to_first_token_ms: ({ ttft_ms }) => ttft_ms,
  duration_ms: ({ duration_ms }) => duration_ms,
  attempts: ({ attempts }) => attempts,
  error: ({ error_kind, error_message }) => (error_kind === null ? null : (error_message ?? '')),
  text: ({ text }) => text,
} as const satisfies Record<string, (row: CsvRow) => string | number | null>;

const VALUES = Object.values(COLUMNS) as readonly ((row: CsvRow) => string | number | null)[];

/** The first line of an export. */
export const CSV_HEAD = csvLine(Object.keys(COLUMNS));

/**
 * Completions by their ids, in that order, as lines of CSV. Only the columns that are written are read, and no object is
 * made of them: this runs for every row of an export.
 */
export async function csvOf(db: StoreDatabase, ids: readonly number[]): Promise<string> {
  const lines = new Map<number, string>();
  for (const row of await selectCsvRows(db, ids).execute()) {
    lines.set(row.id, csvLine(VALUES.map((valueIn) => valueIn(row))));
  }
  return ids.map((id) => lines.get(id) ?? '').join('');
}

/** All twelve decimals are kept but for zeros at the end: a floating-point number could not hold every cost. */
export function exactUsd(picodollars: bigint): string {
  const digits = String(picodollars).padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return decimals === '' ? digits.slice(0, -12) : `${digits.slice(0, -12)}.${decimals}`;
}

const OWN_COLUMNS = [
  'id',
  'created_at',
  'run_id',
  'connection',
  'model',
  'temperature',
  'variant',
  'sample',
  'case_name',
  'status',
  'finish_reason',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'usage_source',
  'cost_source',
  'ttft_ms',
  'duration_ms',
  'attempts',
  'error_kind',
  'error_message',
  'text',
] as const;

type CsvRow = Awaited<ReturnType<ReturnType<typeof selectCsvRows>['execute']>>[number];

function selectCsvRows(db: StoreDatabase, ids: readonly number[]) {
  return db
    .selectFrom('completions')
    .innerJoin('notebooks', 'notebooks.id', 'completions.notebook_id')
    .innerJoin('experiments', 'experiments.id', 'completions.experiment_id')
    .innerJoin('versions', 'versions.id', 'completions.version_id')
    .select(OWN_COLUMNS.map((name) => `completions.${name}` as const))
    .select(exactly('completions.cost_pico').as('cost_pico'))
    .select(['notebooks.title as notebook_title', 'experiments.title as experiment_title', 'versions.number'])
    .where('completions.id', 'in', oneOf(ids));
}

/** Tokens count as unknown while nobody says where they come from. */
function ifUsed(tokens: (row: CsvRow) => number | null): (row: CsvRow) => number | null {
  return (row) => (row.usage_source === null ? null : tokens(row));
}
