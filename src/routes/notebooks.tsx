import { Hono } from 'hono';
import { NotebookPage } from '../../views/notebooks/notebook-page.tsx';
import { Toast } from '../../views/toast.tsx';
import type { AppDeps } from '../app-deps.ts';
import { DEFAULT_SETTINGS } from '../domain/notebook.ts';
import { EMPTY_PROMPT } from '../domain/prompt.ts';
import { orNotFound } from '../errors.ts';
import { cellProps } from './experiments/cell-props.ts';
import { fragment, goTo, idParam, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** Notebooks: open, make, rename, duplicate, delete and bring back. */
export function notebookRoutes(deps: AppDeps) {
  const { store, runner, models } = deps;
  return new Hono()
    .post('/notebooks', async (c) => {
      const notebook = await store.notebooks.create('Untitled notebook');
      const draft = { prompt: EMPTY_PROMPT, settings: { ...DEFAULT_SETTINGS, model: await models.defaultModel() } };
      await store.cells.addExperiment(notebook.id, { title: 'Experiment', draft });
      return goTo(c, `/notebooks/${notebook.id}`);
    })
    .get('/notebooks/:id', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const cells = await store.cells.list(notebook.id);
      const props = await Promise.all(cells.map((cell) => cellProps(deps, cell)));
      const liveRuns = runner.liveRuns(notebook.id);
      return page(
        c,
        <NotebookPage notebook={notebook} cells={props} liveRuns={liveRuns} context={pageContext(deps)} />,
      );
    })
    .put('/notebooks/:id/title', async (c) => {
      const title = String((await formOf(c)).get('title') ?? '')
        .slice(0, 200)
        .trim();
      orNotFound(await store.notebooks.rename(idParam(c), title === '' ? 'Untitled notebook' : title), 'notebook');
      return c.body(null, 204);
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
