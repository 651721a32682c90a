import { Hono } from 'hono';
import type { AppDeps } from '../app-deps.ts';
import { fileNameOf } from '../platform/attachment.ts';
import { NOTEBOOKS_PATH } from './api/notebooks.ts';
import { goTo, idParam } from './http/answer.tsx';
import { download } from './http/download.ts';
import { promptfooConfig } from './promptfoo-config.ts';

const IMPORTS = '/notebooks/imports';

/** Whether a whole notebook may be sent to this path. */
export function isImport(path: string): boolean {
  return path === IMPORTS || path === NOTEBOOKS_PATH || /^\/experiments\/\d+\/cases\/imports$/.test(path);
}

/** Notebooks as files: export, import, and a page to share. */
export function notebookFileRoutes(deps: AppDeps) {
  const { notebookFiles, assets, provider, store } = deps;
  return new Hono()
    .get('/notebooks/:id/file', async (c) => {
      const withResults = c.req.query('results') === 'true';
      const { title, bytes } = await notebookFiles.file(idParam(c), { withResults });
      return download(c, bytes, { name: `${fileNameOf(title, 'notebook')}.tempera.json`, type: 'application/json' });
    })
    .get('/notebooks/:id/share', async (c) => {
      const zone = store.timeZones.days.calendar.zone;
      const page = { demoLabels: demoLabels(provider), styles: assets.shareStyles, zone };
      const { title, bytes } = await notebookFiles.page(idParam(c), page);
      return download(c, bytes, { name: `${fileNameOf(title, 'notebook')}.html`, type: 'text/html; charset=utf-8' });
    })
    .get('/experiments/:id/promptfooconfig.yaml', async (c) => {
      const bytes = new TextEncoder().encode(await promptfooConfig(deps, idParam(c)));
      return download(c, bytes, { name: 'promptfooconfig.yaml', type: 'application/yaml; charset=utf-8' });
    })
    .post(IMPORTS, async (c) => {
      const body = await c.req.arrayBuffer();
      const { notebook } = await notebookFiles.create({ body, type: c.req.header('content-type') ?? '' });
      return goTo(c, `/notebooks/${notebook.id}`);
    });
}

/** What is to be said of the answers of a demonstration, by connection. */
function demoLabels(provider: Pick<AppDeps['provider'], 'connections'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    provider.connections().flatMap(({ id, demoLabel }) => (demoLabel === null ? [] : [[id, demoLabel]])),
  );
}
