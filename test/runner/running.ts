import { onTestFinished } from 'vitest';
import type { UnitPrices } from '../../src/domain/money/cost.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Prompt, promptMessages } from '../../src/domain/prompt/prompt.ts';
import type { LiveCompletion } from '../../src/domain/run/completion.ts';
import { planCompletions } from '../../src/domain/run/plan.ts';
import { type Sweep, singlePoint } from '../../src/domain/run/sweep.ts';
import type { FeedBatch } from '../../src/runner/run-feed.ts';
import { Runner } from '../../src/runner/runner.ts';
import type { RunnerOptions } from '../../src/runner/runner-deps.ts';
import type { CompletionChange } from '../../src/store/runs/completion-store.ts';
import type { NewRun } from '../../src/store/runs/run-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeProvider, fakeProvider } from '../support/fake-provider.ts';
import { openTemporaryStore } from '../support/temporary-data.ts';

const PROMPT: Prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user', content: 'Say hello' }] };
export const PRICES: UnitPrices = { input: 10n, cachedInput: null, output: 100n, model: 'm', date: '2026-11-22' };

export interface Running {
  readonly runner: Runner;
  readonly provider: FakeProvider;
  readonly store: Store;
  /** Every change that was committed, in order, and every change whose commit failed. */
  readonly committed: readonly CompletionChange[];
  readonly failedCommits: readonly CompletionChange[];
  /** What the runner told of trouble. */
  readonly unexpected: readonly unknown[];
  readonly problems: readonly (Error | null)[];
  readonly refusals: readonly { readonly param: string }[];
  /** Makes each commit fail with this until it is set back to `null`. */
  breakStore(error: Error | null): void;
  /** Makes the next commit with a run's end wait for this. */
  holdRunEnd(until: Promise<unknown>): void;
  /** A run as the store would be asked for it. */
  newRun(options?: NewRunOptions): NewRun;
  /** Starts a run and gives its id. */
  start(options?: NewRunOptions): Promise<number>;
  /** The completions as they are now, in the order of the plan. */
  completions(run: number): Promise<readonly LiveCompletion[]>;
  /** Waits for the end of a run and gives its completions from the store. */
  ended(run: number): ReturnType<Store['completions']['ofRun']>;
}

interface NewRunOptions {
  readonly sweep?: Partial<Sweep>;
  readonly samples?: number;
  readonly connection?: string;
  readonly idempotencyKey?: string | null;
}

/** A runner over a provider that does what it is told and a data folder of its own; closed with the test. */
export async function running(
  options: Partial<RunnerOptions> & { readonly fake?: FakeProvider } = {},
): Promise<Running> {
  const { fake: provider = fakeProvider(), ...given } = options;
  const { store, close } = await openTemporaryStore();
  const committed: CompletionChange[] = [];
  const failedCommits: CompletionChange[] = [];
  const unexpected: unknown[] = [];
  const problems: (Error | null)[] = [];
  const refusals: { readonly param: string }[] = [];
  let broken: Error | null = null;
  let held: Promise<unknown> | null = null;
  const write: Store['completions']['write'] = async (changes) => {
    if (broken !== null) {
      failedCommits.push(...changes);
      throw broken;
    }
    if (changes.some((change) => change.type === 'run' && change.status !== 'running')) {
      await held;
      held = null;
    }
    const refused = await store.completions.write(changes);
    committed.push(...changes);
    return refused;
  };
  const runner = new Runner({
    store: { runs: store.runs, images: store.images, completions: { ...store.completions, write } },
    provider,
    concurrency: 4,
    pricing: () => ({
      free: false,
      prices: () => PRICES,
      inputTokens: async () => 7,
      countText: async (text) => text.length,
    }),
    onRefusal: (refusal) => void refusals.push(refusal),
    onUnexpected: (error) => void unexpected.push(error),
    onStorageProblem: (problem) => void problems.push(problem),
    now: () => new Date(),
    ...given,
  });
  onTestFinished(async () => {
    broken = null;
    await runner.close(0);
    await close();
  });
  const { id: notebookId } = await store.notebooks.create('Notebook');
  const draft = { prompt: PROMPT, settings: DEFAULT_SETTINGS };
  const { id: experimentId } = await store.cells.addExperiment(notebookId, { title: 'Experiment', draft });
  const newRun = (asked: NewRunOptions = {}) => runOf(experimentId, asked);
  return {
    runner,
    provider,
    store,
    committed,
    failedCommits,
    unexpected,
    problems,
    refusals,
    breakStore: (error) => {
      broken = error;
    },
    holdRunEnd: (until) => {
      held = until;
    },
    newRun,
    start: async (asked) => (await runner.start(newRun(asked))).run.id,
    completions: async (run) => (await runner.view(run))?.completions ?? [],
    ended: async (run) => {
      await runner.wait(run, 10_000);
      return store.completions.ofRun(run);
    },
  };
}

function runOf(experimentId: number, options: NewRunOptions): NewRun {
  const { samples = 1, connection = 'openai', idempotencyKey = null } = options;
  const sweep: Sweep = { ...singlePoint('m'), ...options.sweep };
  return {
    experimentId,
    prompt: PROMPT,
    messages: promptMessages(PROMPT),
    request: {
      connection,
      sweep,
      samples,
      columns: 'temperature',
      rows: null,
      stop: null,
      responseFormat: null,
      logprobs: false,
      topLogprobs: null,
    },
    planned: planCompletions(sweep, { samples, columns: 'temperature' }),
    estimate: { inputTokens: 7, method: 'tiktoken', maxCostPicodollars: null },
    idempotencyKey,
    requestHash: null,
    createdAt: new Date(),
  };
}

/** What somebody who follows a run sees, put together from the view and the batches as a page does it. */
export class Follower {
  readonly texts = new Map<number, string>();
  readonly statuses = new Map<number, string>();
  readonly batches: FeedBatch[] = [];
  runStatus: string | null = null;
  readonly #unfollow: () => void;

  constructor(runner: Pick<Runner, 'follow'>, run: number) {
    const following = runner.follow(run, (batch) => this.#hear(batch));
    if (following === null) throw new Error(`run ${run} is not going on`);
    this.#unfollow = following.unfollow;
    for (const live of following.view.completions) this.#replace(live);
  }

  stop(): void {
    this.#unfollow();
  }

  /** First what is replaced, then what is appended, as in the fragments of the stream. */
  #hear(batch: FeedBatch): void {
    this.batches.push(batch);
    for (const live of batch.changed) this.#replace(live);
    for (const [id, delta] of batch.deltas) this.texts.set(id, (this.texts.get(id) ?? '') + delta);
    if (batch.run !== null) this.runStatus = batch.run.status;
  }

  #replace({ completion }: LiveCompletion): void {
    this.texts.set(completion.id, completion.text);
    this.statuses.set(completion.id, completion.status);
  }
}

/** Resolves once something holds; looks after every turn of the event loop, for ten seconds at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (performance.now() - start < 10_000) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came to hold');
}
