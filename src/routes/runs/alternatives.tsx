import { type Context, Hono } from 'hono';
import { domId } from '../../../views/dom-id.ts';
import { Partial } from '../../../views/partial.tsx';
import { RunResults } from '../../../views/runs/run-results.tsx';
import { RunStop } from '../../../views/runs/run-stop.tsx';
import { stopPlaceId } from '../../../views/sweep/sweep-bar.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Run } from '../../domain/run/run.ts';
import { AppError, orNotFound } from '../../errors.ts';
import { offeredRun, refusedIn } from '../../planning/refusal-offers.ts';
import { chosenView, resultsProps } from '../experiments/cell-props.ts';
import { fragment, goTo, idParam } from '../http/answer.tsx';
import { askingFirst, confirmationOf } from '../http/confirm-first.tsx';
import { formOf } from '../http/form.ts';
import { liveStream } from '../live/live-stream.tsx';

/** A run in the place of one whose models refused a parameter: without it, or with a setting they take instead. */
export function alternativeRunRoutes(deps: AppDeps) {
  const { runner, starter, store, models } = deps;
  return new Hono().post('/runs/:id/alternatives', async (c) => {
    const view = orNotFound(await runner.view(idParam(c)), 'run');
    const form = await formOf(c);
    const [param, instead, key] = ['param', 'instead', 'key'].map((name) => String(form.get(name) ?? ''));
    const chosen = { param: param ?? '', instead: instead === '' ? null : (instead ?? null) };
    const { run: before } = view;
    const request = offeredRun(models, { request: before.request, refused: refusedIn(view) }, chosen);
    if (request === null) throw notOffered();
    const fields = { param: chosen.param, instead: instead ?? '', key: key ?? '' };
    return askingFirst(c, { fields }, async () => {
      const { run } = await starter.start({
        experimentId: before.experimentId,
        prompt: before.prompt,
        request,
        ...(before.caseSet === undefined ? {} : { cases: await store.cases.ofSet(before.caseSet) }),
        idempotencyKey: fields.key === '' ? null : `page:${fields.key}`,
        asks: 'unbounded',
        ...confirmationOf(form),
      });
      return shown(c, deps, run);
    });
  });
}

/** In the notebook, in the place of the run before; on a run's own page, on the new one's. */
async function shown(c: Context, deps: AppDeps, run: Run): Promise<Response> {
  const url = c.req.header('hx-current-url') ?? '';
  const isNotebook = URL.canParse(url) && new URL(url).pathname === `/notebooks/${run.notebookId}`;
  if (!isNotebook) return goTo(c, `/runs/${run.id}`);
  const view = orNotFound(await deps.runner.view(run.id), 'run');
  return fragment(
    c,
    <>
      <Partial target={domId('experiment', run.experimentId, 'run')} swap="innerHTML">
        <RunResults {...resultsProps(deps, view, await chosenView(deps, view))} />
      </Partial>
      <Partial target={stopPlaceId(run.experimentId)} swap="innerHTML">
        <RunStop run={view} />
      </Partial>
      {liveStream(c, deps, run)}
    </>,
  );
}

function notOffered(): AppError {
  return new AppError(
    409,
    'not-offered',
    'This run can no longer be followed by that one: look at it anew, then choose.',
  );
}
