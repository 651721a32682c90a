import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { domId } from '../../../views/dom-id.ts';
import { exampleInputId } from '../../../views/experiments/example-row.tsx';
import { exampleCount } from '../../../views/experiments/examples.tsx';
import { experimentForm } from '../../../views/experiments/form-id.ts';
import { ImportDialog, ImportPreview } from '../../../views/experiments/import-dialog.tsx';
import { Partial } from '../../../views/partial.tsx';
import { Toast } from '../../../views/toast.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import {
  addExamples,
  changeExample,
  duplicateExample,
  moveExample,
  removeExample,
  switchAllExamples,
} from '../../domain/prompt/example-edits.ts';
import type { Example } from '../../domain/prompt/prompt.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { type ExportFormat, exportExamples, MEDIA_TYPES } from '../../prompts/examples/export-examples.ts';
import { importExamplesApart } from '../../prompts/examples/import-apart.ts';
import type { ImportedExamples } from '../../prompts/examples/import-examples.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { answerChange, answerEdit } from './draft-answer.tsx';
import { windowOf, withEncodingOf } from './draft-form.ts';
import { importOptions } from './import-form.ts';

/** Example rows: add, switch, move, duplicate, delete, import and export. */
export function exampleRoutes(deps: AppDeps) {
  const { store, drafts } = deps;
  return new Hono()
    .post('/experiments/:id/examples', (c) => {
      const row = newRow();
      const focus = ({ id }: ExperimentCell) => exampleInputId(id, row.id);
      return answerEdit(c, deps, (prompt) => addExamples(prompt, [row]), { focus });
    })
    .post('/experiments/:id/examples/switch', (c) =>
      answerEdit(c, deps, (prompt, form) => switchAllExamples(prompt, form.get('on') === 'true')),
    )
    .post('/experiments/:id/examples/:row/switch', (c) =>
      answerEdit(c, deps, (prompt) => {
        const row = prompt.examples.find(({ id }) => id === rowParam(c));
        return row === undefined ? prompt : changeExample(prompt, rowParam(c), { enabled: !row.enabled });
      }),
    )
    .post('/experiments/:id/examples/:row/moves', (c) =>
      answerEdit(
        c,
        deps,
        (prompt, form) => moveExample(prompt, rowParam(c), placeOf(form) + (windowOf(form).rows ?? 0)),
        { movedAlready: true },
      ),
    )
    .post('/experiments/:id/examples/:row/duplicates', (c) =>
      answerEdit(c, deps, (prompt) => duplicateExample(prompt, rowParam(c), newRow().id)),
    )
    .post('/experiments/:id/examples/:row/deletion', (c) =>
      answerEdit(c, deps, (prompt) => removeExample(prompt, rowParam(c)), { also: deleted(idParam(c)) }),
    )
    .post('/experiments/:id/encoding', (c) => answerEdit(c, deps, (prompt, form) => withEncodingOf(form, prompt)))
    .get('/experiments/:id/examples/import', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      return fragment(c, <ImportDialog experiment={cell.id} />);
    })
    .post('/experiments/:id/examples/previews', async (c) => {
      const form = await formOf(c);
      const read = await readImport(form);
      return fragment(c, <ImportPreview experiment={idParam(c)} read={read} chosen={importOptions(form)} />);
    })
    .post('/experiments/:id/examples/imports', async (c) => {
      const { rows } = await readImport(await formOf(c));
      const added = rows.map((row) => ({ ...row, id: newRow().id }));
      const change = await drafts.change(idParam(c), null, {
        typed: (draft) => draft,
        edit: (prompt) => (added.length === 0 ? prompt : addExamples(prompt, added)),
      });
      return answerChange(c, deps, change, { also: imported(idParam(c), added.length) });
    })
    .get('/experiments/:id/:file{examples\\.(?:csv|tsv|jsonl|chat\\.jsonl)}', async (c) => {
      const cell = orNotFound(await store.cells.experiment(idParam(c)), 'experiment');
      const format = c.req.param('file').slice('examples.'.length) as ExportFormat;
      c.header('Content-Type', MEDIA_TYPES[format]);
      c.header('Content-Disposition', `attachment; filename="examples-${cell.id}.${format}"`);
      return c.body(exportExamples(cell.draft.prompt, format));
    });
}

function newRow(): Example & { readonly id: string } {
  return { id: randomUUID().slice(0, 8), input: '', output: '', enabled: true, tags: [] };
}

function rowParam(c: Context): string {
  return c.req.param('row') ?? '';
}

function placeOf(form: FormData): number {
  const to = Number(form.get('to') ?? Number.NaN);
  if (Number.isInteger(to)) return to;
  throw new ValidationError([{ path: 'to', message: 'to must be the place, from 0, of the row.' }]);
}

/** A file, or what was pasted; browsers send pasted line ends as CRLF. */
async function readImport(form: FormData): Promise<ImportedExamples> {
  const file = form.get('file');
  const pasted = form.get('text');
  const source =
    file instanceof File && file.size > 0
      ? new Uint8Array(await file.arrayBuffer())
      : String(pasted ?? '').replaceAll('\r\n', '\n');
  return importExamplesApart(source, importOptions(form));
}

function deleted(experiment: number) {
  return (
    <Toast message="Deleted the example." undo={`/experiments/${experiment}/undo`} form={experimentForm(experiment)} />
  );
}

function imported(experiment: number, count: number) {
  return (
    <>
      <Partial target={domId('experiment', experiment, 'dialog')} swap="innerHTML" />
      <Toast
        message={`Added ${exampleCount(count)}.`}
        undo={`/experiments/${experiment}/undo`}
        form={experimentForm(experiment)}
      />
    </>
  );
}
