import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import type { NotebookSummary } from '../../domain/notebook/notebook.ts';
import { idParam } from '../http/answer.tsx';
import { download } from '../http/download.ts';
import { fileOptions } from '../http/file-options.ts';
import { notebookIpynb } from '../notebook-ipynb.ts';
import { promptfooConfig } from '../promptfoo-config.ts';

/** Where a whole notebook may be sent to. */
export const NOTEBOOKS_PATH = '/api/v1/notebooks';

/** Notebooks over the API: which there are, and each as a file, out and in. */
export function apiNotebookRoutes(deps: AppDeps) {
  const { store, notebookFiles } = deps;
  return new Hono()
    .get('/notebooks', async (c) => {
      const notebooks = await store.notebooks.list(c.req.query('q') ?? '');
      return c.json({ notebooks: notebooks.map(notebookJson) });
    })
    .get('/notebooks/:id/file', async (c) => {
      const { bytes } = await notebookFiles.file(idParam(c), fileOptions(c));
      return download(c, bytes, { name: 'notebook.tempera.json', type: 'application/json' });
    })
    .get('/notebooks/:id/ipynb', async (c) => {
      c.header('Content-Type', 'application/x-ipynb+json');
      return c.body((await notebookIpynb(deps, idParam(c))).text);
    })
    .post('/notebooks', async (c) => {
      const body = await c.req.arrayBuffer();
      const { notebook, problems } = await notebookFiles.create({ body, type: 'application/json' });
      const { id, title } = notebook;
      c.header('Location', `${NOTEBOOKS_PATH}/${id}/file`);
      return c.json({ id, title, problems }, 201);
    })
    .get('/experiments/:id/promptfoo-config', async (c) => {
      c.header('Content-Type', 'application/yaml; charset=utf-8');
      return c.body(await promptfooConfig(deps, idParam(c)));
    });
}

function notebookJson({ id, title, starter, updatedAt }: NotebookSummary) {
  return { id, title, starter, changed_at: updatedAt.toISOString() };
}
