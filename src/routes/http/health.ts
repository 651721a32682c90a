import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';

/** Whether the server is well: for supervisors and containers. */
export function healthRoutes({ runner }: AppDeps) {
  return new Hono().get('/healthz', (c) => {
    const problem = runner.storageProblem;
    return problem === null
      ? c.json({ status: runner.closing ? 'closing' : 'ok' }, runner.closing ? 503 : 200)
      : c.json({ status: 'cannot save answers', detail: problem.message }, 503);
  });
}
