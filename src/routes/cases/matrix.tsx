import { Hono } from 'hono';
import { CaseAnswersPage } from '../../../views/cases/case-answers-page.tsx';
import { MatrixPage } from '../../../views/cases/matrix-page.tsx';
import { domId } from '../../../views/dom-id.ts';
import type { AppDeps } from '../../app-deps.ts';
import { columnsOf } from '../../domain/columns.ts';
import { leakedCasesWarning } from '../../domain/leak.ts';
import { disagrees } from '../../domain/matrix.ts';
import { editablePrompt } from '../../domain/prompt-edits.ts';
import { applyVariant } from '../../domain/variant.ts';
import { orNotFound } from '../../errors.ts';
import { matrixOf } from '../../results/matrix.ts';
import { goTo, idParam, page, pageContext } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';

const PAGE_SIZE = 100;

/** What checks say of a run, case by case. */
export function matrixRoutes(deps: AppDeps) {
  const { runner, store } = deps;
  return new Hono()
    .get('/runs/:id/matrix', async (c) => {
      const view = orNotFound(await runner.view(idParam(c)), 'run');
      const cases = await store.cases.ofSet(orNotFound(view.run.caseSet, 'case'));
      const { columns, rows } = matrixOf(view, cases);
      const disagreeing = c.req.query('disagree') === '1';
      const found = disagreeing ? rows.filter(disagrees) : rows;
      const asked = Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1);
      return page(
        c,
        <MatrixPage
          run={view.run.id}
          columns={columns}
          rows={found.slice((asked - 1) * PAGE_SIZE, asked * PAGE_SIZE)}
          found={found.length}
          page={asked}
          pages={Math.ceil(found.length / PAGE_SIZE)}
          disagreeing={disagreeing}
          applicable={view.run.request.study !== undefined}
          warning={leakedCasesWarning(view.run.request.leaks ?? [])}
          context={pageContext(deps)}
        />,
      );
    })
    .post('/runs/:id/matrix/application', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const chosen = (await formOf(c)).get('variant');
      const variant = orNotFound(
        run.request.variants?.find(({ name }) => name === chosen),
        'variant',
      );
      orNotFound(await store.cells.experiment(run.experimentId), 'experiment');
      const prompt = editablePrompt(applyVariant(run.prompt, variant.changes));
      await deps.drafts.change(run.experimentId, null, { typed: (draft) => draft, edit: () => prompt });
      return goTo(c, `/notebooks/${run.notebookId}#${domId('cell', run.experimentId)}`);
    })
    .get('/runs/:id/matrix/:place{[0-9]{1,6}}', async (c) => {
      const view = orNotFound(await runner.view(idParam(c)), 'run');
      const place = Number(c.req.param('place'));
      const asked = orNotFound(await store.cases.at(orNotFound(view.run.caseSet, 'case'), place), 'case');
      const labels = matrixOf(view, []).columns.map(({ label }) => label);
      const columns = columnsOf(view).map(({ cells }, index) => ({
        label: labels[index] ?? '',
        answers: cells
          .flatMap((cell) => cell.completions.map(({ completion }) => completion))
          .filter((completion) => completion.case === place),
      }));
      const props = { run: view.run.id, place, asked, columns, context: pageContext(deps) };
      return page(c, <CaseAnswersPage {...props} />);
    });
}
