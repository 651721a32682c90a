import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../errors.ts';

const MEGABYTE = 1_000_000;

/** Bodies up to 2 MB; whole notebooks, at the import paths, up to 20 MB. */
export const BODY_LIMITS = { ordinary: 2 * MEGABYTE, imports: 20 * MEGABYTE } as const;

/**
 * For node's HTTP server, in milliseconds where a time: all but `maxConnections` are options of `createServer`, that one is a property of
 * the server. A request must have arrived in full within 30 s, however slowly it drips; answers, such as event streams, may last.
 */
export const SERVER_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxConnections: 500,
} as const;

export interface BodyGuardOptions {
  /** In bytes. */
  readonly limits?: { readonly ordinary: number; readonly imports: number };
  /** Whether a whole notebook may be sent to this path. */
  readonly isImport: (path: string) => boolean;
}

/** Refuses bodies over the limit with 413, by their announced length or, where none is announced, by counting what arrives. */
export function bodyGuard({ limits = BODY_LIMITS, isImport }: BodyGuardOptions): MiddlewareHandler {
  const ordinary = limited(limits.ordinary);
  const imports = limited(limits.imports);
  return function guardBody(c, next) {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    return (isImport(c.req.path) ? imports : ordinary)(c, next);
  };
}

function limited(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError(
        413,
        'too-large',
        `This is larger than the ${maxSize / MEGABYTE} MB that can be sent at once.`,
        // The rest of the body is still coming in, so the connection is of no further use.
        { headers: { Connection: 'close' } },
      );
    },
  });
}
