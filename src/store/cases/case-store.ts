import type { Case } from '../../domain/case.ts';

/** Test inputs; a set never changes, so that a run always tells which cases it saw. */
export interface CaseStore {
  /** The cases of a set, in their order. */
  ofSet(id: number): Promise<readonly Case[]>;
  /** One case by its place, from 0. */
  at(id: number, place: number): Promise<Case | null>;
}
