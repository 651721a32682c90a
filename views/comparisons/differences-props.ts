import type { Differences } from '../../src/domain/answers/baseline-diff.ts';

export interface DifferencesProps {
  readonly differences: Differences;
  /** Whether equal answers and what is shared by all are left out. */
  readonly only: boolean;
}
