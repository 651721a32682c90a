import type { AddressInfo } from 'node:net';
import type { Hono } from 'hono';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app.tsx';
import type { AppDeps } from '../../src/app-deps.ts';
import { type ComposeOptions, composeApp, createHeavyParts, type HeavyParts } from '../../src/compose-app.ts';
import { allowedHosts } from '../../src/guards/host.ts';
import { createHttpServer } from '../../src/guards/http-server.ts';
import type { EndpointFetch } from '../../src/provider/network/endpoint-fetch.ts';
import type { Store } from '../../src/store/store.ts';
import { openTemporaryStore } from './temporary-data.ts';

/** For all apps of a test process: loading a tokeniser or the built-in model for each app took most of a test. */
const HEAVY = createHeavyParts((error) => {
  throw error;
});

type TestConfig = ComposeOptions['config'];

export interface TestAppOptions {
  /** A fake OpenAI endpoint to ask, as the connection of the environment. */
  readonly endpoint?: { readonly baseUrl: string };
  /** Default: one over a new folder. Whoever gives a store closes it. */
  readonly store?: Store;
  readonly config?: Partial<TestConfig>;
  /** Asks for it before anything else; default: none. */
  readonly password?: string;
  /** Answers in the place of services on the network. */
  readonly network?: EndpointFetch;
  readonly now?: () => Date;
  /** Default: those that all apps of a test process share, with the usual tokenizer loaded. */
  readonly heavy?: HeavyParts;
}

/** The whole application over a data folder of its own, asked without a socket. */
export interface TestApp {
  readonly app: Hono;
  readonly deps: AppDeps;
  readonly store: Store;
  /** What was logged as an error or a warning, one JSON line each. */
  readonly logged: readonly string[];
  /** As `app.request`; a change outside of `/api/` is sent as our own pages send it. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** As htmx sends a form from a page of ours. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, fields?: Fields): Promise<Response>;
  /** As a program sends JSON. */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

/** The fields of a form; one of a list is sent several times. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The same behind a real socket on loopback, for a browser. */
export interface TestServer extends Pick<TestApp, 'deps' | 'store' | 'logged' | 'close'> {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
}

/** The application with everything services: the built-in model answers at once, and no local port is probed. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const services = await composeForTests(options, { hosts: () => new Set(['localhost']), port: () => 80 });
  const app = createApp(services.deps);
  const request: TestApp['request'] = async (path, init = {}) => app.request(path, asSender(path, init));
  return {
    ...services,
    app,
    request,
    send: (method, path, fields = {}) =>
      request(path, { method, body: formOf(fields), headers: { 'HX-Request': 'true' } }),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        ...(body === undefined
          ? { headers }
          : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } }),
      }),
  };
}

/** As `createTestApp`; it is closed with the test. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const made = await createTestApp(options);
  onTestFinished(() => made.close());
  return made;
}

/** The application on a free loopback port. */
export async function startTestServer(options: TestAppOptions = {}): Promise<TestServer> {
  let port = 0;
  const services = await composeForTests(options, {
    hosts: () => allowedHosts({ host: '127.0.0.1', port, publicHosts: [] }),
    port: () => port,
  });
  const server = createHttpServer(createApp(services.deps));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  return {
    ...services,
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await services.close();
    },
  };
}

async function composeForTests(
  { endpoint, store: given, config = {}, now, password, network, heavy = HEAVY }: TestAppOptions,
  names: Pick<AppDeps['access'], 'hosts' | 'port'>,
) {
  const own = given === undefined ? await openTemporaryStore() : { store: given, close: async () => {} };
  const { store } = own;
  if (endpoint !== undefined && heavy === HEAVY) await HEAVY.tokens.warmUp('gpt-4o-mini');
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const { close, ...deps } = await composeApp({
    store,
    log,
    access: { ...names, password: password ?? null, trustedProxy: null },
    config: {
      openai: {
        apiKey: endpoint === undefined ? null : 'sk-test-0000',
        baseUrl: endpoint?.baseUrl ?? null,
        // What the endpoint serves is to cost what OpenAI charges for it.
        listPrices: true,
      },
      discover: false,
      concurrency: 8,
      practiceRate: 0,
      timeouts: { connect: 60_000, firstToken: 60_000, idle: 60_000, total: 180_000 },
      ...config,
    },
    heavy,
    ...(now === undefined ? {} : { now }),
    ...(network === undefined ? {} : { network }),
  });
  return {
    deps,
    store,
    logged,
    close: async () => {
      await deps.runner.close(0);
      await close();
      await own.close();
    },
  };
}

/** A browser says with every change which site it comes from; programs, which may use the API alone, say nothing. */
function asSender(path: string, init: RequestInit): RequestInit {
  if (path.startsWith('/api/') || (init.method ?? 'GET') === 'GET') return init;
  const headers = new Headers(init.headers);
  if (!headers.has('Origin')) headers.set('Origin', 'http://localhost');
  if (!headers.has('Sec-Fetch-Site')) headers.set('Sec-Fetch-Site', 'same-origin');
  return { ...init, headers };
}

function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one as string);
  }
  return form;
}
