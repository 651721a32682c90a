import { withRowIds } from './domain/example-edits.ts';
import type { Draft, ExperimentCell } from './domain/notebook.ts';
import type { Prompt } from './domain/prompt.ts';
import { type PromptEdit, withoutEdit } from './domain/prompt-history.ts';
import { found } from './errors.ts';
import type { CellStore } from './store/store.ts';

/** The page a change comes from: which one, what it last knew, and whether it shall win. */
export interface PageStamp {
  readonly page: string;
  readonly revision: number;
  readonly force: boolean;
}

export type DraftChange =
  /** `before`: what was kept; `typed`: with what was typed, before the structural edit. */
  | { readonly kind: 'saved'; readonly cell: ExperimentCell; readonly before: Draft; readonly typed: Draft }
  /** Another page saved meanwhile: nothing was written. `cell` is what is kept, `mine` what this page wanted. */
  | { readonly kind: 'conflict'; readonly cell: ExperimentCell; readonly mine: Draft };

interface Trail {
  readonly done: readonly PromptEdit[];
  readonly undone: readonly PromptEdit[];
  /** The revision up to which the trail knows of every change. */
  readonly revision: number;
}

interface Knowledge {
  /** The page that saved last. */
  readonly page: string | null;
  /** A page at this revision or a later one knows what is kept. */
  readonly floor: number;
  readonly revision: number;
}

const NO_TRAIL: Trail = { done: [], undone: [], revision: 0 };
const MOST_EDITS = 100;
const MOST_EXPERIMENTS = 200;
const MOST_TRIES = 5;

/**
 * Changes drafts so that none is silently lost: every change is made to what is kept at that moment, a page that does not
 * know what another page saved is told, and structural edits can be taken back. Who saved last and what can be undone is
 * remembered while the server runs.
 */
export class Drafts {
  readonly #cells: Pick<CellStore, 'experiment' | 'saveDraft'>;
  readonly #knowledge = new Map<number, Knowledge>();
  readonly #trails = new Map<number, Trail>();
  /** Changes of one experiment come one after the other; only a stranger to this class can get in between. */
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(cells: Pick<CellStore, 'experiment' | 'saveDraft'>) {
    this.#cells = cells;
  }

