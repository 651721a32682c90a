import type { Cell, Draft, ExperimentCell } from '../../domain/notebook/notebook.ts';

export interface CellStore {
  list(notebookId: number): Promise<readonly Cell[]>;
  get(id: number): Promise<Cell | null>;
  experiment(id: number): Promise<ExperimentCell | null>;
  /** `after`: the cell it shall follow; `null` puts it first, `undefined` last. */
  addNote(notebookId: number, note: { readonly text: string; readonly after?: number | null }): Promise<Cell>;
  addExperiment(
    notebookId: number,
    experiment: { readonly title: string; readonly draft: Draft; readonly after?: number | null },
  ): Promise<ExperimentCell>;
  /** The experiment of a notebook that collects runs started over the API; made when first needed. */
  experimentForApiRuns(notebookId: number, draft: Draft): Promise<ExperimentCell>;
  /**
   * The experiment of runs that Tempera starts by itself, in a notebook of its own; made when first needed, and again when it was
   * deleted. `kept`: the setting that remembers it.
   */
  ownExperiment(
    kept: string,
    experiment: { readonly notebook: string; readonly title: string; readonly draft: Draft },
  ): Promise<ExperimentCell>;
  saveNote(id: number, text: string): Promise<Cell | null>;
  renameExperiment(id: number, title: string): Promise<ExperimentCell | null>;
  /**
   * Writes the draft and counts its revision up; answers the new revision. With `expected`, only when the kept draft still
   * has that revision; else nothing is written and `null` answered.
   */
  saveDraft(id: number, draft: Draft, expected?: number): Promise<number | null>;
  move(id: number, direction: 'up' | 'down'): Promise<Cell | null>;
  /** Puts a cell right after another one of its notebook; `null`: first. */
  place(id: number, after: number | null): Promise<Cell | null>;
  duplicate(id: number): Promise<Cell | null>;
  remove(id: number): Promise<Cell | null>;
  restore(id: number): Promise<Cell | null>;
}
