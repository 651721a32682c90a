import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { AppError } from '../../src/errors.ts';
import { applyGuards, type GuardOptions } from '../../src/guards/apply-guards.ts';
import { allowedHosts } from '../../src/guards/host.ts';
import { parseJson } from '../../src/routes/http/json-body.ts';

export const SECRET = 'what the owner wrote';
export const PASSWORD = 'correct horse';

/** A small app with something to read and something to spend; `received` counts the spending. */
export interface SmallApp {
  readonly app: Hono;
  readonly received: unknown[];
}

export function guardedApp(options: Partial<GuardOptions> = {}): SmallApp {
  return smallApp((app) => {
    applyGuards(app, {
      hosts: () => new Set(['localhost', 'localhost:3000']),
      port: () => 3000,
      password: null,
      trustedProxy: null,
      openPaths: ['/static/app.css', '/healthz'],
      loginPage: ({ error, next }) =>
        `<form method="post" action="/login"><p>${error ?? ''}</p><label>Password <input name="password"></label>` +
        `<input name="next" type="hidden" value="${next}"><button>Log in</button></form>`,
      isImport: (path) => path === '/api/v1/imports',
      ...options,
    });
  });
}

/** The same app without the guards: the control that shows what a test would notice. */
export function unguardedApp(): SmallApp {
  return smallApp(() => {});
}

export interface RunningApp extends AsyncDisposable, SmallApp {
  readonly port: number;
}

/** Serves an app that needs to know its own hosts on a free loopback port. */
export async function listen(
  make: (hosts: () => ReadonlySet<string>) => SmallApp,
  serverOptions: Readonly<Record<string, number>> = {},
): Promise<RunningApp> {
  let port = 0;
  const small = make(() => allowedHosts({ host: '127.0.0.1', port, publicHosts: [] }));
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: small.app.fetch, port: 0, hostname: '127.0.0.1', serverOptions }, () =>
      resolve(started),
    );
  });
  port = (server.address() as AddressInfo).port;
  return {
    ...small,
    port,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function smallApp(guard: (app: Hono) => void): SmallApp {
  const app = new Hono();
  const received: unknown[] = [];
  guard(app);
  app.get('/', (c) => c.html(`<!doctype html><title>Tempera</title><p>${SECRET}</p>`));
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/static/app.css', (c) => c.body('p{}', 200, { 'Cache-Control': 'max-age=60' }));
  app.get('/unchanged', (c) => c.body(null, 304));
  app.get('/moved', () => Response.redirect('http://localhost/'));
  app.get('/broken', () => {
    throw new Error('a mistake');
  });
  app.get('/runs/1/events', (c) => c.body('data: hello\n\n', 200, { 'Content-Type': 'text/event-stream' }));
  app.post('/drafts', async (c) => c.text(`saved ${(await c.req.text()).length}`));
  app.get('/api/v1/runs', (c) => c.json({ secret: SECRET }));
  app.post('/api/v1/runs', async (c) => {
    received.push(await parseJson(c, {}));
    return c.json({ id: 1 }, 202);
  });
  app.post('/api/v1/imports', async (c) => c.json({ length: (await c.req.text()).length }));
  app.notFound((c) => c.text('Nothing here.', 404));
  app.onError((error, c) => {
    const { status, type, message, headers } =
      error instanceof AppError ? error : new AppError(500, 'mistake', 'Something went wrong.');
    return c.json({ type, detail: message }, status, { ...headers });
  });
  return { app, received };
}
