/** What a probe can look into: whether temperature has its effect, and what temperature the logprobs are of. */
export const PROBE_KINDS = ['temperature', 'logprobs'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

export interface ProbeResults {
  readonly temperature: SpreadSearchHits;
  readonly logprobs: ScaleFound;
}

/** How many different answers came at the lower and at the higher temperature, and what that says. */
interface SpreadSearchHits {
  readonly verdict: 'yes' | 'ignored' | 'unknown';
  readonly distinct: readonly [lowest: number, highest: number];
  readonly n: readonly [lowest: number, highest: number];
}

/** Whether logprobs are those before temperature is applied (`raw`) or after it, and what that was told from. */
interface ScaleFound {
  readonly verdict: 'raw' | 'tempered' | 'unknown';
  /** Tokens whose logprobs came at both temperatures. */
  readonly tokens: number;
  /** The largest difference of one token's logprob, in nats. */
  readonly largestGap: number | null;
}

/** What was asked of a model on its connection, kept with what it showed. */
export interface Probe<Kind extends ProbeKind = ProbeKind> {
  readonly kind: Kind;
  readonly connection: string;
  readonly model: string;
  /** Where the connection went then; absent in those that were kept without it. */
  readonly baseUrl?: string | null;
  /** The run whose answers it is read from. */
  readonly run: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The two temperatures it asks at. */
  readonly lowest: number;
  readonly highest: number;
  /** `null` until its run has ended. */
  readonly result: ProbeResults[Kind] | null;
}

/** What a probe would ask, and the most it can cost. */
export interface ProbeOffer {
  readonly kind: ProbeKind;
  readonly connection: string;
  readonly model: string;
  readonly lowest: number;
  readonly highest: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly maxTokens: number;
  /** `null` where no price is known; 0 where it is free. */
  readonly maxCostPicodollars: bigint | null;
}

/** What a run's columns may claim of the setting that makes them, with what is known from a probe. */
export interface SettingEffectRun {
  readonly run: number;
  /** The setting, as in "temperature". */
  readonly setting: string;
  readonly columns: readonly SettingEffectColumn[];
  /** One for each model of a run over temperatures; empty where a probe could say nothing. */
  readonly models: readonly ProbedModel[];
}

export interface SettingEffectColumn {
  readonly index: number;
  readonly value: string;
  readonly state: string;
  /** The state in words. */
  readonly words: string;
}

export interface ProbedModel {
  readonly model: string;
  readonly probe: Probe<'temperature'> | null;
  /** Whether there are two temperatures it is known to take. */
  readonly canProbe: boolean;
}

/** How the logprobs of an answer are to be read. */
export interface LogprobsScale {
  readonly model: string;
  readonly probe: Probe<'logprobs'> | null;
  /** Whether its connection is there and it is known to take the probe's temperatures. */
  readonly canProbe: boolean;
  /** The temperature that was sent with the answer; `null`: none. */
  readonly sent: number | null;
  /** The temperature already in the logprobs: 1 where they are raw, or taken to be. */
  readonly served: number;
}
