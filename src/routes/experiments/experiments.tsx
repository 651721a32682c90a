import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { CellView } from '../../../views/cells/cell.tsx';
import { domId } from '../../../views/dom-id.ts';
import { DraftFeedback } from '../../../views/experiments/draft-feedback.tsx';
import { addedMessageId } from '../../../views/experiments/focus-on.tsx';
import { experimentForm } from '../../../views/experiments/form-id.ts';
import { RunKey } from '../../../views/experiments/run-key.tsx';
import { MessageLists } from '../../../views/experiments/sent-messages.tsx';
import { Partial } from '../../../views/partial.tsx';
import { LiveStream } from '../../../views/runs/live-stream.tsx';
import { RunResults } from '../../../views/runs/run-results.tsx';
import { RunStop } from '../../../views/runs/run-stop.tsx';
import { stopPlaceId } from '../../../views/sweep/sweep-bar.tsx';
import { NoToast } from '../../../views/toast.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { EditorWindow } from '../../domain/notebook/editor-window.ts';
import type { Draft, ExperimentCell } from '../../domain/notebook/notebook.ts';
import { ROLES } from '../../domain/prompt/message.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import { addMessage, changeRole, moveMessage, removeMessage } from '../../domain/prompt/prompt-edits.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { orNotFound } from '../../errors.ts';
import type { Confirmed } from '../../planning/run-continuation.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { cellProps, resultsProps } from './cell-props.ts';
import { answerChange, answerConflict, answerEdit, savedChange, saveForm } from './draft-answer.tsx';
import { draftFromForm, pageStamp, windowOf, withEncodingOf } from './draft-form.ts';

/** Experiments: the draft as it is typed, structural edits of its conversation, undo, conflicts, and Run. */
export function experimentRoutes(deps: AppDeps) {
  const { store, previews, drafts } = deps;
  return new Hono()
    .put('/experiments/:id/title', async (c) => {
      const title = String((await formOf(c)).get('title') ?? '')
        .slice(0, 200)
        .trim();
      orNotFound(await store.cells.renameExperiment(idParam(c), title === '' ? 'Experiment' : title), 'experiment');
      return c.body(null, 204);
    })
    .get('/experiments/:id/preview', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(c, <DraftFeedback cell={cell} preview={await previews.of(cell.draft, cell.id)} />);
    })
    .get('/experiments/:id/messages', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(c, <MessageLists lists={await previews.messages(cell.draft, cell.id)} />);
    })
    .put('/experiments/:id/draft', (c) => answerEdit(c, deps))
    .post('/experiments/:id/messages', (c) => answerEdit(c, deps, addMessage, { focus: addedMessageId }))
    .post('/experiments/:id/messages/:index/moves', (c) =>
      answerEdit(c, deps, (prompt, form) =>
        moveMessage(prompt, messageIndex(c), form.get('direction') === 'up' ? 'up' : 'down'),
      ),
    )
    .post('/experiments/:id/messages/:index/deletion', (c) =>
      answerEdit(c, deps, (prompt) => removeMessage(prompt, messageIndex(c))),
    )
    .post('/experiments/:id/messages/:index/role', (c) => {
      const index = messageIndex(c);
      const chosen = (prompt: Prompt, form: FormData) => {
        const role = ROLES.find((name) => name === form.getAll('role')[index]);
        return role === undefined ? prompt : changeRole(prompt, index, role);
      };
      return answerEdit(c, deps, chosen, {
        typed: (form, draft) => withRoleOf(draft, draftFromForm(form, draft), index),
      });
    })
    .post('/experiments/:id/undo', (c) => retrace(c, deps, 'undo'))
    .post('/experiments/:id/redo', (c) => retrace(c, deps, 'redo'))
    .post('/experiments/:id/conflict', async (c) => {
      const form = await formOf(c);
      const keep = form.get('keep');
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      const edit = (prompt: Prompt) => withEncodingOf(form, prompt);
      const typed = (draft: Draft) => draftFromForm(form, draft);
      if (keep === 'mine') await drafts.change(cell.id, pageStamp(form, true), { typed, edit });
      const copy = keep === 'both' ? await addCopy(deps, cell, typed(cell.draft)) : null;
      return shownAnew(c, deps, cell.id, copy);
    })
    .post('/experiments/:id/runs', async (c) => {
      const { form, change } = await saveForm(c, deps);
      if (change.kind === 'conflict') return answerConflict(c, change);
      const { cell } = change;
      const draft = form.get('compare') === 'encodings' ? comparingEncodings(cell.draft) : cell.draft;
      const reading = await previews.read(draft, cell.id);
      if (!reading.ok)
        return fragment(
          c,
          <DraftFeedback cell={cell} preview={await previews.of(draft, cell.id)} window={windowOf(form)} asked />,
          422,
        );
      const request =
        form.get('compare') === 'encodings' ? { ...reading.request, columns: 'variant' as const } : reading.request;
      const window = windowOf(form);
      const compare: Record<string, string> = form.get('compare') === 'encodings' ? { compare: 'encodings' } : {};
      const again = {
        fields: compare,
        include: `#${experimentForm(cell.id)}`,
        also: () => savedChange(deps, change, { window }),
      };
      const pressed = { change, request, window, key: String(form.get('key') ?? ''), confirmed: confirmationOf(form) };
      return askingFirst(c, again, () => started(c, deps, pressed));
    });
}

