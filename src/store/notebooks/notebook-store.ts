import type { Notebook, NotebookSummary } from '../../domain/notebook/notebook.ts';

export interface NotebookStore {
  /** Newest change first; `search` matches titles and note and prompt text, case-insensitively. */
  list(search: string): Promise<readonly NotebookSummary[]>;
  get(id: number): Promise<Notebook | null>;
  /** One as `list` has it. */
  summary(id: number): Promise<NotebookSummary | null>;
  /** `starter`: the lesson it is; default: none, it is one's own. */
  create(title: string, options?: { readonly starter?: string }): Promise<Notebook>;
  rename(id: number, title: string): Promise<Notebook | null>;
  /** Copies the cells with their drafts; not the runs. */
  duplicate(id: number, title: string): Promise<Notebook | null>;
  /** Hides it; `restore` brings it back. Runs and costs stay in the history. */
  remove(id: number): Promise<boolean>;
  restore(id: number): Promise<Notebook | null>;
  /** Makes a lesson a notebook of one's own, with all that is in it. */
  adopt(id: number): Promise<Notebook | null>;
  /** The notebook that collects runs started over the API without one; made when first needed. */
  forApiRuns(): Promise<Notebook>;
}
