import type { Context } from 'hono';
import { Partial } from '../../../views/partial.tsx';
import { LiveStream } from '../../../views/runs/live-stream.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Run } from '../../domain/run/run.ts';

/** The page's stream, connected anew: that of the page that asked, so that nothing else live on it is lost. */
export function liveStream(c: Context, { runner }: AppDeps, { id, notebookId }: Run) {
  const asked = c.req.header('hx-current-url') ?? '';
  const isRunPage = URL.canParse(asked) && new URL(asked).pathname === `/runs/${id}`;
  return (
    <Partial target="live">
      {isRunPage ? (
        <LiveStream path={`/runs/${id}/events`} runs={[id]} />
      ) : (
        <LiveStream path={`/notebooks/${notebookId}/events`} runs={runner.liveRuns(notebookId)} />
      )}
    </Partial>
  );
}
