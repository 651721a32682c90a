import { type Context, Hono } from 'hono';
import { CompletionView } from '../../../views/completions/completion.tsx';
import { Partial } from '../../../views/partial.tsx';
import { AnswerGroupView } from '../../../views/runs/answer-groups.tsx';
import { ForkTrees } from '../../../views/runs/fork-trees.tsx';
import { MeasuresPanel, measuresId } from '../../../views/runs/measures-panel.tsx';
import { chartsId, RunCharts } from '../../../views/runs/run-charts.tsx';
import { forkTree } from '../../analysis/texts/fork-tree.ts';
import type { AppDeps } from '../../app-deps.ts';
import { MAX_GROUPS } from '../../domain/answers/answer-groups.ts';
import { answerText } from '../../domain/prompt/tool.ts';
import { orNotFound } from '../../errors.ts';
import { groupedColumns } from '../../results/answer-groups.ts';
import { chosenView, displayOptionsOf, shownColumns } from '../experiments/cell-props.ts';
import { fragment, idParam } from '../http/answer.tsx';

/** What is behind the answers of a run, loaded when it is asked for: measures and charts, samples of a group, further answers. */
export function runAnswerRoutes(deps: AppDeps) {
  return new Hono()
    .get('/runs/:id/measures', async (c) => {
      const { view, settings } = await runOf(c, deps);
      const measures = await deps.measures.of(view, settings.fold);
      return fragment(
        c,
        <>
          {measures.cells.map((cell) => {
            const place = { run: view.run.id, column: cell.column, row: cell.row };
            return (
              <Partial target={measuresId(place)}>
                <MeasuresPanel place={place} measures={cell} />
              </Partial>
            );
          })}
          <Partial target={chartsId(view.run.id)}>
            <RunCharts run={view.run.id} columns={shownColumns(deps, view, settings.fold)} measures={measures} />
          </Partial>
        </>,
      );
    })
    .get('/runs/:id/columns/:column/rows/:row/folds', async (c) => {
      const { view, place, cell, display } = await cellOf(c, deps);
      const { samples } = view.run.request;
      const live = view.run.status === 'running';
      return fragment(
        c,
        cell.answers
          .slice(MAX_GROUPS)
          .map((group) => (
            <AnswerGroupView place={place} group={group} of={cell.n} samples={samples} display={display} live={live} />
          )),
      );
    })
    .get('/runs/:id/columns/:column/rows/:row/folds/:fold/samples', async (c) => {
      const { view, cell, display } = await cellOf(c, deps);
      const group = orNotFound(
        [...cell.answers, ...cell.failures].find(({ id }) => id === c.req.param('fold')),
        'answer',
      );
      return fragment(
        c,
        group.members
          .filter(({ id }) => id !== group.shown.id)
          .map((completion) => (
            <CompletionView live={{ completion, waiting: null }} samples={view.run.request.samples} display={display} />
          )),
      );
    })
    .get('/runs/:id/fork-trees', async (c) => {
      const { view, settings } = await runOf(c, deps);
      const trees = shownColumns(deps, view, settings.fold).flatMap((column) =>
        column.cells.map((cell) => ({
          column,
          cell,
          tree: forkTree(cell.answers.flatMap(({ members }) => members.map(answerText))),
        })),
      );
      return fragment(c, <ForkTrees trees={trees} />);
    });
}

async function runOf(c: Context, deps: AppDeps) {
  const view = orNotFound(await deps.runner.view(idParam(c)), 'run');
  return { view, settings: await chosenView(deps, view) };
}

async function cellOf(c: Context, deps: AppDeps) {
  const { view, settings } = await runOf(c, deps);
  const [column, row] = [indexParam(c, 'column'), indexParam(c, 'row')];
  const cell = groupedColumns(view, settings.fold)
    .find(({ index }) => index === column)
    ?.cells.find((one) => one.row === row);
  return {
    view,
    cell: orNotFound(cell, 'column'),
    place: { run: view.run.id, column, row },
    display: displayOptionsOf(deps, view, settings),
  };
}

/** A column or row counts from 0. */
function indexParam(c: Context, name: string): number {
  const text = c.req.param(name) ?? '';
  return orNotFound(/^\d{1,5}$/.test(text) ? Number(text) : null, name);
}
