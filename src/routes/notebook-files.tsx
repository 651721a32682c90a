import { type Context, Hono } from 'hono';
import { SharedNotebook } from '../../views/notebooks/shared-notebook.tsx';
import type { AppDeps } from '../app-deps.ts';
import { AppError, found, ValidationError } from '../errors.ts';
import { BODY_LIMITS } from '../guards/limits.ts';
import { readJson } from '../guards/parse-json.ts';
import { PRACTICE_LABEL } from '../practice/label.ts';
import { goTo, idParam, pageMarkup } from './answer.tsx';
import { readNotebookFile } from './notebook-file/read.ts';
import { writeNotebookFile } from './notebook-file/write.ts';

const IMPORTS = '/notebooks/imports';

/** Whether a whole notebook may be sent to this path. */
export function isImport(path: string): boolean {
  return path === IMPORTS;
}

/** Notebooks as files: export, import, and a page to share. */
export function notebookFileRoutes(deps: AppDeps) {
  const { store } = deps;
  return new Hono()
    .get('/notebooks/:id/file', async (c) => {
      const withResults = c.req.query('results') === 'true';
      const content = found(await store.notebookContents.get(idParam(c), { withResults }), 'notebook');
      const text = writeNotebookFile(content);
      if (Buffer.byteLength(text) > BODY_LIMITS.imports) throw tooLargeToComeBack(withResults);
      return download(c, text, { name: `${fileName(content.title)}.tempera.json`, type: 'application/json' });
    })
    .get('/notebooks/:id/share', async (c) => {
      const content = found(await store.notebookContents.get(idParam(c), { withResults: true }), 'notebook');
      const html = await pageMarkup(
        <SharedNotebook content={content} practiceLabel={PRACTICE_LABEL} styles={deps.assets.shareStyles} />,
      );
      return download(c, html, { name: `${fileName(content.title)}.html`, type: 'text/html; charset=utf-8' });
    })
    .post(IMPORTS, async (c) => {
      const content = readNotebookFile(readJson(await textOf(c)));
      const notebook = await store.notebookContents.create(content);
      return goTo(c, `/notebooks/${notebook.id}`);
    });
}

/** The file's text: as a form sends it, or as it is. */
async function textOf(c: Context): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return await c.req.text();
  const form = await c.req.formData().catch((cause: unknown) => {
    throw new AppError(400, 'bad-form', 'The form cannot be read.', { cause });
  });
  const file = form.get('file');
  if (typeof file === 'string' || file === null || file.size === 0) {
    throw new ValidationError([{ path: 'file', message: 'Choose a notebook file, as Export makes it.' }]);
  }
  return await file.text();
}

function download(c: Context, text: string, { name, type }: { readonly name: string; readonly type: string }) {
  return c.body(text, 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'X-Content-Type-Options': 'nosniff',
  });
}

/** A title as a file name on any system: letters, digits and dashes. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'notebook' : plain;
}

function tooLargeToComeBack(withResults: boolean): AppError {
  const size = `${BODY_LIMITS.imports / 1_000_000} MB, more than could be imported again`;
  const message = `The file would be larger than ${size}.${withResults ? ' Export it without results.' : ''}`;
  return new AppError(422, 'too-large', message);
}
