import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Conflict, conflictId } from '../../../views/experiments/conflict.tsx';
import { DraftFeedback } from '../../../views/experiments/draft-feedback.tsx';
import { EditorChanges, shownAnew } from '../../../views/experiments/editor-changes.tsx';
import { FocusOn } from '../../../views/experiments/focus-on.tsx';
import { Partial } from '../../../views/partial.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { draftDifferences } from '../../domain/notebook/draft-differences.ts';
import { type EditorWindow, WHOLE_WINDOW } from '../../domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import type { DraftChange } from '../../prompts/drafts.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { draftFromForm, pageStamp, windowOf } from './draft-form.ts';
import { otherModels } from './other-models.tsx';

type Markup = JSX.Element;

export interface AnswerOptions {
  /** How the form is read, if not as it stands: a field that makes the edit itself must not count as typed. */
  readonly typed?: typeof draftFromForm;
  /** The page has moved the row itself. */
  readonly movedAlready?: boolean;
  /** What the page shows of a draft that is larger than a page. */
  readonly window?: EditorWindow;
  /** What else shall be shown, such as a toast. */
  readonly also?: Markup;
  /** The id of the field to write in next, in the experiment as it then is. */
  readonly focus?: (cell: ExperimentCell) => string;
}

export type PromptEditOfForm = (prompt: Prompt, form: FormData) => Prompt;

/** Saves what a form holds, after a structural edit if there is one; other pages' changes are never overwritten. */
export async function saveForm(
  c: Context,
  deps: AppDeps,
  edit?: PromptEditOfForm,
  typed = draftFromForm,
): Promise<{ readonly form: FormData; readonly change: DraftChange }> {
  const form = await formOf(c);
  const change = await deps.drafts.change(idParam(c), pageStamp(form), {
    typed: (draft) => typed(form, draft),
    ...(edit === undefined ? {} : { edit: (prompt) => edit(prompt, form) }),
  });
  return { form, change };
}

/** Saves, edits, and answers with what has to be shown anew. */
export async function answerEdit(c: Context, deps: AppDeps, edit?: PromptEditOfForm, options: AnswerOptions = {}) {
  const { form, change } = await saveForm(c, deps, edit, options.typed);
  const window = windowOf(form);
  if (change.kind === 'conflict' || !form.has('compared')) return answerChange(c, deps, change, { ...options, window });
  const compared = await otherModels(deps, change.cell);
  const also = (
    <>
      {options.also}
      {compared}
    </>
  );
  return answerChange(c, deps, change, { ...options, window, also });
}

/** What the page shows after a change: only what changed, what is wrong, tokens and costs. */
export async function answerChange(
  c: Context,
  deps: AppDeps,
  change: DraftChange,
  { also, focus, ...shown }: AnswerOptions = {},
) {
  if (change.kind === 'conflict') return answerConflict(c, change);
  return fragment(
    c,
    <>
      {await savedChange(deps, change, shown)}
      {also}
      {focus !== undefined && <FocusOn id={focus(change.cell)} />}
    </>,
  );
}

/** The same as a piece of a larger answer. */
export async function savedChange(
  { store, previews, drafts }: AppDeps,
  { cell, before, typed }: Extract<DraftChange, { kind: 'saved' }>,
  { movedAlready = false, window = WHOLE_WINDOW }: Pick<AnswerOptions, 'movedAlready' | 'window'> = {},
) {
  const [versions, preview, steps] = await Promise.all([
    store.runs.versionNumbers(cell.id),
    previews.of(cell.draft, cell.id),
    drafts.steps(cell.id),
  ]);
  const changes = {
    cell,
    before: before.prompt,
    typed: typed.prompt,
    versions,
    steps,
    movedAlready,
    window,
    errors: preview.errors,
  };
  return (
    <>
      <EditorChanges {...changes} />
      <DraftFeedback
        cell={cell}
        preview={preview}
        window={window}
        again={[...shownAnew(changes)].some((block) => block !== 'variants')}
      />
    </>
  );
}

/** Nothing was written: both texts are offered. */
export function answerConflict(c: Context, { cell, mine }: Extract<DraftChange, { kind: 'conflict' }>) {
  return fragment(
    c,
    <Partial target={conflictId(cell.id)} swap="innerHTML">
      <Conflict cell={cell} differences={draftDifferences(mine, cell.draft)} />
    </Partial>,
    409,
  );
}
