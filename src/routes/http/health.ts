import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { storageWords } from '../../planning/storage-words.ts';

/** Whether the server is well: for supervisors and containers. */
export function healthRoutes({ runner }: AppDeps) {
  return new Hono().get('/healthz', (c) => {
    const problem = runner.storageProblem;
    return problem === null
      ? c.json({ status: runner.closing ? 'closing' : 'ok' }, runner.closing ? 503 : 200)
      : c.json({ status: storageWords(problem).health, detail: problem.message }, 503);
  });
}
