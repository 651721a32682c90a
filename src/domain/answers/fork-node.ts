/** A stretch that samples have in common, and how they go on from it. */
export interface ForkNode {
  /** The text of the stretch, as the first of its samples has it. */
  readonly text: string;
  /** Samples that run through it. */
  readonly count: number;
  /** Samples that end with it. */
  readonly ended: number;
  /** How samples go on, the most frequent way first. */
  readonly branches: readonly ForkNode[];
  /** Samples that go on in ways that are not told apart here, and how many ways; `null` when all are. */
  readonly others: { readonly count: number; readonly ways: number } | null;
}
