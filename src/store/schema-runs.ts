import type { Generated } from 'kysely';
import type { Cost } from '../domain/money/cost.ts';
import type { CompletionStatus, ErrorKind } from '../domain/run/completion.ts';
import type { RunEstimate, RunStatus } from '../domain/run/run.ts';
import type { Axis } from '../domain/run/sweep.ts';
import type { Usage } from '../domain/run/usage.ts';
import type { Exact, Flag, Json, Time } from './schema-columns.ts';

export interface RunsTable {
  id: Generated<number>;
  notebook_id: number;
  experiment_id: number;
  version_id: number;
  message_list_id: number;
  status: RunStatus;
  request: Json;
  columns_axis: Axis;
  planned: number;
  estimate_input_tokens: number;
  estimate_method: RunEstimate['method'];
  max_cost_pico: Exact<bigint | null>;
  idempotency_key: string | null;
  idempotency_hash: string | null;
  created_at: Time;
  ended_at: Time | null;
  imported: Generated<Flag>;
  spent_requests: Generated<number>;
  spent_tokens: Generated<number>;
  spent_pico: Generated<number>;
  assumed_pico: Generated<number>;
  likely_cost_pico: Exact<bigint | null>;
  case_set_id: number | null;
}

/** What the end of one attempt leaves; an ended completion and its earlier attempts have these columns in common. */
interface AttemptColumns {
  status: CompletionStatus;
  finish_reason: string | null;
  input_tokens: number | null;
  cached_input_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  usage_source: Usage['source'] | null;
  price_input_pico: Exact<bigint | null>;
  price_cached_input_pico: Exact<bigint | null>;
  price_output_pico: Exact<bigint | null>;
  price_model: string | null;
  price_date: string | null;
  cost_pico: Exact<bigint | null>;
  cost_source: Cost['source'] | null;
  unpriced: Flag;
  ttft_ms: number | null;
  duration_ms: number | null;
  attempts: number;
  error_kind: ErrorKind | null;
  error_message: string | null;
  error_status: number | null;
  error_param: string | null;
  started_at: Time | null;
  ended_at: Time | null;
  text: string;
  reasoning: string | null;
  price_source: 'list' | 'own' | 'service' | null;
  cache_write_tokens: number | null;
  price_cache_write_pico: Exact<bigint | null>;
  /** `Remark[]`. */
  remarks: Json | null;
  /** `ToolCall[]`. */
  tool_calls: Json | null;
}

type WithDefaults<T, Name extends keyof T> = Omit<T, Name> & { [Key in Name]: Generated<T[Key]> };

export interface CompletionsTable extends WithDefaults<AttemptColumns, 'unpriced' | 'attempts' | 'text'> {
  id: Generated<number>;
  run_id: number;
  ordinal: number;
  notebook_id: number;
  experiment_id: number;
  version_id: number;
  message_list_id: number;
  connection: string;
  model: string;
  temperature: number | null;
  variant: string | null;
  settings: Json;
  column_index: number;
  row_index: number;
  sample: number;
  case_name: string | null;
  case_index: number | null;
  passed: Flag | null;
  /** `CheckResult[]`. */
  checks: Json | null;
  text_mended: Generated<Flag>;
  rating: number | null;
  pinned: Generated<Flag>;
  note: string | null;
  created_at: Time;
  imported: Generated<Flag>;
  forgotten_at: Time | null;
  estimate_input_tokens: number | null;
  likely_cost_pico: Exact<bigint | null>;
  max_cost_pico: Exact<bigint | null>;
}

export interface CompletionRawTable {
  completion_id: number;
  request: Json | null;
  response: Json | null;
  logprobs: Json | null;
}

export interface CompletionDaysTable {
  day: string;
  first_completion_id: number;
  last_completion_id: number;
}

export interface EarlierAttemptsTable extends AttemptColumns {
  id: Generated<number>;
  completion_id: number;
}
