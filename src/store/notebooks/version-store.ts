import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { Version, VersionPasses, VersionWithTotals } from '../../domain/prompt/version.ts';

export interface VersionStore {
  /** Newest first, with what their runs used and cost. */
  list(experimentId: number): Promise<readonly VersionWithTotals[]>;
  /** What the newest checked run of each version says of it; those that were never checked are left out. */
  passes(experimentId: number): Promise<readonly VersionPasses[]>;
  get(experimentId: number, number: number): Promise<Version | null>;
  /** Keeps a prompt as a version before it is run; one that is there already gets the name where it has none. */
  keep(experimentId: number, prompt: Prompt, name: string): Promise<void>;
  /** Gives it a name, or with `null` takes it away; all else of a version is fixed. */
  rename(experimentId: number, number: number, name: string | null): Promise<Version | null>;
}
