import { Hono } from 'hono';
import { ImportFound } from '../../views/notebooks/import-found.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { NotebookPreview } from '../domain/notebook/notebook-preview.ts';
import { AppError } from '../errors.ts';
import type { NotebookUpload } from '../notebook-file/jobs.tsx';
import { fileNameOf } from '../platform/attachment.ts';
import { NOTEBOOKS_PATH } from './api/notebooks.ts';
import { fragment, goTo, idParam } from './http/answer.tsx';
import { download } from './http/download.ts';
import { fileOptions } from './http/file-options.ts';
import { notebookIpynb } from './notebook-ipynb.ts';
import { promptfooConfig } from './promptfoo-config.ts';

const IMPORTS = '/notebooks/imports';
const PREVIEWS = `${IMPORTS}/previews`;

/** Whether a whole notebook may be sent to this path. */
export function isImport(path: string): boolean {
  return [IMPORTS, PREVIEWS, NOTEBOOKS_PATH].includes(path) || /^\/experiments\/\d+\/cases\/imports$/.test(path);
}

/** Notebooks as files: export, import, and a page to share. */
export function notebookFileRoutes(deps: AppDeps) {
  const { notebookFiles, assets, provider, store } = deps;
  return new Hono()
    .get('/notebooks/:id/file', async (c) => {
      const { title, bytes } = await notebookFiles.file(idParam(c), fileOptions(c));
      return download(c, bytes, { name: `${fileNameOf(title, 'notebook')}.tempera.json`, type: 'application/json' });
    })
    .get('/notebooks/:id/ipynb', async (c) => {
      const { title, text } = await notebookIpynb(deps, idParam(c));
      const name = `${fileNameOf(title, 'notebook')}.ipynb`;
      return download(c, new TextEncoder().encode(text), { name, type: 'application/x-ipynb+json' });
    })
    .get('/notebooks/:id/share', async (c) => {
      const zone = store.timeZones.days.calendar.zone;
      const connectionNames = deps.connections.names();
      const page = { demoLabels: demoLabels(provider), connectionNames, styles: assets.shareStyles, zone };
      const { title, bytes } = await notebookFiles.page(idParam(c), page);
      return download(c, bytes, { name: `${fileNameOf(title, 'notebook')}.html`, type: 'text/html; charset=utf-8' });
    })
    .get('/experiments/:id/promptfooconfig.yaml', async (c) => {
      const bytes = new TextEncoder().encode(await promptfooConfig(deps, idParam(c)));
      return download(c, bytes, { name: 'promptfooconfig.yaml', type: 'application/yaml; charset=utf-8' });
    })
    .post(PREVIEWS, async (c) => {
      const body = await c.req.arrayBuffer();
      const found = await previewOf(deps, { body, type: c.req.header('content-type') ?? '' });
      return fragment(c, <ImportFound found={found} />);
    })
    .post(IMPORTS, async (c) => {
      const body = await c.req.arrayBuffer();
      const { notebook } = await notebookFiles.create({ body, type: c.req.header('content-type') ?? '' });
      return goTo(c, `/notebooks/${notebook.id}`);
    });
}

/** What a file holds; why it cannot be read, where it cannot. */
export async function previewOf(
  { notebookFiles }: Pick<AppDeps, 'notebookFiles'>,
  upload: NotebookUpload,
): Promise<NotebookPreview | string> {
  try {
    return await notebookFiles.preview(upload);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** What is to be said of the answers of a demonstration, by connection. */
function demoLabels(provider: Pick<AppDeps['provider'], 'connections'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    provider.connections().flatMap(({ id, demoLabel }) => (demoLabel === null ? [] : [[id, demoLabel]])),
  );
}
