import { type Context, Hono } from 'hono';
import { Differences } from '../../../views/comparisons/baseline-diff.tsx';
import { DifferencesPage } from '../../../views/comparisons/baseline-diff-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { type Baseline, parseBaseline } from '../../domain/answers/baseline-diff.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { differencesOf } from '../../results/baseline-diff.ts';
import { fragment, idParam, isFragmentRequest, page, pageContext } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';

/** A run's answers held against a baseline: by address, or against a text that was typed. */
export function differenceRoutes(deps: AppDeps) {
  return new Hono()
    .get('/runs/:id/differences', (c) =>
      show(c, deps, { baseline: baselineIn(c.req.query('baseline')), only: c.req.query('only') === '1' }),
    )
    .post('/runs/:id/differences', async (c) => {
      const form = await formOf(c);
      // A form sends line ends as CR LF, models write LF.
      const text = String(form.get('text') ?? '').replaceAll('\r\n', '\n');
      return show(c, deps, { baseline: { kind: 'text', text }, only: form.get('only') === '1' });
    });
}

async function show(c: Context, deps: AppDeps, asked: { readonly baseline: Baseline; readonly only: boolean }) {
  const { baseline, only } = asked;
  const view = orNotFound(await deps.runner.view(idParam(c)), 'run');
  const completion = baseline.kind === 'completion' ? await deps.store.completions.get(baseline.id) : null;
  const differences = await differencesOf(view, baseline, { completion, analyst: deps.analyst });
  if (isFragmentRequest(c)) return fragment(c, <Differences differences={differences} only={only} />);
  return page(c, <DifferencesPage differences={differences} only={only} context={pageContext(deps)} />);
}

function baselineIn(name: string | undefined): Baseline {
  const baseline = parseBaseline(name ?? 'column:0');
  if (baseline !== null) return baseline;
  throw new ValidationError([{ path: 'baseline', message: 'baseline must be as in “column:0” or “completion:17”.' }]);
}
