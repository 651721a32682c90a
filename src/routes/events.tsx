import { Hono } from 'hono';
import { Banner } from '../../views/layout.tsx';
import { Partial } from '../../views/partial.tsx';
import { RunChanges, RunDeltas, RunReplacement } from '../../views/runs/run-changes.tsx';
import type { Showing } from '../../views/runs/run-results.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { RunView } from '../domain/run.ts';
import { found } from '../errors.ts';
import type { FeedBatch } from '../runner/run-feed.ts';
import { bannerText, idParam } from './answer.tsx';
import { chosenView, resultsProps } from './cell-props.ts';
import { PageStream } from './page-stream.ts';

/** The event stream of a page: one for all that is live on it. */
export function eventRoutes(deps: AppDeps) {
  const { store, runner } = deps;
  return new Hono()
    .get('/notebooks/:id/events', async (c) => {
      const notebook = found(await store.notebooks.get(idParam(c)), 'notebook');
      const asked = runIds(c.req.query('runs'));
      return streamRuns(deps, [...new Set([...asked, ...runner.liveRuns(notebook.id)])]);
    })
    .get('/runs/:id/events', (c) => streamRuns(deps, [idParam(c)]));
}

/** A run as a page follows it. */
interface Followed {
  view: RunView;
  readonly showing: Showing;
}

/**
 * Sends each run as it is now, in place of what the page shows, then what happens in it. The last message says that
 * nothing is left to follow.
 */
async function streamRuns(deps: AppDeps, ids: readonly number[]): Promise<Response> {
  const followed = (await Promise.all(ids.map((id) => lookUp(deps, id)))).filter((run) => run !== null);
  const live = new Set<number>();
  const unfollow: (() => void)[] = [];
  const stream = new PageStream({
    resync: () => banner(deps) + followed.map(replacement).join(''),
    onClose: () => {
      for (const stop of unfollow) stop();
    },
  });
  unfollow.push(deps.runner.followStorage(() => stream.send(banner(deps))));
  stream.send(banner(deps));
  for (const run of followed) {
    const { id } = run.view.run;
    const following = deps.runner.follow(id, (batch) => {
      run.view = deps.runner.snapshot(id) ?? run.view;
      if (batch.run === null) sendBatch(stream, run, batch);
      else stream.show(replacement(run));
      if (batch.run === null || batch.run.status === 'running') return;
      live.delete(id);
      if (live.size === 0) stream.end();
    });
    if (following !== null) {
      run.view = following.view;
      unfollow.push(following.unfollow);
      live.add(id);
    } else if (run.view.run.status === 'running') {
      // It ended since it was looked up, so that nothing is left to follow; what it came to is in the store.
      run.view = (await deps.runner.view(id)) ?? run.view;
    }
    stream.show(replacement(run));
  }
  if (live.size === 0) stream.end();
  return stream.response;
}

async function lookUp(deps: AppDeps, id: number): Promise<Followed | null> {
  const view = await deps.runner.view(id);
  if (view === null) return null;
  return { view, showing: resultsProps(deps, view, await chosenView(deps, view)).showing };
}

function banner(deps: AppDeps): string {
  return String(
    <Partial target="banner">
      <Banner text={bannerText(deps)} />
    </Partial>,
  );
}

function replacement({ view, showing }: Followed): string {
  return String(<RunReplacement run={view} showing={showing} />);
}

function sendBatch(stream: PageStream, { view, showing }: Followed, { deltas, changed }: FeedBatch): void {
  if (changed.length > 0) stream.send(String(<RunChanges run={view} changed={changed} showing={showing} />));
  if (deltas.size > 0) stream.send(String(<RunDeltas deltas={deltas} />));
}

function runIds(text: string | undefined): readonly number[] {
  return (text ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0)
    .slice(0, 50);
}
