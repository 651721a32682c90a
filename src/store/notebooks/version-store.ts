import type { Version, VersionWithTotals } from '../../domain/version.ts';

export interface VersionStore {
  /** Newest first, with what their runs used and cost. */
  list(experimentId: number): Promise<readonly VersionWithTotals[]>;
  get(experimentId: number, number: number): Promise<Version | null>;
  /** Gives it a name, or with `null` takes it away; all else of a version is fixed. */
  rename(experimentId: number, number: number, name: string | null): Promise<Version | null>;
}
