import type { Check } from '../cases/check.ts';
import type { CaseLeak } from '../cases/leak.ts';
import type { StudyKind } from '../cases/study.ts';
import type { Prompt } from '../prompt/prompt.ts';
import type { RunVariant } from '../prompt/variant.ts';
import { changedRequest, type RequestContents } from '../request/request-settings.ts';
import type { LiveCompletion } from './completion.ts';
import { type Axis, type ColumnChanges, modelOn, type Settings, type Sweep, valuesOf } from './sweep.ts';

export const RUN_STATUSES = ['running', 'finished', 'cancelled', 'held', 'interrupted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a run asks, in its normal form: every setting is a list, every choice is made. */
export interface RunRequest extends RequestContents {
  /** Where it is asked; that of its first model, where it asks several connections. */
  readonly connection: string;
  readonly sweep: Sweep;
  /** How often each point of the grid is asked. */
  readonly samples: number;
  readonly columns: Axis;
  readonly rows: Axis | null;
  /** Columns beside those of the grid: the rows of its first column, with other settings. Absent: none. */
  readonly addedColumns?: readonly ColumnChanges[];
  /** What the names on the axis `variant` stand for. */
  readonly variants?: readonly RunVariant[];
  /** How many cases each point of the grid is asked with; absent: it is asked once, as the prompt stands. */
  readonly cases?: number;
  /** The question that its variants ask of the examples, where it is a study. */
  readonly study?: StudyKind;
  /** What its answers are judged by; these alone may be replaced after the run has started. */
  readonly checks?: readonly Check[];
  /** The run in which a model judges its answers. */
  readonly judgedBy?: number;
  /** The run whose answers it judges. */
  readonly judges?: number;
  /** Cases that an example of one of its prompts answers already: left out of every score. */
  readonly leaks?: readonly CaseLeak[];
}

/** What is left to say of a run beyond its sweep where it is plain: each point asked once, nothing sent beside the settings. */
export const PLAIN_REQUEST = {
  samples: 1,
  columns: 'temperature',
  rows: null,
  stop: null,
  responseFormat: null,
  logprobs: false,
  topLogprobs: null,
} as const satisfies Partial<RunRequest>;

/** A model on its connection. */
export interface AskedModel {
  readonly connection: string;
  readonly model: string;
}

/** The most columns beside those of the grid. */
export const MAX_ADDED_COLUMNS = 20;

/** What says which models are asked, and where. */
type Asking = Pick<RunRequest, 'connection' | 'sweep' | 'addedColumns'>;

/** The models of a run, each on the connection where it is asked: those of the grid in their order, then those that added columns name. */
export function askedModels(request: Asking): readonly AskedModel[] {
  const all = [{}, ...(request.addedColumns ?? [])].flatMap((changes) => modelsIn(request, changes));
  return [...new Map(all.map((asked) => [JSON.stringify([asked.connection, asked.model]), asked])).values()];
}

/** The models of a run's grid, each on the connection where it is asked, in their order. */
export function sweptModels({ connection, sweep }: Pick<Asking, 'connection' | 'sweep'>): readonly AskedModel[] {
  return sweep.model.map((model, index) => ({ connection: sweep.connections?.[index] ?? connection, model }));
}

/** The models that a column with these changes asks; none changed: those of the grid. */
export function modelsIn(
  request: Pick<Asking, 'connection' | 'sweep'>,
  { connection, model }: ColumnChanges,
): readonly AskedModel[] {
  return sweptModels(request).map((own) => ({ connection: connection ?? own.connection, model: model ?? own.model }));
}

/** The models of a run by name, with their connections where it asks several. */
export function askedNames(request: Asking): readonly string[] {
  const asked = askedModels(request);
  const isPlain = asked.every(({ connection }) => connection === request.connection);
  return asked.map((one) => (isPlain ? one.model : modelOn(one)));
}

/** The connection of one point of a run. */
export function connectionOf(
  { connection }: Pick<RunRequest, 'connection'>,
  settings: Pick<Settings, 'connection'>,
): string {
  return settings.connection ?? connection;
}

/** The part of a request that says which models are asked, and where. */
export function askingOf(models: readonly AskedModel[]): {
  readonly connection: string;
  readonly model: readonly string[];
  readonly connections?: readonly string[];
} {
  const connections = models.map(({ connection }) => connection);
  const [connection = ''] = connections;
  const model = models.map((asked) => asked.model);
  return connections.every((one) => one === connection) ? { connection, model } : { connection, model, connections };
}

/** A run's request as its columns ask it, by their places: of those of the grid, the request itself. */
export function columnRequest(request: RunRequest, column: number): RunRequest {
  const changes = request.addedColumns?.[column - valuesOf(request.sweep, request.columns).length];
  return changes === undefined ? request : changedRequest(request, changes);
}

/** A run's request as each of its columns asks it, those alike once. */
export function columnRequests(request: RunRequest): readonly RunRequest[] {
  return [...new Set([request, ...(request.addedColumns ?? []).map((changes) => changedRequest(request, changes))])];
}

/** Whether any of its columns asks for log probabilities. */
export function asksLogprobs(request: RunRequest): boolean {
  return columnRequests(request).some(({ logprobs }) => logprobs);
}

/** How often each point of the grid is asked. */
export function requestsPerPoint({ samples, cases = 1 }: Pick<RunRequest, 'samples' | 'cases'>): number {
  return samples * cases;
}

/** A version asked with a sweep; it belongs to the server, not to the page that started it. */
export interface Run {
  readonly id: number;
  readonly notebookId: number;
  readonly experimentId: number;
  readonly version: { readonly id: number; readonly number: number; readonly hash: string };
  readonly status: RunStatus;
  readonly request: RunRequest;
  /** How many completions it is made of. */
  readonly planned: number;
  readonly estimate: RunEstimate;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** The case set it asked, by the store's id; absent without cases. */
  readonly caseSet?: number;
}

/** A run with the prompt it asks. */
export interface RunWithPrompt extends Run {
  readonly prompt: Prompt;
}

/** A run as it is now, with what is only known while it goes on. */
export interface RunView {
  readonly run: RunWithPrompt;
  /** In the order of the plan. */
  readonly completions: readonly LiveCompletion[];
}

/**
 * How input tokens were counted: by the model's own tokenizer, by a rule of thumb, or by the connection itself. The names are
 * those that data files and notebook files hold; only the built-in model counts by itself.
 */
export const COUNT_METHODS = ['tiktoken', 'rough', 'practice'] as const;
export type CountMethod = (typeof COUNT_METHODS)[number];
export const COUNTED_BY_CONNECTION: CountMethod = 'practice';

/** What was known before the run: tokens of one request's input, and the most the whole run can cost. */
export interface RunEstimate {
  readonly inputTokens: number;
  readonly method: CountMethod;
  readonly maxCostPicodollars: bigint | null;
  /** What it would cost if its answers were as long as those logged; `null` without such answers or a price. */
  readonly likelyCostPicodollars?: bigint | null;
}

export const MAX_MESSAGES = 2_500;
export const MAX_COMPLETIONS = 20_000;
