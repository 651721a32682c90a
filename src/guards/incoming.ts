import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/**
 * The request as node's server received it, for what the Request object hides: raw header lines and the socket.
 * `null` where there is no socket (`app.request` in tests).
 */
export function incomingOf(c: Context): HttpBindings['incoming'] | null {
  const bindings: Partial<HttpBindings> | undefined = c.env;
  return bindings?.incoming ?? null;
}
