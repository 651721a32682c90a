import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../errors.ts';
import { BODY_LIMITS, MEGABYTE } from '../platform/limits.ts';

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