/** What was typed, but for the role that an edit is about to change. */
function withRoleOf(kept: Draft, typed: Draft, index: number): Draft {
  const role = kept.prompt.messages[index]?.role;
  return role === undefined ? typed : { ...typed, prompt: changeRole(typed.prompt, index, role) };
}

interface Pressed {
  readonly change: Extract<Awaited<ReturnType<typeof saveForm>>['change'], { kind: 'saved' }>;
  readonly request: RunRequest;
  readonly window: EditorWindow;
  readonly key: string;
  readonly confirmed: Confirmed;
}

async function started(
  c: Context,
  deps: AppDeps,
  { change, request, window, key, confirmed }: Pressed,
): Promise<Response> {
  const { cell } = change;
  const { run } = await deps.starter.start({
    experimentId: cell.id,
    prompt: cell.draft.prompt,
    request,
    idempotencyKey: key === '' ? null : `page:${key}`,
    asks: 'unbounded',
    ...confirmed,
  });
  const view = orNotFound(await deps.runner.view(run.id), 'run');
  return fragment(
    c,
    <>
      <Partial target={domId('experiment', cell.id, 'run')} swap="innerHTML">
        <RunResults {...resultsProps(deps, view, cell.draft.settings)} />
      </Partial>
      <Partial target={stopPlaceId(cell.id)} swap="innerHTML">
        <RunStop run={view} />
      </Partial>
      <Partial target={domId('experiment', cell.id, 'key')}>
        <RunKey experiment={cell.id} value={randomUUID()} />
      </Partial>
      <Partial target="live">
        <LiveStream path={`/notebooks/${cell.notebookId}/events`} runs={deps.runner.liveRuns(cell.notebookId)} />
      </Partial>
      {await savedChange(deps, change, { window })}
    </>,
  );
}

/** The same draft, asked once with each encoding. */
function comparingEncodings(draft: Draft): Draft {
  return { ...draft, settings: { ...draft.settings, variant: 'turns, inline' } };
}

async function retrace(c: Context, deps: AppDeps, direction: 'undo' | 'redo') {
  const form = await formOf(c);
  const change = await deps.drafts.retrace(idParam(c), pageStamp(form), {
    direction,
    typed: (draft) => draftFromForm(form, draft),
  });
  return answerChange(c, deps, change, { window: windowOf(form), also: <NoToast /> });
}

async function addCopy({ store }: AppDeps, cell: ExperimentCell, draft: Draft): Promise<ExperimentCell> {
  return store.cells.addExperiment(cell.notebookId, { title: `${cell.title} (my text)`, draft, after: cell.id });
}

/** The experiment as it is kept, in place of what the page shows, and a copy after it if one was made. */
async function shownAnew(c: Context, deps: AppDeps, id: number, copy: ExperimentCell | null) {
  const cell = orNotFound(await deps.store.cells.experiment(id), 'experiment');
  return fragment(
    c,
    <>
      <Partial target={domId('cell', id)}>
        <CellView {...(await cellProps(deps, cell))} />
      </Partial>
      {copy !== null && (
        <Partial target={domId('cell', id)} swap="afterend">
          <CellView {...(await cellProps(deps, copy))} />
        </Partial>
      )}
    </>,
  );
}

function messageIndex(c: Context): number {
  return Number(c.req.param('index') ?? Number.NaN);
}
