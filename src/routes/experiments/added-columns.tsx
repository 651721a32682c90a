import { type Context, Hono } from 'hono';
import { Partial } from '../../../views/partial.tsx';
import { AddedColumns, addedColumnsId, addedFieldId } from '../../../views/sweep/added-columns.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Draft } from '../../domain/notebook/notebook.ts';
import { type TypedColumn, typedColumns, typedColumnsText } from '../../domain/run/added-columns.ts';
import { MAX_ADDED_COLUMNS } from '../../domain/run/run.ts';
import { idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { answerChange } from './draft-answer.tsx';
import { draftFromForm, pageStamp } from './draft-form.ts';

type ColumnsEdit = (columns: readonly TypedColumn[]) => readonly TypedColumn[];

/** Columns of an experiment beside those of its grid: one more, or one less; what is in them is saved as it is typed. */
export function addedColumnRoutes(deps: AppDeps) {
  return new Hono()
    .post('/experiments/:id/added-columns', (c) =>
      answerColumns(c, deps, (columns) => [...columns, {}].slice(0, MAX_ADDED_COLUMNS), { focus: true }),
    )
    .post('/experiments/:id/added-columns/:index/deletion', (c) => {
      const removed = c.req.param('index');
      return answerColumns(c, deps, (columns) => columns.filter((_, index) => String(index) !== removed));
    });
}

async function answerColumns(
  c: Context,
  deps: AppDeps,
  edit: ColumnsEdit,
  { focus = false }: { readonly focus?: boolean } = {},
) {
  const form = await formOf(c);
  const change = await deps.drafts.change(idParam(c), pageStamp(form), {
    typed: (draft) => withColumns(draftFromForm(form, draft), edit),
  });
  const last = typedColumns(change.cell.draft.settings.added_columns).length - 1;
  return answerChange(c, deps, change, {
    also: (
      <Partial target={addedColumnsId(change.cell.id)}>
        <AddedColumns cell={change.cell} connections={deps.provider.connections()} />
      </Partial>
    ),
    ...(focus && last >= 0 ? { focus: ({ id }) => addedFieldId(id, last, 'model') } : {}),
  });
}

function withColumns({ prompt, settings }: Draft, edit: ColumnsEdit): Draft {
  const columns = edit(typedColumns(settings.added_columns));
  return { prompt, settings: { ...settings, added_columns: typedColumnsText(columns) } };
}
