import { type Context, Hono } from 'hono';
import { AnswerRow, CaseAnswersPage } from '../../../views/cases/case-answers-page.tsx';
import type { JudgeProps } from '../../../views/cases/check-again.tsx';
import { type MatrixFilter, MatrixPage } from '../../../views/cases/matrix-page.tsx';
import { domId } from '../../../views/dom-id.ts';
import { usd } from '../../../views/format.ts';
import type { AppDeps } from '../../app-deps.ts';
import type { Case } from '../../domain/cases/case.ts';
import { leakedCasesWarning } from '../../domain/cases/leak.ts';
import { disagrees, hasFailures, type MatrixRow } from '../../domain/cases/matrix.ts';
import type { StudyLabelRow } from '../../domain/cases/study.ts';
import { editablePrompt } from '../../domain/prompt/prompt-edits.ts';
import { applyVariant } from '../../domain/prompt/variant.ts';
import { columnsOf, progressOf, totalsOf } from '../../domain/run/columns.ts';
import type { RunView } from '../../domain/run/run.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { isUnjudged } from '../../judge/settled.ts';
import { judgeAgreement } from '../../results/cases/judge-agreement.ts';
import { matrixOf } from '../../results/cases/matrix.ts';
import { studyOf } from '../../results/cases/studies.ts';
import { goTo, idParam, page, pageContext, pageNumber } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { annotationsFromForm } from '../runs/annotations-form.ts';
import { checksFromForm } from './checks-form.ts';

const PAGE_SIZE = 100;

/** What checks say of a run, case by case; reading, judging by hand and by other checks; and what a study found as the draft. */
export function matrixRoutes(deps: AppDeps) {
  const { runner, store } = deps;
  return new Hono()
    .get('/runs/:id/matrix', async (c) => {
      const { view, cases } = await casesOf(c, deps);
      const { columns, rows } = matrixOf(view, cases);
      const filter = filterOf(c);
      const found = rows.filter(shownBy(filter));
      const asked = pageNumber(c);
      const { id, request, experimentId } = view.run;
      const kept = await store.cases.ofExperiment(experimentId);
      return page(
        c,
        <MatrixPage
          run={id}
          experiment={(await store.cells.experiment(experimentId)) === null ? null : experimentId}
          columns={columns}
          rows={found.slice((asked - 1) * PAGE_SIZE, asked * PAGE_SIZE)}
          found={found.length}
          page={asked}
          pages={Math.ceil(found.length / PAGE_SIZE)}
          filter={filter}
          study={request.study ?? null}
          labels={labelsOf(view)}
          checks={request.checks ?? []}
          judge={await judgeProps(deps, view)}
          progress={view.run.status === 'running' ? progressOf(view.completions) : null}
          unseen={Math.max(0, (kept?.cases ?? 0) - cases.length)}
          warning={leakedCasesWarning(request.leaks ?? [])}
          context={pageContext(deps)}
        />,
      );
    })
    .post('/runs/:id/matrix/checks', async (c) => {
      const id = idParam(c);
      const view = orNotFound(await runner.view(id), 'run');
      const form = await formOf(c);
      const text = String(form.get('checks') ?? '');
      return askingFirst(c, { fields: { checks: text } }, async () => {
        await deps.judge.apply(view, checksFromForm(text), confirmationOf(form));
        return goTo(c, `/runs/${id}/matrix`);
      });
    })
    .post('/runs/:id/matrix/application', async (c) => {
      const run = orNotFound(await store.runs.get(idParam(c)), 'run');
      const chosen = (await formOf(c)).get('variant');
      const variant = orNotFound(
        run.request.variants?.find(({ name }) => name === chosen),
        'variant',
      );
      orNotFound(await store.cells.experiment(run.experimentId), 'experiment');
      if (variant.changes.nearest !== undefined) {
        const message = 'This variant chooses its examples for each case anew: no prompt can be it.';
        throw new ValidationError([{ path: 'variant', message }]);
      }
      const prompt = applyVariant(run.prompt, variant.changes);
      await store.versions.keep(run.experimentId, prompt, `${variant.name}, by the study of run ${run.id}`);
      const edit = () => editablePrompt(prompt);
      await deps.drafts.change(run.experimentId, null, { typed: (draft) => draft, edit });
      return goTo(c, `/notebooks/${run.notebookId}#${domId('cell', run.experimentId)}`);
    })
    .put('/completions/:id/verdict', async (c) => {
      const form = await formOf(c);
      const answer = orNotFound(await runner.mark(idParam(c), annotationsFromForm(form)), 'answer');
      return c.html(<AnswerRow label={String(form.get('label') ?? '')} answer={answer} />);
    })
    .get('/runs/:id/matrix/:place{[0-9]{1,6}}', async (c) => {
      const { view, cases } = await casesOf(c, deps);
      const place = Number(c.req.param('place'));
      const { columns, rows } = matrixOf(view, cases);
      const answers = columnsOf(view).map(({ cells }, index) => ({
        label: columns[index]?.label ?? '',
        answers: cells
          .flatMap((cell) => cell.completions.map(({ completion }) => completion))
          .filter((completion) => completion.case === place),
      }));
      return page(
        c,
        <CaseAnswersPage
          run={view.run.id}
          place={place}
          asked={orNotFound(cases[place], 'case')}
          columns={answers}
          {...neighbours(c, rows, place)}
          context={pageContext(deps)}
        />,
      );
    });
}

