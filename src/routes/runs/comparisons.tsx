import { Hono } from 'hono';
import { ComparisonPage } from '../../../views/comparisons/comparison-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { ColumnsRef } from '../../domain/answers/comparison.ts';
import type { Run } from '../../domain/run/run.ts';
import { type Compared, compare } from '../../results/comparisons.ts';
import { page, pageContext } from '../http/answer.tsx';
import { lookUpCompared, readComparisonQuery } from './compared-columns.ts';

const RUNS_TO_CHOOSE = 30;

/** Two columns or two runs side by side. */
export function comparisonRoutes(deps: AppDeps) {
  const nameOf = (id: string) => deps.connections.nameOf(id);
  return new Hono().get('/comparisons', async (c) => {
    const { a, b, fold } = readComparisonQuery(c.req.query());
    const sides = await lookUpCompared(
      deps,
      [a, b].filter((side) => side !== null),
    );
    const [first, second] = sides;
    const comparison =
      first === undefined || second === undefined
        ? null
        : await compare(first, second, { ...deps, nameOf, equality: fold });
    const runs = await runsToChoose(deps, sides);
    return page(c, <ComparisonPage {...{ a, b, fold, runs, comparison, nameOf }} context={pageContext(deps)} />);
  });
}

/** The latest runs of the notebook of what is chosen, and what is chosen in any case. */
async function runsToChoose({ store }: AppDeps, chosen: readonly Compared[]): Promise<readonly Run[]> {
  const notebook = chosen[0]?.view.run.notebookId ?? null;
  const latest = await store.runs.list({ before: null, limit: RUNS_TO_CHOOSE, notebook });
  const runs = new Map<ColumnsRef['run'], Run>(chosen.map(({ view }) => [view.run.id, view.run]));
  for (const run of latest) runs.set(run.id, run);
  return [...runs.values()].sort((x, y) => y.id - x.id);
}
