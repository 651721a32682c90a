import type { Context, MiddlewareHandler } from 'hono';

export interface SecurityHeadersOptions {
  /** Whether the browser's own connection is known to be TLS; only then is HSTS sent. */
  readonly isSecure: (c: Context) => boolean;
}

/**
 * Scripts, styles, images, requests and form targets come from this server or not at all; nothing inline, nothing evaluated, no frames.
 * It is the second fence behind escaping: it does not stop injected `hx-*` attributes.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What every answer carries, also one to what could not be read as a request. */
export const ALWAYS_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Frame-Options', 'DENY'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()'],
];
const UNLESS_SET: typeof ALWAYS_HEADERS = [
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
];
const ONE_YEAR = 'max-age=31536000';

/**
 * Puts the security headers on every answer, whoever made it: register it first, so that error pages and "not found" pass through it.
 * Answers that do not say how long they may be kept (pages, API) are not to be kept at all, and nobody is told where a link was.
 */
export function securityHeaders({ isSecure }: SecurityHeadersOptions): MiddlewareHandler {
  return async function setSecurityHeaders(c, next) {
    await next();
    const headers = writableHeaders(c);
    for (const [name, value] of ALWAYS_HEADERS) headers.set(name, value);
    for (const [name, value] of UNLESS_SET) if (!headers.has(name)) headers.set(name, value);
    if (isSecure(c)) headers.set('Strict-Transport-Security', ONE_YEAR);
  };
}

/** The headers of the answer; those made by `Response.redirect()` or `fetch` refuse changes, so such an answer is copied first. */
function writableHeaders(c: Context): Headers {
  try {
    c.res.headers.delete('X-Powered-By');
  } catch {
    c.res = new Response(c.res.body, c.res);
  }
  return c.res.headers;
}
