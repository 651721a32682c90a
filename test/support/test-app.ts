import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { createApp } from '../../src/app.tsx';
import type { AppDeps } from '../../src/app-deps.ts';
import { allowedHosts } from '../../src/guards/host.ts';
import { SERVER_LIMITS } from '../../src/guards/limits.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Store } from '../../src/store/store.ts';
import { type WireOptions, wire } from '../../src/wire.ts';

export interface TestAppOptions {
  /** What the connection `openai` speaks to; without one only the built-in model is there. */
  readonly endpoint?: { readonly baseUrl: string };
  /** The key of that connection; `null` for none. */
  readonly apiKey?: string | null;
  /** Stays open when the app is closed; without one, a store in memory that goes with the app. */
  readonly store?: Store;
  readonly config?: Partial<WireOptions['config']>;
  readonly password?: string | null;
  readonly log?: WireOptions['log'];
  readonly now?: () => Date;
}

export interface TestApp extends AsyncDisposable {
  readonly app: Hono;
  readonly deps: AppDeps;
  readonly store: Store;
  /** Asks the app as a person's own page does: right host, same origin. */
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export interface TestServer extends TestApp {
  /** As in `http://127.0.0.1:4711`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
}

const QUIET = { error: () => {}, warn: () => {}, info: () => {} } as unknown as WireOptions['log'];
const CONFIG: WireOptions['config'] = {
  openai: { apiKey: null, baseUrl: null },
  discover: false,
  concurrency: 8,
  practiceRate: 0,
  timeouts: { connect: 2_000, firstToken: 5_000, idle: 5_000, total: 20_000 },
};

/** The whole app around a store in memory, wired as the server does it. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  return assemble(options, { hosts: () => new Set(['localhost']), port: () => 80 });
}

/** The same, listening on a free loopback port. */
export async function startTestServer(options: TestAppOptions = {}): Promise<TestServer> {
  let port = 0;
  const made = await assemble(options, {
    hosts: () => allowedHosts({ host: '127.0.0.1', port, publicHosts: [] }),
    port: () => port,
  });
  const server = createAdaptorServer({ fetch: made.app.fetch, createServer, serverOptions: SERVER_LIMITS }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await made.close();
  };
  return { ...made, url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close };
}

async function assemble(
  options: TestAppOptions,
  { hosts, port }: { readonly hosts: () => ReadonlySet<string>; readonly port: () => number },
): Promise<TestApp> {
  const store = options.store ?? (await createStore(await openDatabase(':memory:')));
  const { endpoint, apiKey = 'sk-test-0123456789' } = options;
  const openai = endpoint === undefined ? CONFIG.openai : { apiKey, baseUrl: endpoint.baseUrl };
  const deps = await wire({
    config: { ...CONFIG, openai, ...options.config },
    store,
    access: { hosts, password: options.password ?? null, port, trustedProxy: null },
    log: options.log ?? QUIET,
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  const app = createApp(deps);
  const close = async () => {
    await deps.runner.close(0);
    await deps.close();
    if (options.store === undefined) await store.close();
  };
  return {
    app,
    deps,
    store,
    request: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin');
      return app.request(`http://localhost${path}`, { ...init, headers });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
