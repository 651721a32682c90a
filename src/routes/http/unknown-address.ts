import type { Hono } from 'hono';
import { AppError } from '../../errors.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What is said of a request that no route takes: whether there is nothing at its path, or something that takes other methods. */
export function unknownAddress(app: Hono, path: string): AppError {
  const taken = METHODS.filter((method) => hasRoute(app, method, path));
  if (taken.length === 0) return new AppError(404, 'not-found', 'There is nothing at this address.');
  const allowed = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return new AppError(405, 'method-not-allowed', `This address takes other methods: ${allowed}.`, {
    headers: { Allow: allowed },
  });
}

/** Guards stand at every path and for every method. */
function hasRoute(app: Hono, method: string, path: string): boolean {
  const [handlers] = app.router.match(method, path);
  return handlers.some(([[, route]]) => route.method !== 'ALL');
}
