import type { AddedConnection, ConnectionSecrets } from '../domain/models/added-connection.ts';
import type { Connection, ConnectionModels } from '../domain/models/connection.ts';
import { isLoopback } from '../platform/loopback.ts';
import { keyHint } from '../platform/redact.ts';
import { IN_ENVIRONMENT } from './chat/mending.ts';
import { ProviderError } from './errors/provider-error.ts';
import { lazyEndpoint } from './lazy-endpoint.ts';
import { createModelLists } from './models/model-lists.ts';
import { checkBaseUrl, normalBaseUrl } from './network/base-url.ts';
import { discoverServers, LOCAL_SERVERS, type LocalServer, localBaseUrl } from './network/discovery.ts';
import { type EndpointFetch, inProcessFetch, networkFetch } from './network/endpoint-fetch.ts';
import { NO_PROXIES, type ProxySettings } from './network/proxies.ts';
import { type OpenConnection, openAdded } from './open-connection.ts';
import { OTHER } from './presets/local.ts';
import { presetAt, presetOf } from './presets/presets.ts';
import type { OwnModel, Provider, Timeouts } from './provider.ts';

/** A model inside this process, behind the OpenAI protocol. */
export interface BuiltInModel extends OwnModel {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** What is to be said wherever its answers show. */
  readonly label: string;
}

export interface ProviderOptions {
  /** The connection of the environment; it exists when there is a key or a base URL. */
  readonly openai: {
    readonly apiKey: string | null;
    readonly baseUrl: string | null;
    readonly organization?: string | null;
    readonly project?: string | null;
    /** The person's word that list prices hold at the base URL, though it is nobody's who publishes prices. */
    readonly listPrices?: boolean;
  } | null;
  /** The built-in model: an app that speaks the OpenAI protocol inside this process. */
  readonly practice: BuiltInModel | null;
  /** Whether to look for model servers on this machine. */
  readonly discover: boolean;
  /** In milliseconds. */
  readonly timeouts: Timeouts;
  /** The port this server listens on itself, which is not to be asked. */
  readonly ownPort?: () => number | null;
  /** Whether the connection of the environment may go over http on the person's own network. */
  readonly allowPlainHttp?: boolean;
  readonly proxies?: ProxySettings;
  /** Makes the requests of all connections but the built-in one; as a rule, over the network. */
  readonly network?: EndpointFetch;
  /** Where to look for model servers. */
  readonly localServers?: readonly LocalServer[];
}

/** The connections that people add, as they are asked; what changes here holds for the next request. */
export interface ConnectionRegistry {
  /** Opens a connection, in the place of the one with its id if there is one. */
  keep(connection: AddedConnection, secrets: ConnectionSecrets): void;
  drop(id: string): void;
}

const ENVIRONMENT = 'openai';
const PRACTICE = 'practice';
/** Ids of the connections that nobody adds. */
export const OWN_IDS: readonly string[] = [ENVIRONMENT, PRACTICE, ...LOCAL_SERVERS.map(({ id }) => id)];
const OPENAI_URL = 'https://api.openai.com/v1';
const GET_KEY = 'Get one at https://platform.openai.com/api-keys. ';

/**
 * Every connection there is: the one of the environment, those that people add, model servers found on this machine, and the built-in
 * model.
 * @throws Error with one sentence when the base URL will not do
 */
export function createProvider(options: ProviderOptions): Provider & ConnectionRegistry {
  const { http, ofAdded, close } = waysOut(options);
  const environment = environmentConnection(options, http);
  const practice = practiceConnection(options);
  const added = new Map<string, OpenConnection>();
  let discovered: readonly OpenConnection[] = [];
  let looking: Promise<void> | null = null;
  const lists = createModelLists();

  function all(): readonly OpenConnection[] {
    return [environment, ...added.values(), ...discovered, practice].filter((one) => one !== null);
  }

  /** Looks for model servers; those found before keep their connection. */
  async function look(): Promise<void> {
    const configured = all().filter(({ connection }) => connection.kind !== 'discovered');
    const taken = [options.ownPort?.() ?? null, ...configured.map(({ connection }) => localPort(connection.baseUrl))];
    const servers = (options.localServers ?? LOCAL_SERVERS).filter(({ port }) => !taken.includes(port));
    const found = await discoverServers({ servers });
    discovered = found.map(
      (server) =>
        discovered.find(({ connection }) => connection.id === server.id) ?? localConnection(server, options, http),
    );
  }

  const openOf = (id: string) => all().find(({ connection }) => connection.id === id);

  return {
    connections: () => all().map(({ connection }) => connection),
    connection: (id) => openOf(id)?.connection ?? null,
    lacksKey: (id) => openOf(id)?.lacksKey ?? null,
    ownModel: (id) => (id === PRACTICE ? options.practice : null),
    models: async ({ fresh = false } = {}) => {
      if (options.discover && (fresh || looking === null)) looking = look();
      // Only somebody who asks for a fresh look waits for it.
      if (fresh) await looking;
      return Promise.all(all().map((one): Promise<ConnectionModels> => lists.of(one, fresh)));
    },
    listed: (id, model) => {
      const open = openOf(id);
      return open === undefined ? null : lists.last(open, model);
    },
    ready: async (ids) => {
      await Promise.all(
        all()
          .filter(({ connection }) => ids.includes(connection.id) && mayListPrices(connection))
          .map((open) => lists.of(open, false)),
      );
    },
    chat: async ({ connection: id, ...request }) => {
      const open = openOf(id);
      if (open === undefined) throw new ProviderError('unreachable', `There is no connection “${id}” any more.`);
      if (open.lacksKey !== null) throw new ProviderError('no_key', open.lacksKey);
      return open.endpoint.chat(request);
    },
    keep: (connection, secrets) => {
      const open = openAdded(connection, secrets, { http: ofAdded(connection), timeouts: options.timeouts });
      added.set(connection.id, open);
      discovered = discovered.filter((one) => localPort(one.connection.baseUrl) !== localPort(open.connection.baseUrl));
    },
    drop: (id) => void added.delete(id),
    close,
  };
}

