import { type Context, Hono } from 'hono';
import type { ClientAddress } from './client-address.ts';
import type { PasswordCheck } from './password-check.ts';
import type { SessionCookie } from './session-cookie.ts';

interface LoginPageProps {
  /** What was wrong with the last try. */
  readonly error: string | null;
  /** The path to go to after log-in; sent back as the form field `next`. */
  readonly next: string;
}

/** The whole page with the form: `POST /login` with the fields `password` (label "Password") and `next`. */
export type LoginPage = (props: LoginPageProps) => string | Promise<string>;

export interface LoginRoutesOptions {
  readonly check: PasswordCheck;
  readonly session: SessionCookie;
  readonly client: ClientAddress;
  readonly loginPage: LoginPage;
}

export const LOGIN_PATH = '/login';
const MAX_NEXT = 2_000;

/** `/login` and `/logout`; only for a server with a password. */
export function loginRoutes({ check, session, client, loginPage }: LoginRoutesOptions): Hono {
  const routes = new Hono();

  routes.get(LOGIN_PATH, (c) => {
    const next = localPath(c.req.query('next'));
    return session.isOpen(c) ? c.redirect(next, 303) : answerLogin(c, 200, loginPage({ error: null, next }));
  });

  routes.post(LOGIN_PATH, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const next = localPath(form.get('next') ?? undefined);
    const result = check.logIn(client.addressOf(c), form.get('password') ?? '');
    if (result.kind === 'right') {
      session.start(c);
      return c.redirect(next, 303);
    }
    if (result.kind === 'wrong') return answerLogin(c, 401, loginPage({ error: 'That is not the password.', next }));
    c.header('Retry-After', String(result.wait));
    const error = `Too many wrong passwords: try again in ${result.wait} s.`;
    return answerLogin(c, 429, loginPage({ error, next }));
  });

  routes.post('/logout', (c) => {
    session.end(c);
    return c.redirect(LOGIN_PATH, 303);
  });

  return routes;
}

/** Under `no-referrer`, a form sends `Origin: null`, which tells nothing; the log-in form must say where it comes from. */
export function answerLogin(
  c: Context,
  status: 200 | 401 | 429,
  page: ReturnType<LoginPage>,
): Response | Promise<Response> {
  c.header('Referrer-Policy', 'same-origin');
  return c.html(page, status);
}

/**
 * A path on this server to go to after log-in, or `/`. Read as a browser would read it, because `/\evil.test`, `/%09/evil.test` or
 * `/.//evil.test` may end as an address of another site.
 */
export function localPath(wanted: string | undefined): string {
  const here = 'http://here.invalid';
  if (wanted === undefined || wanted.length > MAX_NEXT || !wanted.startsWith('/') || !URL.canParse(wanted, here))
    return '/';
  const url = new URL(wanted, here);
  const path = url.pathname + url.search;
  return url.origin === here && !path.startsWith('//') && url.pathname !== LOGIN_PATH ? path : '/';
}
