/** A stretch of text that two prompts have in common, or only one of them has. */
export interface Segment {
  readonly text: string;
  readonly changed: boolean;
}

/** One part of a prompt in two versions of it, side by side. */
export interface PartDiff {
  /** `System message`, `Example 2`, `Assistant message 3`, and so on, as the newer version names it. */
  readonly label: string;
  /** `null`: this version has no such part. */
  readonly before: readonly Segment[] | null;
  readonly after: readonly Segment[] | null;
  readonly same: boolean;
  /** As in `WordDiff`. */
  readonly rough: boolean;
}
