import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import { incomingOf } from './incoming.ts';
import { isApiPath } from './paths.ts';

export interface OriginGuardOptions {
  /** Origins whose pages may send requests, as in `http://127.0.0.1:3000`. */
  readonly origins: () => ReadonlySet<string>;
  /** Whether requests that no browser sent must show the password. */
  readonly passwordSet: boolean;
}

const SAFE_METHODS = new Set(['GET', 'HEAD']);
const METHODS = new Set([...SAFE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE']);
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * Stands against requests that other sites' pages send through the browser (CSRF). What the browser says about the sender must be
 * right: `Sec-Fetch-Site`, if sent, must be `same-origin` and `Origin`, if sent, one of ours. `same-site` is not enough, as a page on
 * another port of localhost is that; neither is `none`, as no page of ours makes the browser change something without a page.
 * A request with neither header comes from a program, as every browser sends `Origin` with a change: it may use the JSON API, and
 * where a password is set it must have shown it as Bearer. There are no CORS headers, and preflights are refused like any unknown method.
 */
export function originGuard({ origins, passwordSet }: OriginGuardOptions): MiddlewareHandler {
  return async function guardOrigin(c, next) {
    if (!METHODS.has(c.req.method)) throw methodRefused();
    if (SAFE_METHODS.has(c.req.method)) checkReading(c);
    else checkChange(c);
    await next();
  };

  function checkChange(c: Context): void {
    const site = c.req.header('Sec-Fetch-Site');
    const origin = c.req.header('Origin');
    if (site !== undefined && site !== 'same-origin') throw foreignSender();
    if (origin !== undefined && !isOurs(origin, site)) throw foreignSender();
    if (site === undefined && origin === undefined) checkProgram(c);
    if (isApiPath(c.req.path) && hasBody(c) && !isJson(c)) throw jsonOnly();
  }

  /** Forms on pages that withhold the referrer send `Origin: null`; then the word of Sec-Fetch-Site, which no page can forge, is needed. */
  function isOurs(origin: string, site: string | undefined): boolean {
    return origins().has(origin) || (origin === 'null' && site === 'same-origin');
  }

  function checkProgram(c: Context): void {
    if (c.get('bearerAccepted') === true) return;
    if (passwordSet) {
      throw new AppError(403, 'password-needed', 'Send the password in the header "Authorization: Bearer <password>".');
    }
    if (!isApiPath(c.req.path)) {
      throw new AppError(403, 'page-only', 'Only the page itself can send this. Programs use /api/v1.');
    }
  }
}

/** The origins of pages served under these hosts, over HTTP or, through a proxy, HTTPS. */
export function originsOf(hosts: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...hosts].flatMap((host) => [`http://${host}`, `https://${host}`]));
}

/**
 * A foreign page cannot read what it makes the browser fetch, but it can load it, hang on its streams and measure it. So from other
 * sites only links to pages are followed.
 */
function checkReading(c: Context): void {
  const site = c.req.header('Sec-Fetch-Site');
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  const isLink = c.req.header('Sec-Fetch-Mode') === 'navigate' && c.req.header('Sec-Fetch-Dest') === 'document';
  if (!isLink || isApiPath(c.req.path) || c.req.path.endsWith('/events')) throw foreignSender();
}

/** In tests there is no socket and the body itself tells; with one, looking at the body would already start to read it. */
function hasBody(c: Context): boolean {
  if (incomingOf(c) === null) return c.req.raw.body !== null;
  return c.req.header('Transfer-Encoding') !== undefined || Number(c.req.header('Content-Length') ?? 0) > 0;
}

function isJson(c: Context): boolean {
  return JSON_TYPE.test(c.req.header('Content-Type') ?? '');
}

function foreignSender(): AppError {
  return new AppError(403, 'foreign-origin', 'This request was sent by another site, so nothing was done.');
}

function jsonOnly(): AppError {
  return new AppError(415, 'json-only', 'Send the body as JSON, with the header "Content-Type: application/json".');
}

function methodRefused(): AppError {
  return new AppError(405, 'method-not-allowed', 'This method is not used here.', {
    headers: { Allow: [...METHODS].join(', ') },
  });
}
