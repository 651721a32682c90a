import type { CompletionEstimate } from '../../../src/domain/money/completion-estimate.ts';
import { DEFAULT_SETTINGS, type Draft } from '../../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Prompt, promptMessages } from '../../../src/domain/prompt/prompt.ts';
import type { CompletionOutcome } from '../../../src/domain/run/completion.ts';
import { planCompletions } from '../../../src/domain/run/plan.ts';
import type { RunRequest } from '../../../src/domain/run/run.ts';
import { type Sweep, singlePoint } from '../../../src/domain/run/sweep.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import type { NewRun } from '../../../src/store/runs/run-store.ts';
import type { Store } from '../../../src/store/store.ts';
import type { TemporaryStore } from '../../support/temporary-data.ts';

export type TestStore = Pick<TemporaryStore, 'store' | 'database'>;

/** A store in a folder; closing it is the test's to do. */
export async function folderStore(folder: string, now?: Date): Promise<TestStore> {
  const database = await openDatabase(folder);
  return { store: await createStore(database, now), database };
}

export function promptOf(text: string, system: string | null = null): Prompt {
  return { ...EMPTY_PROMPT, system, messages: [{ role: 'user', content: text }] };
}

export function draftOf(text: string): Draft {
  return { prompt: promptOf(text), settings: DEFAULT_SETTINGS };
}

export interface RunOptions {
  readonly connection?: string;
  readonly sweep?: Partial<Sweep>;
  readonly samples?: number;
  readonly prompt?: Prompt;
  readonly idempotencyKey?: string;
  readonly createdAt?: Date;
  readonly method?: NewRun['estimate']['method'];
  readonly maxCost?: bigint | null;
  /** What each completion is expected to come to. */
  readonly estimate?: CompletionEstimate;
}

export function newRun(experimentId: number, options: RunOptions = {}): NewRun {
  const { samples = 1, prompt = promptOf('Say hello'), createdAt = new Date('2026-03-01T10:00:00Z') } = options;
  const sweep = { ...singlePoint('gpt-test'), ...options.sweep };
  return {
    experimentId,
    prompt,
    messages: promptMessages(prompt),
    request: requestOf(sweep, options.connection ?? 'openai', samples),
    planned: planCompletions(sweep, { samples, columns: 'temperature' }).map((one) =>
      options.estimate === undefined ? one : { ...one, estimate: options.estimate },
    ),
    estimate: {
      inputTokens: 9,
      method: options.method ?? 'tiktoken',
      maxCostPicodollars: options.maxCost === undefined ? 500n : options.maxCost,
    },
    idempotencyKey: options.idempotencyKey ?? null,
    requestHash: null,
    createdAt,
  };
}

function requestOf(sweep: Sweep, connection: string, samples: number): RunRequest {
  return {
    connection,
    sweep,
    samples,
    columns: 'temperature',
    rows: null,
    stop: null,
    responseFormat: null,
    logprobs: false,
    topLogprobs: null,
  };
}

/** A completion that ended as it should, 10 tokens in and 5 out for 20 pico-dollars, but for what is given. */
export function outcomeOf(given: Partial<CompletionOutcome> = {}): CompletionOutcome {
  return {
    status: 'done',
    text: 'Hello!',
    reasoning: null,
    finishReason: 'stop',
    usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0, source: 'reported' },
    prices: { input: 1n, cachedInput: null, output: 2n, model: 'gpt-test', date: '2026-03-01' },
    cost: { picodollars: 20n, source: 'computed' },
    ttftMs: 12.5,
    durationMs: 80,
    attempts: 1,
    error: null,
    textMended: false,
    request: { model: 'gpt-test' },
    response: { id: 'chatcmpl-1' },
    logprobs: null,
    ...given,
  };
}

/** Nothing known of usage or cost, as when nothing was sent or nothing came back. */
export const NOTHING_USED = {
  usage: null,
  prices: null,
  cost: null,
  ttftMs: null,
  durationMs: null,
  finishReason: null,
  text: '',
  attempts: 0,
  request: null,
  response: null,
} as const satisfies Partial<CompletionOutcome>;

/** An experiment in a notebook of its own. */
export async function experimentIn(
  store: Store,
  titles: { readonly notebook?: string; readonly experiment?: string } = {},
): Promise<{ readonly notebookId: number; readonly experimentId: number }> {
  const { id: notebookId } = await store.notebooks.create(titles.notebook ?? 'Greetings');
  const title = titles.experiment ?? 'Hello';
  const { id: experimentId } = await store.cells.addExperiment(notebookId, { title, draft: draftOf('Say hello') });
  return { notebookId, experimentId };
}

/** Starts a run and gives its completions. */
export async function startRun(store: Store, experimentId: number, options: RunOptions = {}) {
  const { run } = await store.runs.create(newRun(experimentId, options));
  return { run, completions: await store.completions.ofRun(run.id) };
}

/** Sends a completion and ends it. */
export async function finish(store: Store, id: number, given: Partial<CompletionOutcome> = {}): Promise<void> {
  await store.completions.write([
    { type: 'started', id, startedAt: new Date('2026-03-01T10:00:01Z') },
    { type: 'ended', id, outcome: outcomeOf(given), endedAt: new Date('2026-03-01T10:00:02Z') },
  ]);
}
