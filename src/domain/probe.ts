/** What a probe found out: whether a model, on its connection, lets temperature have its effect. */
export interface Probe {
  readonly connection: string;
  readonly model: string;
  /** The run whose answers it is read from. */
  readonly run: number;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The two temperatures it asks at. */
  readonly lowest: number;
  readonly highest: number;
  /** `null` until its run has ended. */
  readonly result: ProbeResult | null;
}

export interface ProbeResult {
  readonly verdict: 'yes' | 'ignored' | 'unknown';
  /** Different answers, and answers, at the lowest and at the highest temperature. */
  readonly distinct: readonly [lowest: number, highest: number];
  readonly n: readonly [lowest: number, highest: number];
}

/** What a probe would ask, and the most it can cost. */
export interface ProbeOffer {
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
export interface HonouredRun {
  readonly run: number;
  /** The setting, as in "temperature". */
  readonly setting: string;
  readonly columns: readonly HonouredColumn[];
  /** One for each model of a run over temperatures; empty where a probe could say nothing. */
  readonly models: readonly ProbedModel[];
}

export interface HonouredColumn {
  readonly index: number;
  readonly value: string;
  readonly state: string;
  /** The state in words. */
  readonly words: string;
}

export interface ProbedModel {
  readonly model: string;
  readonly probe: Probe | null;
  /** Whether there are two temperatures it is known to take. */
  readonly canProbe: boolean;
}
