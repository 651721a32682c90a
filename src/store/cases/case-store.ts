import type { Case } from '../../domain/cases/case.ts';
import type { Check } from '../../domain/cases/check.ts';

/** Cases that come in parts, so that a large set never holds up others. */
export interface CasesInParts {
  /** The hash by which their set is known; `null` for a small one, where it was not worked out yet. */
  readonly hash: string | null;
  readonly count: number;
  /** In their order; not asked for where the set is kept already. */
  parts(): AsyncIterable<readonly Case[]>;
}

export interface ExperimentCases {
  readonly set: number | null;
  readonly cases: number;
  readonly checks: readonly Check[];
}

export interface CasePage {
  /** Empty: all. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

export interface FoundCases {
  readonly rows: readonly { readonly place: number; readonly case: Case }[];
  readonly found: number;
}

/** Test inputs; a set never changes, so that a run always tells which cases it saw. */
export interface CaseStore {
  /** The cases of a set, in their order; the event loop turns now and then. */
  ofSet(id: number): Promise<readonly Case[]>;
  /** The same in parts, each read when it is asked for. */
  partsOfSet(id: number): AsyncIterable<readonly Case[]>;
  /** What an experiment holds now; `null` before anything was kept, `set` while it has only checks. */
  ofExperiment(experimentId: number): Promise<ExperimentCases | null>;
  /** Keeps cases as those of an experiment, in the place of what it had: all of them, or none when anything goes wrong. */
  keep(experimentId: number, cases: readonly Case[]): Promise<void>;
  /** The same for cases that come in parts. */
  keepParts(experimentId: number, cases: CasesInParts): Promise<void>;
  keepChecks(experimentId: number, checks: readonly Check[]): Promise<void>;
  /** Some of the cases of a set whose texts hold `search`, and how many do. */
  page(id: number, asked: CasePage): Promise<FoundCases>;
  /** The places of all cases whose texts hold `search`. */
  placesOf(id: number, search: string): Promise<readonly number[]>;
  /** Some cases by their places, in that order; those that are not there are left out. */
  some(id: number, places: readonly number[]): Promise<readonly Case[]>;
  /** One case by its place, from 0. */
  at(id: number, place: number): Promise<Case | null>;
}
