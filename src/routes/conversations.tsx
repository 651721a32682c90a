import { type Context, Hono } from 'hono';
import { CellView } from '../../views/cells/cell.tsx';
import { domId } from '../../views/dom-id.ts';
import { Conversation } from '../../views/experiments/conversation.tsx';
import { FocusOn, userMessageId } from '../../views/experiments/editor-replacement.tsx';
import { Partial } from '../../views/partial.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { Completion } from '../domain/completion.ts';
import { answersIn, branchAfter, replyTo, type Turn } from '../domain/conversation.ts';
import type { ExperimentCell } from '../domain/notebook.ts';
import type { Prompt } from '../domain/prompt.ts';
import type { RunWithPrompt } from '../domain/run.ts';
import { escapeText } from '../domain/template.ts';
import { AppError, found } from '../errors.ts';
import { fragment, idParam } from './answer.tsx';
import { cellProps } from './cell-props.ts';
import { answerConflict } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';
import { editorAnswer, replacePrompt } from './editor-answer.tsx';

/** What becomes of an answer: the next turn of its conversation, or an example; and ways to go on from an earlier turn. */
export function conversationRoutes(deps: AppDeps) {
  const { store, models, drafts } = deps;
  return new Hono()
    .post('/completions/:id/replies', async (c) => {
      const { completion, run, cell } = await answerOf(c, deps);
      return replacePrompt(c, deps, {
        cell,
        form: await formOf(c),
        change: () => replyTo(run.prompt, completion.text),
        message: 'The answer joined the conversation. Write what you reply.',
        focus: userMessageId,
      });
    })
    .post('/completions/:id/examples', async (c) => {
      const { completion, run, cell } = await answerOf(c, deps);
      const input = await askedOf(deps, run);
      return replacePrompt(c, deps, {
        cell,
        form: await formOf(c),
        change: ({ prompt }) => withExample(prompt, escapeText(input), escapeText(completion.text)),
        message: 'Added as the last example.',
        focus: () => null,
      });
    })
    .get('/experiments/:id/conversation', async (c) => {
      const cell = found(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(
        c,
        <Conversation experiment={cell.id} turns={await turnsOf(deps, cell)} reference={models.reference()} />,
      );
    })
    .post('/experiments/:id/messages/:index/branches', async (c) => {
      const cell = found(await store.cells.experiment(idParam(c)), 'experiment');
      const form = await formOf(c);
      const kept = await drafts.change(cell.id, pageStamp(form), { typed: (draft) => draftFromForm(form, draft) });
      if (kept.kind === 'conflict') return answerConflict(c, kept);
      const { draft } = kept.cell;
      const index = Number(c.req.param('index'));
      if (draft.prompt.messages[index] === undefined) throw new AppError(404, 'not-found', 'There is no such turn.');
      const branch = await store.cells.addExperiment(cell.notebookId, {
        title: `${cell.title} (branch)`.slice(0, 200),
        draft: { ...draft, prompt: branchAfter(draft.prompt, index) },
        after: cell.id,
      });
      return fragment(
        c,
        <>
          <Partial target={domId('cell', cell.id)} swap="afterend">
            <CellView {...(await cellProps(deps, branch))} />
          </Partial>
          <FocusOn id={userMessageId(branch)} />
        </>,
      );
    })
    .post('/experiments/:id/replaced-drafts/:draft/restoration', async (c) => {
      const cell = await store.cells.bringBackDraft(idParam(c), idParam(c, 'draft'));
      return editorAnswer(c, deps, {
        cell: found(cell, 'draft'),
        focus: null,
        toast: <hx-partial hx-target="#toasts" hx-swap="innerHTML" />,
      });
    });
}

interface Answer {
  readonly completion: Completion;
  readonly run: RunWithPrompt;
  readonly cell: ExperimentCell;
}

/** An answer with the prompt that got it and the experiment it belongs to. */
async function answerOf(c: Context, { store }: AppDeps): Promise<Answer> {
  const completion = found(await store.completions.get(idParam(c)), 'answer');
  if (completion.text === '' || !(completion.status === 'done' || completion.status === 'incomplete')) {
    throw new AppError(409, 'no-answer', 'There is no answer here to go on with.');
  }
  const run = found(await store.runs.get(completion.runId), 'run');
  return { completion, run, cell: found(await store.cells.experiment(run.experimentId), 'experiment') };
}

/** The user message that was answered: as it was sent, but without examples that were written into it. */
async function askedOf({ store }: AppDeps, run: RunWithPrompt): Promise<string> {
  const asked = run.prompt.encoding === 'inline' ? run.prompt.messages : await store.runs.messages(run.id);
  return asked.at(-1)?.content ?? '';
}

function withExample(prompt: Prompt, input: string, output: string): Prompt {
  return { ...prompt, examples: [...prompt.examples, { input, output, enabled: true, tags: [] }] };
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

/** A request without a body has no form; then nothing was typed. */
async function formOf(c: Context): Promise<FormData> {
  return c.req.header('content-type') === undefined ? new FormData() : await c.req.formData();
}
