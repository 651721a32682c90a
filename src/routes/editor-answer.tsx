import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { domId } from '../../views/dom-id.ts';
import { EditorReplacement } from '../../views/experiments/editor-replacement.tsx';
import { Toast } from '../../views/toast.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { Draft, ExperimentCell } from '../domain/notebook.ts';
import type { Prompt } from '../domain/prompt.ts';
import { found } from '../errors.ts';
import { fragment, goTo } from './answer.tsx';
import { answerConflict } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

interface NewPrompt {
  readonly cell: ExperimentCell;
  /** What the page sent along: the last keystrokes. */
  readonly form: FormData;
  readonly change: (typed: Draft) => Prompt;
  readonly message: string;
  /** The field to write in next, in the experiment as it then is. */
  readonly focus: (cell: ExperimentCell) => string | null;
}

/** Puts another prompt into an experiment's draft and shows it; the draft it replaces is kept and one click away. */
export async function replacePrompt(c: Context, deps: AppDeps, { cell, form, change, message, focus }: NewPrompt) {
  const kept = await deps.drafts.change(cell.id, pageStamp(form), { typed: (draft) => draftFromForm(form, draft) });
  if (kept.kind === 'conflict') return answerConflict(c, kept);
  const typed = kept.cell.draft;
  const draft = { ...typed, prompt: change(typed) };
  const { replaced } = found(await deps.store.cells.replaceDraft(cell.id, draft), 'experiment');
  const undo = `/experiments/${cell.id}/replaced-drafts/${replaced}/restoration`;
  const edited = found(await deps.store.cells.experiment(cell.id), 'experiment');
  return editorAnswer(c, deps, { cell: edited, focus: focus(edited), toast: <Toast message={message} undo={undo} /> });
}

interface EditorAnswer {
  readonly cell: ExperimentCell;
  readonly focus: string | null;
  readonly toast: Child;
}

/** The editor with a changed draft: into the notebook's page, or, asked from another page, by going there. */
export async function editorAnswer(c: Context, deps: AppDeps, { cell, focus, toast }: EditorAnswer) {
  if (!isAskedFrom(c, `/notebooks/${cell.notebookId}`)) {
    return goTo(c, `/notebooks/${cell.notebookId}#${focus ?? domId('cell', cell.id)}`);
  }
  return fragment(
    c,
    <>
      {toast}
      <EditorReplacement
        cell={cell}
        steps={deps.drafts.steps(cell)}
        preview={await deps.starter.preview(cell.draft, cell.id)}
        focus={focus}
      />
    </>,
  );
}

/** Whether the page that asks is this one. */
function isAskedFrom(c: Context, path: string): boolean {
  const url = c.req.header('hx-current-url') ?? '';
  return URL.canParse(url) && new URL(url).pathname === path;
}