  /**
   * Saves what was typed and, with `edit`, a structural edit of it that can be undone. Without a stamp nobody is asked.
   * @throws NotFoundError when there is no such experiment
   */
  async change(
    id: number,
    stamp: PageStamp | null,
    change: { readonly typed: (draft: Draft) => Draft; readonly edit?: (prompt: Prompt) => Prompt },
  ): Promise<DraftChange> {
    return this.#save(id, stamp, (draft) => {
      const typed = withIds(change.typed(draft));
      const prompt = change.edit === undefined ? typed.prompt : change.edit(typed.prompt);
      return { typed, draft: { ...typed, prompt } };
    });
  }

  /** Takes the last structural edit back, or makes the one last taken back again; does nothing when there is none. */
  async retrace(
    id: number,
    stamp: PageStamp | null,
    options: { readonly direction: 'undo' | 'redo'; readonly typed: (draft: Draft) => Draft },
  ): Promise<DraftChange> {
    const { direction } = options;
    return this.#save(id, stamp, (draft, trail) => {
      const typed = withIds(options.typed(draft));
      const step = (direction === 'undo' ? trail.done : trail.undone).at(-1);
      const prompt = step === undefined ? null : withoutEdit(typed.prompt, step);
      if (prompt === null) return { typed, draft: typed };
      return { typed, draft: { ...typed, prompt }, retraced: direction };
    });
  }

  /** Whether there is something to undo or redo. */
  steps(cell: Pick<ExperimentCell, 'id' | 'revision'>): { readonly undo: boolean; readonly redo: boolean } {
    const { done, undone } = this.#trail(cell);
    return { undo: done.length > 0, redo: undone.length > 0 };
  }

  async #save(id: number, stamp: PageStamp | null, make: Make): Promise<DraftChange> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(() => this.#saveInTurn(id, stamp, make));
    const over = turn.catch(() => undefined);
    this.#turns.set(id, over);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === over) this.#turns.delete(id);
    }
  }

  async #saveInTurn(id: number, stamp: PageStamp | null, make: Make): Promise<DraftChange> {
    for (let tries = 1; ; tries += 1) {
      const cell = found(await this.#cells.experiment(id), 'experiment');
      const trail = this.#trail(cell);
      const made = make(withIds(cell.draft), trail);
      if (stamp !== null && !this.#knows(cell, stamp) && !sameDraft(made.draft, withIds(cell.draft))) {
        return { kind: 'conflict', cell: { ...cell, draft: withIds(cell.draft) }, mine: made.draft };
      }
      // What is kept already is not written again, so that a save that says nothing new (a page sends one as it is left)
      // makes no other page's knowledge old.
      const kept = sameDraft(made.draft, cell.draft) && sameRowIds(made.draft, cell.draft);
      const revision = kept ? cell.revision : await this.#cells.saveDraft(id, made.draft, cell.revision);
      if (revision === null && tries < MOST_TRIES) continue;
      const saved = { ...cell, draft: made.draft, revision: found(revision, 'experiment') };
      if (!kept) remember(this.#knowledge, id, this.#knowledgeAfter(cell, stamp, saved.revision));
      remember(this.#trails, id, { ...nextTrail(trail, made), revision: saved.revision });
      return { kind: 'saved', cell: saved, before: cell.draft, typed: made.typed };
    }
  }

  /** A page knows what is kept when it is at that revision, or wrote it itself and lost the answer. */
  #knows({ id, revision }: ExperimentCell, stamp: PageStamp): boolean {
    const known = this.#current({ id, revision });
    return stamp.force || stamp.revision >= known.floor || known.page === stamp.page;
  }

  /** A change without a stamp touches nothing that a page has typed, so whoever knew what was kept before still does. */
  #knowledgeAfter(cell: ExperimentCell, stamp: PageStamp | null, revision: number): Knowledge {
    const { page, floor } = this.#current(cell);
    return stamp === null ? { page, floor, revision } : { page: stamp.page, floor: revision, revision };
  }

  #current({ id, revision }: Pick<ExperimentCell, 'id' | 'revision'>): Knowledge {
    const known = this.#knowledge.get(id);
    return known?.revision === revision ? known : { page: null, floor: revision, revision };
  }

  /** What was saved without us knowing ends the trail: its steps would no longer fit. */
  #trail({ id, revision }: Pick<ExperimentCell, 'id' | 'revision'>): Trail {
    const trail = this.#trails.get(id);
    return trail?.revision === revision ? trail : { ...NO_TRAIL, revision };
  }
}

type Make = (draft: Draft, trail: Trail) => Made;

interface Made {
  /** With what was typed, before the structural edit. */
  readonly typed: Draft;
  readonly draft: Draft;
  readonly retraced?: 'undo' | 'redo';
}

function nextTrail(trail: Trail, { typed, draft, retraced }: Made): Omit<Trail, 'revision'> {
  const { done, undone } = trail;
  if (typed.prompt === draft.prompt) return { done, undone };
  const step = { before: typed.prompt, after: draft.prompt };
  if (retraced === 'undo') return { done: done.slice(0, -1), undone: [...undone, step] };
  if (retraced === 'redo') return { done: [...done, step], undone: undone.slice(0, -1) };
  return { done: [...done, step].slice(-MOST_EDITS), undone: [] };
}

function withIds(draft: Draft): Draft {
  const prompt = withRowIds(draft.prompt);
  return prompt === draft.prompt ? draft : { ...draft, prompt };
}

function sameDraft(a: Draft, b: Draft): boolean {
  return comparable(a) === comparable(b);
}

function sameRowIds(a: Draft, b: Draft): boolean {
  const ids = ({ prompt }: Draft) => JSON.stringify(prompt.examples.map(({ id }) => id));
  return ids(a) === ids(b);
}

function comparable({ prompt, settings }: Draft): string {
  const { examples, variables, ...rest } = prompt;
  const rows = examples.map(({ input, output, enabled, tags }) => [input, output, enabled, tags]);
  return JSON.stringify([
    Object.entries(rest).toSorted(),
    rows,
    Object.entries(variables ?? {}).toSorted(),
    Object.entries(settings).toSorted(),
  ]);
}

/** Keeps what was used last and forgets what was not for long. */
function remember<T>(map: Map<number, T>, id: number, value: T): void {
  map.delete(id);
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > MOST_EXPERIMENTS && oldest !== undefined) map.delete(oldest);
}
