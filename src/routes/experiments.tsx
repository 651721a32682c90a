import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { domId } from '../../views/dom-id.ts';
import { DraftFeedback } from '../../views/experiments/draft-feedback.tsx';
import { PromptEditor } from '../../views/experiments/prompt-editor.tsx';
import { RunKey } from '../../views/experiments/run-key.tsx';
import { Partial } from '../../views/partial.tsx';
import { LiveStream } from '../../views/runs/live-stream.tsx';
import { RunResults } from '../../views/runs/run-results.tsx';
import type { AppDeps } from '../app-deps.ts';
import { ROLES } from '../domain/message.ts';
import type { ExperimentCell } from '../domain/notebook.ts';
import type { Prompt } from '../domain/prompt.ts';
import { addMessage, changeRole, moveMessage, removeMessage } from '../domain/prompt-edits.ts';
import type { RunRequest } from '../domain/run.ts';
import { found } from '../errors.ts';
import { fragment, idParam } from './answer.tsx';
import { resultsProps } from './cell-props.ts';
import { draftFromForm } from './draft-form.ts';

/** Experiments: the draft as it is typed, structural edits of its prompt, and Run. */
export function experimentRoutes(deps: AppDeps) {
  const { store, starter } = deps;
  return new Hono()
    .put('/experiments/:id/title', async (c) => {
      const title = String((await c.req.formData()).get('title') ?? '')
        .slice(0, 200)
        .trim();
      found(await store.cells.renameExperiment(idParam(c), title === '' ? 'Experiment' : title), 'experiment');
      return c.body(null, 204);
    })
    .get('/experiments/:id/preview', async (c) => {
      const cell = found(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(c, <DraftFeedback cell={cell} preview={await starter.preview(cell.draft)} />);
    })
    .put('/experiments/:id/draft', async (c) => {
      const cell = await saveDraft(c, deps);
      return fragment(c, <DraftFeedback cell={cell} preview={await starter.preview(cell.draft)} />);
    })
    .post('/experiments/:id/messages', (c) => edit(c, deps, addMessage))
    .post('/experiments/:id/messages/:index/moves', (c) =>
      edit(c, deps, (prompt, index, form) =>
        moveMessage(prompt, index, form.get('direction') === 'up' ? 'up' : 'down'),
      ),
    )
    .post('/experiments/:id/messages/:index/deletion', (c) => edit(c, deps, removeMessage))
    .post('/experiments/:id/messages/:index/role', (c) =>
      edit(c, deps, (prompt, index, form) => {
        const role = ROLES.find((name) => name === form.getAll('role')[index]);
        return role === undefined ? prompt : changeRole(prompt, index, role);
      }),
    )
    .post('/experiments/:id/runs', async (c) => {
      const form = await c.req.formData();
      const cell = await saveForm(deps, found(await store.cells.experiment(idParam(c)), 'experiment'), form);
      const reading = await starter.read(cell.draft);
      if (!reading.ok)
        return fragment(c, <DraftFeedback cell={cell} preview={await starter.preview(cell.draft)} />, 422);
      return started(c, deps, { cell, request: reading.request, key: String(form.get('key') ?? '') });
    });
}

interface Pressed {
  readonly cell: ExperimentCell;
  readonly request: RunRequest;
  readonly key: string;
}

async function started(c: Context, deps: AppDeps, { cell, request, key }: Pressed) {
  const { run } = await deps.starter.start({
    experimentId: cell.id,
    prompt: cell.draft.prompt,
    request,
    idempotencyKey: key === '' ? null : `page:${key}`,
  });
  const view = found(await deps.runner.view(run.id), 'run');
  return fragment(
    c,
    <>
      <Partial target={domId('experiment', cell.id, 'run')} swap="innerHTML">
        <RunResults {...resultsProps(deps, view, cell.draft.settings)} />
      </Partial>
      <Partial target={domId('experiment', cell.id, 'key')}>
        <RunKey experiment={cell.id} value={randomUUID()} />
      </Partial>
      <Partial target="live">
        <LiveStream path={`/notebooks/${cell.notebookId}/events`} runs={deps.runner.liveRuns(cell.notebookId)} />
      </Partial>
      <DraftFeedback cell={cell} preview={await deps.starter.preview(cell.draft)} />
    </>,
  );
}

type PromptEdit = (prompt: Prompt, index: number, form: FormData) => Prompt;

/** Saves what was typed, applies a structural edit to it, and answers with the editor as it is then. */
async function edit(c: Context, deps: AppDeps, change: PromptEdit) {
  const form = await c.req.formData();
  const cell = found(await deps.store.cells.experiment(idParam(c)), 'experiment');
  const typed = draftFromForm(form, cell.draft);
  const draft = { ...typed, prompt: change(typed.prompt, Number(c.req.param('index') ?? Number.NaN), form) };
  await deps.store.cells.saveDraft(cell.id, draft);
  const edited = { ...cell, draft };
  return fragment(
    c,
    <>
      <PromptEditor cell={edited} />
      <DraftFeedback cell={edited} preview={await deps.starter.preview(draft)} />
    </>,
  );
}

async function saveDraft(c: Context, deps: AppDeps): Promise<ExperimentCell> {
  const cell = found(await deps.store.cells.experiment(idParam(c)), 'experiment');
  return saveForm(deps, cell, await c.req.formData());
}

async function saveForm({ store }: AppDeps, cell: ExperimentCell, form: FormData): Promise<ExperimentCell> {
  const draft = draftFromForm(form, cell.draft);
  await store.cells.saveDraft(cell.id, draft);
  return { ...cell, draft };
}
