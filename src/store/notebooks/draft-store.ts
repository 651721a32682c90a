import type { Draft, ExperimentCell } from '../../domain/notebook/notebook.ts';
import type { PromptEdit } from '../../domain/prompt/prompt-history.ts';

/** An experiment with what is known of who saved its draft. */
export interface KeptDraft {
  readonly cell: ExperimentCell;
  /** The page that saved last. */
  readonly page: string | null;
  /** A page at this revision or a later one knows what is kept. */
  readonly floor: number;
}

/** One edit of a draft, at its place among all that can be taken back or made again. */
export interface DraftStep {
  readonly place: number;
  readonly edit: PromptEdit;
}

export interface DraftTrail {
  /** What Undo would take back. */
  readonly last: DraftStep | null;
  /** What Redo would make again. */
  readonly next: DraftStep | null;
}

export interface SavedDraft extends Omit<KeptDraft, 'cell'> {
  readonly draft: Draft;
  /** Nothing is written unless the experiment still has this revision. */
  readonly expected: number;
  /** In order. `new` ends what could be made again; `undone` and `redone` go over an edit that has its place already. */
  readonly steps: readonly (DraftStep & { readonly kind: 'new' | 'undone' | 'redone' })[];
}

export interface DraftStore {
  get(id: number): Promise<KeptDraft | null>;
  trail(id: number): Promise<DraftTrail>;
  /** Answers the new revision; `null` when there is no such experiment or it has another revision than expected. */
  save(id: number, saved: SavedDraft): Promise<number | null>;
}
