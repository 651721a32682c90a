import { type Context, Hono } from 'hono';
import { CellView } from '../../../views/cells/cell.tsx';
import { resultName } from '../../../views/completions/tool-calls.tsx';
import { domId } from '../../../views/dom-id.ts';
import { FocusOn, lastOutputId, userMessageId } from '../../../views/experiments/focus-on.tsx';
import { experimentForm } from '../../../views/experiments/form-id.ts';
import { Turns } from '../../../views/experiments/turns.tsx';
import { plural } from '../../../views/format.ts';
import { Partial } from '../../../views/partial.tsx';
import { Toast } from '../../../views/toast.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import {
  answersIn,
  branchAfter,
  questionOf,
  replyTo,
  type Turn,
  withExample,
  withResults,
} from '../../domain/prompt/conversation.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import { answerText } from '../../domain/prompt/tool.ts';
import { fixedResult } from '../../domain/prompt/tool-fields.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { AppError, orNotFound } from '../../errors.ts';
import { fragment, goTo, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { askedPrompt } from '../runs/asked-prompt.ts';
import { cellProps } from './cell-props.ts';
import { answerChange, answerConflict, saveForm } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

/** What becomes of an answer: the next turn of its conversation, or an example; and ways to go on from an earlier turn. */
export function conversationRoutes(deps: AppDeps) {
  const { store, models } = deps;
  return new Hono()
    .post('/completions/:id/replies', async (c) => {
      const answer = await answerOf(c, deps);
      return changePrompt(c, deps, {
        cell: answer.cell,
        edit: () => replyTo(answer.prompt, answer.completion.text),
        message: () => 'The answer joined the conversation. Write what you reply.',
        focus: userMessageId,
      });
    })
    .post('/completions/:id/results', async (c) => {
      const { cell, prompt, completion } = await answerOf(c, deps);
      return changePrompt(c, deps, {
        cell,
        edit: (_, form) => withResults(prompt, completion, resultsOf(form, completion, cell)),
        message: () => 'The calls and their results joined the conversation. Run goes on from there.',
        focus: userMessageId,
      });
    })
    .post('/completions/:id/examples', async (c) => {
      const answer = await answerOf(c, deps);
      return changePrompt(c, deps, {
        cell: answer.cell,
        edit: (prompt) => withExample(prompt, questionOf(answer.prompt), answer.completion.text),
        message: addedText,
        focus: lastOutputId,
      });
    })
    .get('/experiments/:id/turns', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(
        c,
        <Turns experiment={cell.id} turns={await turnsOf(deps, cell)} reference={models.reference()} />,
      );
    })
    .post('/experiments/:id/messages/:index/branches', async (c) => {
      const { change } = await saveForm(c, deps);
      if (change.kind === 'conflict') return answerConflict(c, change);
      const { cell } = change;
      const index = Number(c.req.param('index'));
      if (cell.draft.prompt.messages[index] === undefined)
        throw new AppError(404, 'not-found', 'There is no such turn.');
      const branch = await store.cells.addExperiment(cell.notebookId, {
        title: `${cell.title} (branch)`.slice(0, 200),
        draft: { ...cell.draft, prompt: branchAfter(cell.draft.prompt, index) },
        after: cell.id,
      });
      const placed = (
        <>
          <Partial target={domId('cell', cell.id)} swap="afterend">
            <CellView {...(await cellProps(deps, branch))} />
          </Partial>
          <FocusOn id={userMessageId(branch)} />
        </>
      );
      return answerChange(c, deps, change, { also: placed });
    });
}

/** What was typed as the result of each call; where nothing was, the fixed text of its function. */
function resultsOf(form: FormData, { id, toolCalls = [] }: Completion, cell: ExperimentCell): readonly string[] {
  const settings = draftFromForm(form, cell.draft).settings;
  return toolCalls.map((call, index) => {
    const typed = form.get(resultName(id, index));
    const text = typeof typed === 'string' ? typed.replace(/\r\n?/g, '\n') : '';
    return text === '' ? fixedResult(settings, call) : text;
  });
}

interface PromptChange {
  readonly cell: ExperimentCell;
  readonly edit: (typed: Prompt, form: FormData) => Prompt;
  /** What was done, of the experiment as it then is. */
  readonly message: (cell: ExperimentCell) => string;
  /** The field to write in next, in the experiment as it then is. */
  readonly focus: (cell: ExperimentCell) => string;
}

/** Changes the prompt as any structural edit does, with the last keystrokes kept; asked from another page, by going there. */
async function changePrompt(c: Context, deps: AppDeps, { cell, edit, message, focus }: PromptChange) {
  const form = c.req.header('content-type') === undefined ? new FormData() : await formOf(c);
  const change = await deps.drafts.change(cell.id, pageStamp(form), {
    typed: (draft) => draftFromForm(form, draft),
    edit: (typed) => edit(typed, form),
  });
  if (change.kind === 'conflict') return answerConflict(c, change);
  if (!isAskedFrom(c, `/notebooks/${cell.notebookId}`)) {
    return goTo(c, `/notebooks/${cell.notebookId}#${focus(change.cell)}`);
  }
  const undo = `/experiments/${cell.id}/undo`;
  const also = <Toast message={message(change.cell)} undo={undo} form={experimentForm(cell.id)} />;
  return answerChange(c, deps, change, { also, focus });
}

/** Says where the answer went and what else that changes. */
function addedText({ draft: { prompt } }: ExperimentCell): string {
  const sent = prompt.examples.filter(({ enabled }) => enabled).length;
  const place = `Added as example ${prompt.examples.length}: correct its output here.`;
  return `${place} Requests now carry ${plural(sent, 'example')}; these answers were given without it.`;
}

/** Whether the page that asks is this one. */
function isAskedFrom(c: Context, path: string): boolean {
  const url = c.req.header('hx-current-url') ?? '';
  return URL.canParse(url) && new URL(url).pathname === path;
}

interface Answer {
  readonly completion: Completion;
  /** What was asked, by its variant if it has one. */
  readonly prompt: Prompt;
  readonly cell: ExperimentCell;
}

/** An answer with the prompt that got it and the experiment it belongs to. */
async function answerOf(c: Context, deps: AppDeps): Promise<Answer> {
  const { store } = deps;
  const completion = orNotFound(await store.completions.get(idParam(c)), 'answer');
  if (answerText(completion) === '' || !(completion.status === 'done' || completion.status === 'incomplete')) {
    throw new AppError(409, 'no-answer', 'There is no answer here to go on with.');
  }
  const { run, prompt } = await askedPrompt(deps, completion);
  return { completion, prompt, cell: orNotFound(await store.cells.experiment(run.experimentId), 'experiment') };
}

async function turnsOf({ store }: AppDeps, cell: ExperimentCell): Promise<readonly Turn[]> {
  return await Promise.all(
    answersIn(cell.draft.prompt).map(async ({ index, text, asked }) => ({
      index,
      text,
      completion: await store.completions.thatAnswered(cell.notebookId, { asked, text }),
    })),
  );
}
