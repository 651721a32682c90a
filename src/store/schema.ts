import type { ColumnType, Generated, Kysely } from 'kysely';
import type { CompletionStatus, ErrorKind } from '../domain/completion.ts';
import type { Cost } from '../domain/cost.ts';
import type { ImageType } from '../domain/image.ts';
import type { RunEstimate, RunStatus } from '../domain/run.ts';
import type { Axis } from '../domain/sweep.ts';
import type { Usage } from '../domain/usage.ts';

/** The tables as Kysely sees them; `docs/schema.md` says in words what each column holds. */
export interface Schema {
  schema_migrations: SchemaMigrationsTable;
  notebooks: NotebooksTable;
  cells: CellsTable;
  experiments: ExperimentsTable;
  draft_edits: DraftEditsTable;
  prompts: PromptsTable;
  versions: VersionsTable;
  message_lists: MessageListsTable;
  runs: RunsTable;
  completions: CompletionsTable;
  case_sets: CaseSetsTable;
  cases: CasesTable;
  experiment_cases: ExperimentCasesTable;
  images: ImagesTable;
  completion_raw: CompletionRawTable;
  completion_days: CompletionDaysTable;
  earlier_attempts: EarlierAttemptsTable;
  daily_costs: DailyCostsTable;
  spending: SpendingTable;
  reporting_zones: ReportingZonesTable;
  settings: SettingsTable;
  prices: PricesTable;
  connections: ConnectionsTable;
  estimate_errors: EstimateErrorsTable;
  daily_cost_changes: DailyCostChangesTable;
  answer_search: SearchTable;
  prompt_search: SearchTable;
}

export type StoreDatabase = Kysely<Schema>;

/** Pico-dollars can exceed 2^53: they are written as `bigint` and can only be read through `exactly`. */
type Exact<T extends bigint | null> = ColumnType<unknown, T, T>;

/** Milliseconds since 1970, UTC. */
type Time = number;
type Json = string;
export type Flag = 0 | 1;

interface SchemaMigrationsTable {
  number: number;
  name: string;
  applied_at: Time;
}

export interface NotebooksTable {
  id: Generated<number>;
  title: string;
  /** `making`: an import that is not whole yet, which nobody sees. */
  origin: 'page' | 'api' | 'making';
  starter: string | null;
  created_at: Time;
  updated_at: Time;
  deleted_at: Time | null;
}

interface CellsTable {
  id: Generated<number>;
  notebook_id: number;
  kind: 'note' | 'experiment';
  position: number;
  text: string | null;
  created_at: Time;
  updated_at: Time;
  deleted_at: Time | null;
}

interface ExperimentsTable {
  id: number;
  title: string;
  origin: 'page' | 'api';
  draft: Json;
  revision: number;
  draft_page: string | null;
  draft_floor: number | null;
  tracked_revision: number | null;
}

interface DraftEditsTable {
  experiment_id: number;
  place: number;
  undone: Flag;
  edit: Json;
}

interface PromptsTable {
  hash: string;
  content: Json;
}

interface VersionsTable {
  id: Generated<number>;
  experiment_id: number;
  number: number;
  prompt_hash: string;
  name: string | null;
  created_at: Time;
}

interface MessageListsTable {
  id: Generated<number>;
  hash: string;
  messages: Json;
}

interface RunsTable {
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

/** Test inputs that belong together, kept once per content. */
interface CaseSetsTable {
  id: Generated<number>;
  hash: string;
  cases: number;
}

interface ExperimentCasesTable {
  experiment_id: number;
  case_set_id: number | null;
  /** `Check[]`. */
  checks: Json;
}

interface ImagesTable {
  hash: string;
  type: ImageType;
  bytes: number;
  /** Pixels. */
  width: number;
  height: number;
  content: Buffer;
  created_at: Time;
}

interface CasesTable {
  case_set_id: number;
  place: number;
  name: string | null;
  /** `CaseInput`. */
  input: Json;
  expected: string | null;
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

interface CompletionRawTable {
  completion_id: number;
  request: Json | null;
  response: Json | null;
  logprobs: Json | null;
}

interface CompletionDaysTable {
  day: string;
  first_completion_id: number;
  last_completion_id: number;
}

interface EarlierAttemptsTable extends AttemptColumns {
  id: Generated<number>;
  completion_id: number;
}

interface DailyCostsTable {
  day: string;
  connection: string;
  model: string;
  notebook_id: number;
  experiment_id: number;
  version_id: number;
  temperature_key: number;
  status: CompletionStatus;
  completions: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  cost_pico: Exact<bigint>;
  unpriced: number;
  free: number;
}

interface ReportingZonesTable {
  id: Generated<number>;
  since: Time;
  zone: string;
  kept_day: string | null;
  kept_zone: string | null;
  kept_until: Time | null;
}

interface SpendingTable {
  day: string;
  zone: string;
  connection: string;
  notebook_id: number;
  requests: number;
  tokens: number;
  cost_pico: Exact<bigint>;
  assumed_pico: Exact<bigint>;
  unpriced: number;
}

interface DailyCostChangesTable {
  day: string;
  changes: number;
}

interface PricesTable {
  id: Generated<number>;
  connection: string;
  model: string;
  valid_from: string;
  input_pico: Exact<bigint>;
  cached_input_pico: Exact<bigint | null>;
  output_pico: Exact<bigint>;
  set_at: Time;
  withdrawn_at: Time | null;
  cache_write_pico: Exact<bigint | null>;
}

export interface ConnectionsTable {
  id: string;
  name: string;
  preset: string;
  base_url: string;
  key_env: string | null;
  key_header: string | null;
  plain_http: Flag;
  list_prices: Flag;
  tested: Json | null;
  created_at: Time;
  removed_at: ColumnType<Time | null, undefined, Time>;
}

/** Sums of errors in millionths of the actual figure, with how many were added up. */
interface EstimateErrorsTable {
  connection: string;
  model: string;
  inputs: number;
  input_error_ppm: number;
  input_distance_ppm: number;
  costs: number;
  cost_error_ppm: number;
  cost_distance_ppm: number;
}

/** Full text, written only: the words are not kept. */
interface SearchTable {
  rowid: number;
  words: string;
}

interface SettingsTable {
  name: string;
  value: Json;
}
