import { Hono } from 'hono';
import { CompletionAnnotations } from '../../../views/completions/annotations.tsx';
import { Partial } from '../../../views/partial.tsx';
import { ColumnProgress, columnProgressId } from '../../../views/runs/run-column.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Completion } from '../../domain/run/completion.ts';
import { orNotFound } from '../../errors.ts';
import { groupedColumns } from '../../results/answer-groups.ts';
import { chosenView } from '../experiments/cell-props.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { annotationsFromForm } from './annotations-form.ts';

/** Rate, pin and note on answers. */
export function annotationRoutes(deps: AppDeps) {
  return new Hono().put('/completions/:id/marks', async (c) => {
    const annotations = annotationsFromForm(await formOf(c));
    const completion = orNotFound(await deps.runner.mark(idParam(c), annotations), 'completion');
    return fragment(
      c,
      <>
        <CompletionAnnotations completion={completion} />
        {await sumsOf(deps, completion)}
      </>,
    );
  });
}

/** The head of the answer's column, which says how many of its answers are rated good and bad. */
async function sumsOf(deps: AppDeps, { runId, column: index }: Completion) {
  const view = await deps.runner.view(runId);
  if (view === null) return null;
  const { fold } = await chosenView(deps, view);
  const column = groupedColumns(view, fold).find((one) => one.index === index);
  if (column === undefined) return null;
  return (
    <Partial target={columnProgressId(runId, index)}>
      <ColumnProgress run={view.run} column={column} />
    </Partial>
  );
}
