import type { Context, MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import type { ClientAddress } from './client-address.ts';
import { answerLogin, type LoginPage, localPath } from './login.ts';
import type { PasswordCheck } from './password-check.ts';
import { isApiPath } from './paths.ts';
import type { SessionCookie } from './session-cookie.ts';
import { endWithSession } from './session-streams.ts';

export interface PasswordGuardOptions {
  /** `null`: no password is set, and everybody who can reach the server is let in. */
  readonly check: PasswordCheck | null;
  readonly session: SessionCookie;
  readonly client: ClientAddress;
  /** The only paths answered without the password: the log-in page, what it loads, and the health check. */
  readonly openPaths: ReadonlySet<string>;
  readonly loginPage: LoginPage;
}

/**
 * Lets in who has logged in or sends `Authorization: Bearer <password>`. It goes by an exact list of open paths, not by which paths need
 * a password, so that no spelling of a path gets around it.
 * Sets the context variable `bearerAccepted` for the origin guard.
 */
export function passwordGuard({
  check,
  session,
  client,
  openPaths,
  loginPage,
}: PasswordGuardOptions): MiddlewareHandler {
  return async function guardPassword(c, next) {
    if (check === null || openPaths.has(c.req.path)) return next();
    const token = bearerToken(c);
    if (token !== null) {
      requireBearer(c, check, token);
      c.set('bearerAccepted', true);
      return next();
    }
    if (!session.isOpen(c)) return refuse(c);
    await next();
    endWithSession(c, session);
    return;
  };

  function requireBearer(c: Context, password: PasswordCheck, token: string): void {
    const result = password.bearer(client.addressOf(c), token);
    if (result.kind === 'too-many') throw tooManyAttempts(result.wait);
    if (result.kind === 'wrong') throw passwordNeeded('The password in the Authorization header is wrong.');
  }

  function refuse(c: Context): Response | Promise<Response> {
    if (isApiPath(c.req.path))
      throw passwordNeeded('Send the password in the header "Authorization: Bearer <password>".');
    if (c.req.header('HX-Request') === 'true') {
      throw passwordNeeded('Your session has ended: log in again.', { 'HX-Redirect': '/login' });
    }
    const url = new URL(c.req.url);
    const next = c.req.method === 'GET' ? localPath(url.pathname + url.search) : '/';
    return answerLogin(c, 401, loginPage({ error: null, next }));
  }
}

function tooManyAttempts(wait: number): AppError {
  return new AppError(429, 'too-many-attempts', `Too many wrong passwords: try again in ${wait} s.`, {
    headers: { 'Retry-After': String(wait) },
  });
}

function passwordNeeded(message: string, headers: Readonly<Record<string, string>> = {}): AppError {
  return new AppError(401, 'password-needed', message, {
    headers: { 'WWW-Authenticate': 'Bearer realm="Tempera"', ...headers },
  });
}

function bearerToken(c: Context): string | null {
  return /^Bearer +(.*)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null;
}
