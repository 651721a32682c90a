import type { Draft, ExperimentCell } from '../domain/notebook/notebook.ts';
import { withRowIds } from '../domain/prompt/example-edits.ts';
import type { Prompt } from '../domain/prompt/prompt.ts';
import { editBetween, isOfTemplate, withoutEdit } from '../domain/prompt/prompt-history.ts';
import { orNotFound } from '../errors.ts';
import type { DraftStep, DraftStore, DraftTrail, KeptDraft, SavedDraft } from '../store/notebooks/draft-store.ts';

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

const MAX_TRIES = 5;

/**
 * Changes drafts so that none is silently lost: every change is made to what is kept at that moment, a page that does not
 * know what another page saved is told, and structural edits can be taken back, after a restart too.
 */
export class Drafts {
  readonly #store: DraftStore;
  /** Changes of one experiment come one after the other; only a stranger to this class can get in between. */
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(store: DraftStore) {
    this.#store = store;
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
    return this.#save(id, stamp, async (draft) => {
      const typed = withIds(change.typed(draft));
      const prompt = change.edit === undefined ? typed.prompt : change.edit(typed.prompt);
      const changed = { typed, draft: { ...typed, prompt } };
      if (prompt === typed.prompt && typed.prompt.template === draft.prompt.template) return { ...changed, steps: [] };
      return { ...changed, steps: newSteps(await this.#store.trail(id), draft.prompt, changed) };
    });
  }

  /** Takes the last structural edit back, or makes the one last taken back again; does nothing when there is none. */
  async retrace(
    id: number,
    stamp: PageStamp | null,
    options: { readonly direction: 'undo' | 'redo'; readonly typed: (draft: Draft) => Draft },
  ): Promise<DraftChange> {
    return this.#save(id, stamp, async (draft) => {
      const typed = withIds(options.typed(draft));
      const trail = await this.#store.trail(id);
      const typedSteps = newSteps(trail, draft.prompt, { typed, draft: typed });
      const last = typedSteps.at(-1) ?? trail.last;
      const step = options.direction === 'undo' ? last : typedSteps.length > 0 ? null : trail.next;
      const prompt = step === null ? null : withoutEdit(typed.prompt, step.edit);
      if (step === null || prompt === null) return { typed, draft: typed, steps: typedSteps };
      const kind = options.direction === 'undo' ? 'undone' : 'redone';
      const back = editBetween(typed.prompt, prompt);
      const steps = back === null ? [] : [{ kind, place: step.place, edit: back } as const];
      return { typed, draft: { ...typed, prompt }, steps: [...typedSteps, ...steps] };
    });
  }

  /** Whether there is something to undo or redo. */
  async steps(id: number): Promise<{ readonly undo: boolean; readonly redo: boolean }> {
    const { last, next } = await this.#store.trail(id);
    return { undo: last !== null, redo: next !== null };
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
      const kept = orNotFound(await this.#store.get(id), 'experiment');
      const before = withIds(kept.cell.draft);
      const { typed, draft, steps } = await make(before);
      if (stamp !== null && !knows(kept, stamp) && !sameDraft(draft, before)) {
        return { kind: 'conflict', cell: { ...kept.cell, draft: before }, mine: draft };
      }
      // What is kept already is not written again, so that a save that says nothing new (a page sends one as it is left)
      // makes no other page's knowledge old.
      if (steps.length === 0 && sameDraft(draft, kept.cell.draft) && sameRowIds(draft, kept.cell.draft)) {
        return { kind: 'saved', cell: { ...kept.cell, draft }, before: kept.cell.draft, typed };
      }
      const expected = kept.cell.revision;
      const knowledge = knowledgeAfter(kept, stamp, draft);
      const revision = await this.#store.save(id, { draft, expected, steps, ...knowledge });
      if (revision === null && tries < MAX_TRIES) continue;
      const cell = { ...kept.cell, draft, revision: orNotFound(revision, 'experiment') };
      return { kind: 'saved', cell, before: kept.cell.draft, typed };
    }
  }
}

type Make = (draft: Draft) => Promise<Made>;

interface Made {
  /** With what was typed, before the structural edit. */
  readonly typed: Draft;
  readonly draft: Draft;
  readonly steps: SavedDraft['steps'];
}

/** A page knows what is kept when it is at that revision, or wrote it itself and lost the answer. */
function knows({ page, floor }: KeptDraft, stamp: PageStamp): boolean {
  return stamp.force || stamp.revision >= floor || page === stamp.page;
}

/**
 * Who knows what is kept after a change: the page it came from. A change from elsewhere that puts other text in the place of
 * what a page may hold is known to none; rows that came, went or moved can be merged, so whoever knew what was kept still does.
 */
function knowledgeAfter(
  { cell, page, floor }: KeptDraft,
  stamp: PageStamp | null,
  after: Draft,
): Pick<KeptDraft, 'page' | 'floor'> {
  if (stamp !== null) return { page: stamp.page, floor: cell.revision + 1 };
  return replacesText(cell.draft, after) ? { page: null, floor: cell.revision + 1 } : { page, floor };
}

/** Whether a draft has other text where a page has a field: all but the rows, or in a row that was there before. */
function replacesText(before: Draft, after: Draft): boolean {
  const fields = ({ prompt: { examples: _, ...prompt }, settings }: Draft) =>
    JSON.stringify([Object.entries(prompt).toSorted(), Object.entries(settings).toSorted()]);
  if (fields(before) !== fields(after)) return true;
  const text = ({ input, output, tags }: Draft['prompt']['examples'][number]) => JSON.stringify([input, output, tags]);
  const rows = new Map(after.prompt.examples.map((row) => [row.id, text(row)]));
  return before.prompt.examples.some((row) => (rows.get(row.id) ?? text(row)) !== text(row));
}

/** What can be undone of a change: a template that was typed, and the structural edit. */
function newSteps(trail: DraftTrail, before: Prompt, { typed, draft }: Omit<Made, 'steps'>): SavedDraft['steps'] {
  const edits = [templateTyped(trail, before, typed.prompt), editBetween(typed.prompt, draft.prompt)];
  const first = (trail.last?.place ?? -1) + 1;
  return edits.filter((edit) => edit !== null).map((edit, index) => ({ kind: 'new', place: first + index, edit }));
}

/** Typing on in a template is one edit, from how it was before the first letter. */
function templateTyped({ last, next }: DraftTrail, before: Prompt, typed: Prompt): DraftStep['edit'] | null {
  if (last !== null && next === null && isOfTemplate(last.edit)) return null;
  return editBetween({ ...typed, template: before.template }, typed);
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
