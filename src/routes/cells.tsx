import { type Context, Hono } from 'hono';
import { CellView } from '../../views/cells/cell.tsx';
import { domId } from '../../views/dom-id.ts';
import { markdown } from '../../views/markdown.tsx';
import { Partial } from '../../views/partial.tsx';
import { NoToast, Toast } from '../../views/toast.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { Cell } from '../domain/notebook/notebook.ts';
import { DEFAULT_SETTINGS } from '../domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../domain/prompt/prompt.ts';
import { orNotFound, ValidationError } from '../errors.ts';
import { cellProps } from './experiments/cell-props.ts';
import { draftFromForm, pageStamp } from './experiments/draft-form.ts';
import { fragment, idParam } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** Cells of a notebook: add, write, move, duplicate, delete and bring back. */
export function cellRoutes(deps: AppDeps) {
  const { store, models } = deps;
  return new Hono()
    .post('/notebooks/:id/notes', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const place = await placeOf(c, deps, notebook.id);
      return added(c, deps, await store.cells.addNote(notebook.id, { text: '', ...place }));
    })
    .post('/notebooks/:id/experiments', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const draft = { prompt: EMPTY_PROMPT, settings: { ...DEFAULT_SETTINGS, model: await models.defaultModel() } };
      const place = await placeOf(c, deps, notebook.id);
      return added(c, deps, await store.cells.addExperiment(notebook.id, { title: 'Experiment', draft, ...place }));
    })
    .put('/notes/:id', async (c) => {
      const text = String((await formOf(c)).get('text') ?? '');
      orNotFound(await store.cells.saveNote(idParam(c), text), 'note');
      return c.html(markdown(text));
    })
    .post('/cells/:id/moves', async (c) => {
      const form = await formOf(c);
      const cell = await saveWhatWasTyped(deps, orNotFound(await store.cells.get(idParam(c)), 'cell'), form);
      return moved(c, deps, cell, directionOf(form));
    })
    .post('/cells/:id/place', async (c) => {
      const cell = orNotFound(await store.cells.get(idParam(c)), 'cell');
      const after = afterOf(await formOf(c));
      orNotFound(await store.cells.place(cell.id, after ?? null), 'cell');
      return c.body(null, 204);
    })
    .post('/cells/:id/duplicates', async (c) => {
      const cell = orNotFound(await store.cells.get(idParam(c)), 'cell');
      await saveWhatWasTyped(deps, cell, await formOf(c));
      const copy = orNotFound(await store.cells.duplicate(cell.id), 'cell');
      return fragment(
        c,
        <Partial target={domId('cell', cell.id)} swap="afterend">
          <CellView {...(await cellProps(deps, copy))} />
        </Partial>,
      );
    })
    .post('/cells/:id/deletion', async (c) => {
      const cell = orNotFound(await store.cells.get(idParam(c)), 'cell');
      await saveWhatWasTyped(deps, cell, await formOf(c));
      await store.cells.remove(cell.id);
      const what = cell.kind === 'note' ? 'the note' : `“${cell.title}”`;
      return fragment(
        c,
        <>
          <Partial target={domId('cell', cell.id)} swap="delete" />
          <Toast message={`Deleted ${what}.`} undo={`/cells/${cell.id}/restoration`} />
        </>,
      );
    })
    .post('/cells/:id/restoration', async (c) => {
      const cell = orNotFound(await store.cells.restore(idParam(c)), 'cell');
      return fragment(
        c,
        <>
          {await placed(deps, cell)}
          <NoToast />
        </>,
      );
    });
}

/** The place a new cell is asked for: right after a cell of the notebook, or first (`after` is empty); else last. */
async function placeOf(c: Context, { store }: AppDeps, notebook: number): Promise<{ readonly after?: number | null }> {
  const after = afterOf(await formOf(c));
  if (after === undefined || after === null) return after === null ? { after } : {};
  const cell = orNotFound(await store.cells.get(after), 'cell');
  if (cell.notebookId !== notebook)
    throw new ValidationError([{ path: 'after', message: 'after must be a cell of this notebook.' }]);
  return { after };
}

/** The cell a form names as the one before; `null`: none, the place is the first; `undefined`: nothing is said. */
function afterOf(form: FormData): number | null | undefined {
  const after = form.get('after');
  if (after === null) return undefined;
  if (after === '') return null;
  const id = Number(after);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new ValidationError([{ path: 'after', message: 'after must be the number of a cell.' }]);
}

async function added(c: Context, deps: AppDeps, cell: Cell) {
  return fragment(
    c,
    <>
      <CellView {...(await cellProps(deps, cell))} />
      <Partial target="no-cells" swap="delete" />
    </>,
  );
}

/** A cell's buttons send its form along, so that the last keystrokes are kept whatever happens to the cell. */
async function saveWhatWasTyped({ store, drafts }: AppDeps, cell: Cell, form: FormData): Promise<Cell> {
  if (cell.kind === 'note') {
    const text = form.get('text');
    return typeof text === 'string' ? orNotFound(await store.cells.saveNote(cell.id, text), 'note') : cell;
  }
  const change = await drafts.change(cell.id, pageStamp(form), { typed: (draft) => draftFromForm(form, draft) });
  return change.cell;
}

function directionOf(form: FormData): 'up' | 'down' {
  const direction = form.get('direction');
  if (direction === 'up' || direction === 'down') return direction;
  throw new ValidationError([{ path: 'direction', message: 'direction must be “up” or “down”.' }]);
}

async function moved(c: Context, deps: AppDeps, cell: Cell, direction: 'up' | 'down') {
  orNotFound(await deps.store.cells.move(cell.id, direction), 'cell');
  return fragment(
    c,
    <>
      <Partial target={domId('cell', cell.id)} swap="delete" />
      {await placed(deps, cell)}
    </>,
  );
}

/** The cell, put into the page where the notebook now has it. */
async function placed(deps: AppDeps, cell: Cell) {
  const order = await deps.store.cells.list(cell.notebookId);
  const before = order[order.findIndex(({ id }) => id === cell.id) - 1];
  const view = <CellView {...(await cellProps(deps, cell))} />;
  return before === undefined ? (
    <hx-partial hx-target="#cells" hx-swap="afterbegin">
      {view}
    </hx-partial>
  ) : (
    <Partial target={domId('cell', before.id)} swap="afterend">
      {view}
    </Partial>
  );
}
