import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION_LIFETIME, type Sessions } from './sessions.ts';

export interface SessionCookieOptions {
  readonly sessions: Sessions;
  /** Part of the cookie's name, as cookies are shared between all ports of a host. */
  readonly port: () => number;
  /** Whether the browser's own connection is known to be TLS. */
  readonly isSecure: (c: Context) => boolean;
}

/** A browser's session, carried by a cookie that no script and no other site gets to use. */
export interface SessionCookie {
  isOpen(c: Context): boolean;
  /** Calls back once when the session of this request ends; gives back what takes the listener away again. */
  onEnd(c: Context, listener: () => void): () => void;
  start(c: Context): void;
  end(c: Context): void;
}

export function sessionCookie({ sessions, port, isSecure }: SessionCookieOptions): SessionCookie {
  const name = () => `tempera-session-${port()}`;

  function end(c: Context): void {
    const token = getCookie(c, name());
    if (token === undefined) return;
    sessions.end(token);
    deleteCookie(c, name(), { path: '/', secure: isSecure(c) });
  }

  return {
    isOpen(c) {
      const token = getCookie(c, name());
      return token !== undefined && sessions.isOpen(token);
    },
    onEnd(c, listener) {
      const token = getCookie(c, name());
      return token === undefined ? () => {} : sessions.onEnd(token, listener);
    },
    start(c) {
      end(c);
      setCookie(c, name(), sessions.start(), {
        path: '/',
        httpOnly: true,
        sameSite: 'Strict',
        secure: isSecure(c),
        maxAge: SESSION_LIFETIME / 1000,
      });
    },
    end,
  };
}
