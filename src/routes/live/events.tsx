import { setImmediate as nextTurn } from 'node:timers/promises';
import { Hono } from 'hono';
import { TODAY_ID, TodayLink } from '../../../views/head/today.tsx';
import { Banner } from '../../../views/layout.tsx';
import { NOTEBOOK_FIGURES_ID, NotebookFigures } from '../../../views/notebooks/notebook-figures.tsx';
import { Partial } from '../../../views/partial.tsx';
import { PreviewLine, previewLineId } from '../../../views/sweep/preview-line.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { orNotFound } from '../../errors.ts';
import { chosenView } from '../experiments/cell-props.ts';
import { bannerText, idParam, todayOf } from '../http/answer.tsx';
import { PageStream } from './page-stream.ts';
import { RunFollower } from './run-follower.tsx';

/** The event stream of a page: one for all that is live on it. */
export function eventRoutes(deps: AppDeps) {
  const { store, runner } = deps;
  return new Hono()
    .get('/notebooks/:id/events', async (c) => {
      const notebook = orNotFound(await store.notebooks.get(idParam(c)), 'notebook');
      const asked = runIds(c.req.query('runs'));
      const figures = async (experiment: number) =>
        (await notebookFigures(deps, notebook.id)) + previewAnew(experiment);
      return streamRuns(deps, [...new Set([...asked, ...runner.liveRuns(notebook.id)])], figures);
    })
    .get('/runs/:id/events', (c) => streamRuns(deps, [idParam(c)]));
}

/**
 * Sends each run as it is now, in place of what the page shows, then what happens in it. The last message says that
 * nothing is left to follow. `figures`: what else of the page changes when a run has ended.
 */
async function streamRuns(
  deps: AppDeps,
  ids: readonly number[],
  figures: (experiment: number) => Promise<string> = async () => '',
): Promise<Response> {
  const runs = (await Promise.all(ids.map((id) => lookUp(deps, id)))).filter((run) => run !== null);
  const live = new Set<number>();
  const closing: (() => void)[] = [];
  const stream = new PageStream({
    resync: () => banner(deps) + today(deps) + followers.map((follower) => follower.replacement()).join(''),
    onClose: () => {
      for (const close of closing) close();
    },
  });
  const followers = runs.map((run) => new RunFollower(deps, { ...run, stream }));
  closing.push(deps.runner.followStorage(() => stream.send(banner(deps))));
  stream.send(banner(deps) + today(deps));
  for (const follower of followers) {
    const { runId } = follower;
    closing.push(() => follower.close());
    const following = deps.runner.follow(runId, (batch) => {
      follower.follow(batch, deps.runner.snapshot(runId));
      if (batch.run !== null) void showRun(follower, batch.run.status !== 'running');
    });
    if (following !== null) {
      closing.push(following.unfollow);
      live.add(runId);
      stream.show(follower.replacement(following.view));
    } else {
      // It may have ended since it was looked up, so that nothing is left to follow; what it came to is in the store.
      stream.show(follower.replacement(follower.isRunning ? await deps.runner.view(runId) : null));
    }
  }
  if (live.size === 0) stream.end();
  return stream.response;

  /** In a turn of its own: the last words of its answers would otherwise wait until all of it is drawn. */
  async function showRun(follower: RunFollower, hasEnded: boolean): Promise<void> {
    await nextTurn();
    try {
      stream.send(today(deps));
      stream.show(follower.replacement());
      if (hasEnded) stream.send(await figures(follower.experimentId));
    } catch (error) {
      deps.log.warn({ err: error }, 'a run or the figures of its notebook could not be shown');
    }
    if (!hasEnded) return;
    live.delete(follower.runId);
    if (live.size === 0) stream.end();
  }
}

async function lookUp(deps: AppDeps, id: number) {
  const view = await deps.runner.view(id);
  return view === null ? null : { view, settings: await chosenView(deps, view) };
}

function banner(deps: AppDeps): string {
  return String(
    <Partial target="banner">
      <Banner text={bannerText(deps)} />
    </Partial>,
  );
}

/** What was spent today, which the run has added to. */
function today(deps: AppDeps): string {
  return String(
    <Partial target={TODAY_ID}>
      <TodayLink today={todayOf(deps)} />
    </Partial>,
  );
}

/** How often the notebook was run and what that cost. */
async function notebookFigures({ store, provider }: AppDeps, id: number): Promise<string> {
  const summary = await store.notebooks.summary(id);
  if (summary === null) return '';
  const isFree = (connection: string) => provider.connection(connection)?.free ?? false;
  return String(
    <Partial target={NOTEBOOK_FIGURES_ID}>
      <NotebookFigures summary={summary} isFree={isFree} />
    </Partial>,
  );
}

/** What the next run may cost is worked out anew, as the answers that came are what it goes by. */
function previewAnew(experiment: number): string {
  return String(
    <Partial target={previewLineId(experiment)}>
      <PreviewLine experiment={experiment} preview={null} />
    </Partial>,
  );
}

function runIds(text: string | undefined): readonly number[] {
  return (text ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0)
    .slice(0, 50);
}
