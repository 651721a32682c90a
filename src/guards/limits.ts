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

/**
 * Refuses bodies over the limit with 413, by their announced length or, where none is announced, by counting what arrives; and packed
 * ones with 415: nothing here unpacks them, and their bytes would be read as if they were the text.
 */
export function bodyGuard({ limits = BODY_LIMITS, isImport }: BodyGuardOptions): MiddlewareHandler {
  const ordinary = limited(limits.ordinary);
  const imports = limited(limits.imports);
  return function guardBody(c, next) {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const encoding = c.req.header('Content-Encoding') ?? 'identity';
    if (encoding.toLowerCase() !== 'identity') throw packed(encoding);
    return (isImport(c.req.path) ? imports : ordinary)(c, next);
  };
}

function packed(encoding: string): AppError {
  const said = `The body is sent with "Content-Encoding: ${encoding.slice(0, 40)}". Send it as it is, without that header.`;
  return new AppError(415, 'packed-body', said, { headers: { 'Accept-Encoding': 'identity' } });
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
