import type { Hono, HonoRequest } from 'hono';
import { AppError } from '../../errors.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What is said of a request that no route takes: whether there is nothing at its path, or something that takes other methods. */
export function unknownAddress(app: Hono, { method, path }: Pick<HonoRequest, 'method' | 'path'>): AppError {
  const taken = METHODS.filter((one) => hasRoute(app, one, path));
  // A route that was asked and had nothing to give, as that of static files.
  const isNothing = taken.includes(method === 'HEAD' ? 'GET' : method);
  if (taken.length === 0 || isNothing) return new AppError(404, 'not-found', 'There is nothing at this address.');
  const allowed = taken.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])).join(', ');
  return new AppError(405, 'method-not-allowed', `This address takes other methods: ${allowed}.`, {
    headers: { Allow: allowed },
  });
}

/** Guards stand at every path and for every method. */
function hasRoute(app: Hono, method: string, path: string): boolean {
  const [handlers] = app.router.match(method, path);
  return handlers.some(([[, route]]) => route.method !== 'ALL');
}
