import type { ColumnType, Generated, Kysely } from 'kysely';
import type { ImageType } from '../domain/prompt/image.ts';
import type { CompletionStatus } from '../domain/run/completion.ts';
import type { Exact, Flag, Json, Time } from './schema-columns.ts';
import type {
  CompletionDaysTable,
  CompletionRawTable,
  CompletionsTable,
  EarlierAttemptsTable,
  RunsTable,
} from './schema-runs.ts';

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
  note: string | null;
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
