import type { Picodollars } from '../money/cost.ts';
import type { CostRange } from '../money/estimate.ts';
import type { DraftError } from '../notebook/draft.ts';
import type { AlternativeSetting } from '../request/alternative-setting.ts';
import type { GridLayout } from './grid-layout.ts';
import type { AskedModel, CountMethod } from './run.ts';

/** What pressing Run would do, as far as it is known before: tokens, requests, and the most it can cost. */
export interface Preview {
  /** What has to be mended first. */
  readonly errors: readonly DraftError[];
  readonly tokens: PreviewTokens | null;
  /** How many requests the run is made of; `null` while a field is wrong. */
  readonly requests: number | null;
  readonly cost: PreviewCost | null;
  /** `null` when there are none for some of the models. */
  readonly logged: PreviewLogged | null;
  /** Empty when max tokens are sent everywhere. */
  readonly limits: readonly ModelLimit[];
  /** What one input token costs, in pico-dollars; on the built-in model, what it would cost on a real one. */
  readonly inputPrice: Picodollars | null;
  /** What the person should know before pressing Run; nothing here stops the run. */
  readonly warnings: readonly string[];
  /** What a model that refuses temperature takes instead. */
  readonly alternatives?: readonly AlternativeSetting[];
  /** Parameters that some of its models are known to refuse, and that can be left out. */
  readonly refused?: readonly string[];
  /** How the answers will stand. */
  readonly layout?: GridLayout;
}

export interface PreviewTokens {
  readonly system: number | null;
  /** One count for each message of the prompt, in order. */
  readonly messages: readonly number[];
  /** The whole input of one request; with variants, of the longest. */
  readonly input: number;
  /** The input of the shortest variant; the same as `input` without variants. */
  readonly leastInput: number;
  /** What each example row adds, in order, also those switched off. */
  readonly examples: readonly number[];
  /** `rough`: the model's tokenizer is not known, or counting took too long. */
  readonly method: CountMethod;
}

export type PreviewCost =
  | { readonly kind: 'free'; readonly would: ({ readonly model: string } & CostRange) | null }
  | ({ readonly kind: 'priced' } & CostRange)
  | { readonly kind: 'unpriced'; readonly models: readonly AskedModel[] };

/** Logged answers by whose length the likely cost is judged. */
export interface PreviewLogged {
  readonly of: 'experiment' | 'model' | 'both';
  readonly answers: number;
  readonly outputTokens: number;
}

/** What a run would cost on one other model. */
export interface ComparedModel {
  /** As it was chosen. */
  readonly key: string;
  readonly label: string;
  /** Input of one request as that model counts it; of the longest variant. */
  readonly inputTokens: number;
  readonly method: PreviewTokens['method'];
  /** How many it would answer. */
  readonly requests: number;
  readonly range: CostRange;
}

/** A run on the models it asks, and the same on others. */
export interface ModelComparison {
  readonly own: PreviewCost;
  /** The models it asks. */
  readonly models: readonly string[];
  readonly inputTokens: number;
  readonly others: readonly ComparedModel[];
}

/** A model whose own limit bounds its answers, because no max tokens are sent. */
export interface ModelLimit {
  readonly model: string;
  /** `null`: no bound is known. */
  readonly limit: { readonly tokens: number; readonly asOf: string } | null;
}
