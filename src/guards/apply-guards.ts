import type { Env, Hono } from 'hono';
import { clientAddress } from './client-address.ts';
import { securityHeaders } from './headers.ts';
import { hostGuard } from './host.ts';
import { bodyGuard } from './limits.ts';
import { LOGIN_PATH, type LoginPage, loginRoutes } from './login.ts';
import { originGuard, originsOf } from './origin.ts';
import { passwordGuard } from './password.ts';
import { PasswordAttempts } from './password-attempts.ts';
import { PasswordCheck } from './password-check.ts';
import { sessionCookie } from './session-cookie.ts';
import { Sessions } from './sessions.ts';

export interface GuardOptions {
  /** As `allowedHosts` gives them; a function, as the port is known only after listening. */
  readonly hosts: () => ReadonlySet<string>;
  readonly port: () => number;
  readonly password: string | null;
  readonly trustedProxy: string | null;
  readonly loginPage: LoginPage;
  /** Paths answered without the password: what the log-in page loads, the health check. */
  readonly openPaths: readonly string[];
  /** Whether a whole notebook may be sent to this path. */
  readonly isImport?: (path: string) => boolean;
  readonly sessions?: Sessions;
  readonly attempts?: PasswordAttempts;
}

/**
 * Puts every guard before the routes that are added afterwards. A refusal is an `AppError`, so the app's error handler words it.
 * The order matters: the headers come first to stand on refusals too; then who is asked (Host), who asks (password), on whose behalf
 * (origin, which must know of an accepted Bearer), and how much is sent. Logging in comes last, as it is a change like any other.
 */
export function applyGuards<E extends Env>(
  app: Hono<E>,
  {
    hosts,
    port,
    password,
    trustedProxy,
    loginPage,
    openPaths,
    isImport = () => false,
    sessions = new Sessions(),
    attempts = new PasswordAttempts(),
  }: GuardOptions,
): void {
  const client = clientAddress({ trustedProxy });
  const session = sessionCookie({ sessions, port, isSecure: client.isSecure });
  const check = password === null ? null : new PasswordCheck({ password, attempts });

  app.use(securityHeaders({ isSecure: client.isSecure }));
  app.use(hostGuard({ hosts }));
  app.use(passwordGuard({ check, session, client, openPaths: new Set([LOGIN_PATH, ...openPaths]), loginPage }));
  app.use(originGuard({ origins: () => originsOf(hosts()), passwordSet: check !== null }));
  app.use(bodyGuard({ isImport }));
  if (check !== null) app.route('/', loginRoutes({ check, session, client, loginPage }));
}
