import { Hono } from 'hono';
import { NotebookPage, NotebookTitle, UNTITLED } from '../../views/notebooks/notebook-page.tsx';
import { Toast } from '../../views/toast.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { Notebook } from '../domain/notebook/notebook.ts';
import { DEFAULT_SETTINGS } from '../domain/notebook/notebook.ts';
import { titleOf } from '../domain/notebook/title.ts';
import { EMPTY_PROMPT } from '../domain/prompt/prompt.ts';
import { orNotFound } from '../errors.ts';
import { cellProps } from './experiments/cell-props.ts';
import { fragment, goTo, idParam, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** Notebooks: open, make, rename, duplicate, delete and bring back. */
export function notebookRoutes(deps: AppDeps) {
  const { store, runner, models, provider } = deps;
  return new Hono()
    .post('/notebooks', async (c) => {
      const notebook = await store.notebooks.create(UNTITLED);
      const draft = { prompt: EMPTY_PROMPT, settings: { ...DEFAULT_SETTINGS, model: await models.defaultModel() } };
      await store.cells.addExperiment(notebook.id, { title: 'Experiment', draft });
      return goTo(c, `/notebooks/${notebook.id}`);
    })
    .get('/notebooks/:id', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const cells = await store.cells.list(notebook.id);
      const props = await Promise.all(cells.map((cell) => cellProps(deps, cell)));
      const shown = {
        notebook,
        cells: props,
        summary: orNotFound(await store.notebooks.summary(notebook.id), 'notebook'),
        isFree: (connection: string) => provider.connection(connection)?.free ?? false,
        liveRuns: runner.liveRuns(notebook.id),
      };
      return page(c, <NotebookPage {...shown} context={pageContext(deps)} />);
    })
    .put('/notebooks/:id/title', async (c) => {
      const title = String((await formOf(c)).get('title') ?? '')
        .slice(0, 200)
        .trim();
      orNotFound(await store.notebooks.rename(idParam(c), title === '' ? UNTITLED : title), 'notebook');
      return c.body(null, 204);
    })
    .post('/notebooks/:id/title-from-message', async (c) => {
      const form = await formOf(c);
      const roles = form.getAll('role');
      const first = form.getAll('content').find((text, index) => roles[index] === 'user' && text !== '');
      const title = titleOf(typeof first === 'string' ? first : '');
      const found = title === '' ? store.notebooks.get(idParam(c)) : store.notebooks.rename(idParam(c), title);
      return fragment(c, <Renamed notebook={orNotFound(await found, 'notebook')} />);
    })
    .post('/notebooks/:id/duplicates', async (c) => {
      const original = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const copy = orNotFound(await store.notebooks.duplicate(original.id, `${original.title} (copy)`), 'notebook');
      return goTo(c, `/notebooks/${copy.id}`);
    })
    .delete('/notebooks/:id', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      await store.notebooks.remove(notebook.id);
      return fragment(
        c,
        <Toast message={`Deleted “${notebook.title}”.`} undo={`/notebooks/${notebook.id}/restoration`} />,
      );
    })
    .post('/notebooks/:id/restoration', async (c) => {
      orNotFound(await store.notebooks.restore(idParam(c)), 'notebook');
      return goTo(c, '/');
    });
}

/** The new title in its field; the offer has been taken. */
function Renamed({ notebook }: { readonly notebook: Notebook }) {
  return (
    <>
      <hx-partial hx-target=".title > h1" hx-swap="outerHTML">
        <NotebookTitle notebook={notebook} />
      </hx-partial>
      {notebook.title !== UNTITLED && <hx-partial hx-target=".title-offer" hx-swap="delete" />}
    </>
  );
}