function labelsOf(view: RunView): readonly StudyLabelRow[] {
  const study = studyOf(view);
  return study?.kind === 'labels' ? study.rows : [];
}

/** The run with its cases, and with all verdicts of its judge. */
async function casesOf(
  c: Context,
  { runner, store, judge }: AppDeps,
): Promise<{ readonly view: RunView; readonly cases: readonly Case[] }> {
  const view = await judge.upToDate(orNotFound(await runner.view(idParam(c)), 'run'));
  return { view, cases: await store.cases.ofSet(orNotFound(view.run.caseSet, 'case')) };
}

function filterOf(c: Context): MatrixFilter {
  return { disagreeing: c.req.query('disagree') === '1', failing: c.req.query('failed') === '1' };
}

function shownBy({ disagreeing, failing }: MatrixFilter): (row: MatrixRow) => boolean {
  return (row) => (!disagreeing || disagrees(row)) && (!failing || hasFailures(row));
}

/** The cases before and after one among those that are shown, worst first; without a filter, among those with a failure. */
function neighbours(c: Context, rows: readonly MatrixRow[], place: number) {
  const { search, pathname } = new URL(c.req.url);
  const filter = filterOf(c);
  const shown = filter.disagreeing || filter.failing ? shownBy(filter) : hasFailures;
  const places = rows.filter((row) => row.place === place || shown(row)).map((row) => row.place);
  const own = places.indexOf(place);
  const to = (other: number | undefined) =>
    other === undefined ? null : `${pathname.replace(/\d+$/, String(other))}${search}`;
  return { before: own > 0 ? to(places[own - 1]) : null, after: to(places[own + 1]) };
}

async function judgeProps({ runner }: AppDeps, view: RunView): Promise<JudgeProps | null> {
  const { judgedBy } = view.run.request;
  const judging = judgedBy === undefined ? null : await runner.view(judgedBy);
  if (judging === null) return null;
  const { costPicodollars, unpriced, free } = totalsOf(judging.completions.map(({ completion }) => completion));
  const money = costPicodollars === null ? (free > 0 ? 'free' : 'cost not known') : usd(costPicodollars);
  const cost = unpriced > 0 ? `${money}, ${unpriced} unpriced` : money;
  const open = view.completions.filter(({ completion: { checked } }) => checked?.results.some(isUnjudged)).length;
  return { run: judging.run.id, status: judging.run.status, cost, open, ...judgeAgreement(view) };
}
