import { type Context, Hono } from 'hono';
import { RawExchange } from '../../views/completions/raw.tsx';
import { Partial } from '../../views/partial.tsx';
import { LiveStream } from '../../views/runs/live-stream.tsx';
import { RunReplacement } from '../../views/runs/run-changes.tsx';
import { RunPage } from '../../views/runs/run-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { ENDED } from '../domain/completion.ts';
import type { Run } from '../domain/run.ts';
import { AppError, found, importedError } from '../errors.ts';
import { fragment, idParam, page, pageContext } from './answer.tsx';
import { chosenView, resultsProps } from './cell-props.ts';
import { rawExchange } from './raw-exchange.ts';

/** Runs and their completions, as pages see them. */
export function runRoutes(deps: AppDeps) {
  const { store, runner, drafts } = deps;
  return new Hono()
    .get('/runs/:id', async (c) => {
      const view = found(await runner.view(idParam(c)), 'run');
      const [messages, notebook, chosen] = await Promise.all([
        store.runs.messagesByVariant(view.run.id),
        store.notebooks.get(view.run.notebookId),
        chosenView(deps, view),
      ]);
      return page(
        c,
        <RunPage
          {...resultsProps(deps, view, chosen)}
          messages={[...messages].map(([variant, list]) => ({ variant, messages: list }))}
          notebookTitle={notebook?.title ?? 'Deleted notebook'}
          live={runner.isLive(view.run.id)}
          context={pageContext(deps)}
        />,
      );
    })
    .put('/runs/:id/view', async (c) => {
      const view = found(await runner.view(idParam(c)), 'run');
      const chosen = (await c.req.formData()).get('view') === 'markdown' ? 'markdown' : 'text';
      const experiment = await store.cells.experiment(view.run.experimentId);
      if (experiment !== null) {
        await drafts.change(experiment.id, null, {
          typed: (draft) => ({ ...draft, settings: { ...draft.settings, view: chosen } }),
        });
      }
      return fragment(c, <RunReplacement {...resultsProps(deps, view, chosen)} />);
    })
    .post('/runs/:id/cancellation', (c) => {
      runner.cancelRun(idParam(c));
      return c.body(null, 204);
    })
    .post('/completions/:id/cancellation', async (c) => {
      const completion = found(await store.completions.get(idParam(c)), 'completion');
      runner.cancelCompletion(completion);
      return c.body(null, 204);
    })
    .post('/completions/:id/retries', async (c) => {
      const completion = found(await store.completions.get(idParam(c)), 'completion');
      if (!ENDED.has(completion.status)) {
        throw new AppError(409, 'still-running', 'This one is still going on: cancel it first, then retry.');
      }
      if (completion.imported) throw importedError();
      await runner.retry(completion);
      const view = found(await runner.view(completion.runId), 'run');
      return fragment(
        c,
        <>
          <RunReplacement {...resultsProps(deps, view, await chosenView(deps, view))} />
          <Partial target="live">
            <LiveStream {...liveOf(c, deps, view.run)} />
          </Partial>
        </>,
      );
    })
    .get('/completions/:id/raw', async (c) => {
      const completion = found(await store.completions.get(idParam(c)), 'completion');
      return fragment(c, <RawExchange {...(await rawExchange(deps, completion))} />);
    });
}

/** The stream of the page that asked: the run's own page, or its notebook with whatever else goes on there. */
function liveOf(c: Context, { runner }: AppDeps, { id, notebookId }: Run) {
  const onRunPage = /\/runs\/\d+/.test(c.req.header('hx-current-url') ?? '');
  return onRunPage
    ? { path: `/runs/${id}/events`, runs: [id] }
    : { path: `/notebooks/${notebookId}/events`, runs: runner.liveRuns(notebookId) };
}
