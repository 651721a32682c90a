import type { Picodollars } from '../money/cost.ts';

/** What a model is for: only `chat` answers chat requests; the others stand at other addresses of their service. */
export type ModelKind =
  | 'chat'
  | 'embedding'
  | 'rerank'
  | 'image'
  | 'audio'
  | 'video'
  | 'moderation'
  | 'completion'
  | 'other';

/** Prices as a service lists them, in pico-dollars per token. */
export interface ListedPrices {
  readonly input: Picodollars;
  /** `null`: as any input. */
  readonly cachedInput: Picodollars | null;
  /** Of input written to the cache; absent: as any input. */
  readonly cacheWrite?: Picodollars;
  readonly output: Picodollars;
}

/** What a service's own list says of a model; `null` where it says nothing, or nothing that can be believed. */
export interface ListedModel {
  readonly id: string;
  readonly kind: ModelKind;
  /** Tokens of a prompt and its answer together. */
  readonly context: number | null;
  /** The longest answer, in tokens. */
  readonly outputLimit: number | null;
  readonly prices: ListedPrices | null;
  /** Each request is charged for beside its tokens. */
  readonly chargesPerRequest: boolean;
  /** The parameters it takes, by the service's own names. */
  readonly parameters: readonly string[] | null;
}
