import { type Context, Hono } from 'hono';
import type { AppDeps } from '../app-deps.ts';
import { attachment, fileNameOf } from '../platform/attachment.ts';
import { goTo, idParam } from './http/answer.tsx';

const IMPORTS = '/notebooks/imports';

/** Whether a whole notebook may be sent to this path. */
export function isImport(path: string): boolean {
  return path === IMPORTS || /^\/experiments\/\d+\/cases\/imports$/.test(path);
}

/** Notebooks as files: export, import, and a page to share. */
export function notebookFileRoutes({ notebookFiles, assets, provider, store }: AppDeps) {
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
    .post(IMPORTS, async (c) => {
      const body = await c.req.arrayBuffer();
      const notebook = await notebookFiles.create({ body, type: c.req.header('content-type') ?? '' });
      return goTo(c, `/notebooks/${notebook.id}`);
    });
}

const BYTES_AT_ONCE = 256 * 1024;

function download(
  c: Context,
  bytes: Uint8Array<ArrayBuffer>,
  { name, type }: { readonly name: string; readonly type: string },
) {
  return c.body(inPieces(bytes), 200, {
    'Content-Type': type,
    'Content-Length': String(bytes.length),
    'Content-Disposition': attachment(name),
    'X-Content-Type-Options': 'nosniff',
  });
}

/** Twenty megabytes at once would hold the event loop up while they are written. */
function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(from, from + BYTES_AT_ONCE));
      from += BYTES_AT_ONCE;
    },
  });
}

/** What is to be said of the answers of a demonstration, by connection. */
function demoLabels(provider: Pick<AppDeps['provider'], 'connections'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    provider.connections().flatMap(({ id, demoLabel }) => (demoLabel === null ? [] : [[id, demoLabel]])),
  );
}