/** Requests leave by two ways: over http to this machine alone, or to the person's own network. */
function waysOut({ network, timeouts, proxies = NO_PROXIES, allowPlainHttp = false }: ProviderOptions) {
  const way = (plainHttp: boolean) => network ?? networkFetch({ connectMs: timeouts.connect, plainHttp, proxies });
  const ways = [way(false), way(true)] as const;
  const wayOf = (plainHttp: boolean) => ways[plainHttp ? 1 : 0];
  return {
    http: wayOf(allowPlainHttp),
    ofAdded: ({ plainHttp }: AddedConnection) => wayOf(plainHttp),
    close: async () => {
      await Promise.all(ways.map((one) => one.close()));
    },
  };
}

function environmentConnection(options: ProviderOptions, http: EndpointFetch): OpenConnection | null {
  const {
    apiKey = null,
    baseUrl: asked = null,
    organization = null,
    project = null,
    listPrices = false,
  } = options.openai ?? {};
  if (apiKey === null && asked === null) return null;
  const problem = asked === null ? null : checkBaseUrl(asked, { allowPlainHttp: options.allowPlainHttp ?? false });
  if (problem !== null) throw new Error(problem);
  const baseUrl = asked === null ? OPENAI_URL : normalBaseUrl(asked);
  const preset = presetAt(baseUrl);
  const isOpenAi = preset.id === 'openai';
  const label = preset === OTHER ? new URL(baseUrl).host : preset.label;
  return {
    connection: {
      id: ENVIRONMENT,
      label,
      baseUrl,
      kind: 'environment',
      free: false,
      keyHint: keyHint(apiKey),
      demoLabel: null,
      ...(listPrices ? { listPrices } : {}),
    },
    endpoint: lazyEndpoint({ label, baseUrl, apiKey, organization, project, http, timeouts: options.timeouts }),
    lacksKey: isOpenAi && apiKey === null ? `${label} needs a key. ${GET_KEY}${IN_ENVIRONMENT.giveKey}.` : null,
  };
}

function localConnection(server: LocalServer, { timeouts }: ProviderOptions, http: EndpointFetch): OpenConnection {
  const { id, label } = server;
  const baseUrl = localBaseUrl(server);
  return {
    connection: { id, label, baseUrl, kind: 'discovered', free: false, keyHint: null, demoLabel: null },
    endpoint: lazyEndpoint({ label, baseUrl, apiKey: null, http, timeouts }),
    lacksKey: null,
  };
}

function practiceConnection({ practice, timeouts }: ProviderOptions): OpenConnection | null {
  if (practice === null) return null;
  const label = 'Practice (built in)';
  const http = inProcessFetch((request) => practice.fetch(request));
  return {
    connection: {
      id: PRACTICE,
      label,
      baseUrl: null,
      kind: 'built_in',
      free: true,
      keyHint: null,
      demoLabel: practice.label,
    },
    endpoint: lazyEndpoint({ label, baseUrl: 'http://practice.invalid/v1', apiKey: null, http, timeouts }),
    lacksKey: null,
  };
}

function mayListPrices(connection: Connection): boolean {
  const { baseUrl } = connection;
  return baseUrl !== null && !isLoopback(new URL(baseUrl).hostname) && presetOf(connection).listsPrices;
}

/** The port of a base URL on this machine, so that the same server is not offered twice. */
function localPort(baseUrl: string | null): number | null {
  if (baseUrl === null) return null;
  const { hostname, port } = new URL(baseUrl);
  return /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) && port !== '' ? Number(port) : null;
}
