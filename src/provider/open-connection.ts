import type { AddedConnection, ConnectionSecrets } from '../domain/models/added-connection.ts';
import type { Connection } from '../domain/models/connection.ts';
import { keyHint } from '../platform/redact.ts';
import { onPage } from './chat/mending.ts';
import { lazyEndpoint } from './lazy-endpoint.ts';
import type { EndpointFetch } from './network/endpoint-fetch.ts';
import type { Endpoint } from './openai/openai.ts';
import { LOCAL } from './presets/local.ts';
import type { ConnectionProfile, ServicePreset } from './presets/preset.ts';
import { presetOf } from './presets/presets.ts';
import type { Timeouts } from './provider.ts';

/** A connection with the endpoint behind it. */
export interface OpenConnection {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  /** Why requests are pointless: the endpoint wants a key, and there is none; `null` when nothing is lacking. */
  readonly lacksKey: string | null;
}

/** Names of headers and query fields whose values say nothing secret, and may well stand in an answer. */
const PLAIN_NAMES = /^(api-version|anthropic-version|http-referer|x-title|x-openrouter-title|user-agent)$/i;

/** Opens a connection that a person added; its key comes from the environment where it names a variable. */
export function openAdded(
  added: AddedConnection,
  secrets: ConnectionSecrets,
  { http, timeouts }: { readonly http: EndpointFetch; readonly timeouts: Timeouts },
): OpenConnection {
  const { id, name, preset, baseUrl, keyEnv, listPrices } = added;
  const { key } = secrets;
  const connection: Connection = {
    id,
    label: name,
    baseUrl,
    kind: 'added',
    free: false,
    keyHint: keyHint(key),
    demoLabel: null,
    preset,
    listPrices,
  };
  const service = presetOf(connection);
  const mending = onPage(keyEnv);
  return {
    connection,
    endpoint: lazyEndpoint({
      label: name,
      baseUrl,
      apiKey: key,
      secrets: [secrets.headers, secrets.query].flatMap(secretValues),
      profile: profileOf(added, secrets, service),
      mending,
      http,
      timeouts,
    }),
    lacksKey: lacksKey(added, secrets, service) ? `${name} needs a key. ${getKey(service)}${mending.giveKey}.` : null,
  };
}

/** The preset, with what the person set otherwise. */
function profileOf(
  { keyHeader, baseUrl }: AddedConnection,
  { headers, query }: ConnectionSecrets,
  preset: ServicePreset,
): ConnectionProfile {
  const bearer = keyHeader?.toLowerCase() === 'authorization';
  return {
    ...preset,
    key: keyHeader === null ? preset.key : { header: bearer ? 'Authorization' : keyHeader, bearer },
    headers: { ...preset.headers, ...headers },
    query: { ...preset.query, ...query },
    list: listAt(preset.list, baseUrl),
  };
}

/** A list elsewhere than at the base URL's own host would take the key there. */
function listAt(list: string | null, baseUrl: string): string | null {
  if (list === null || list.startsWith('/')) return list;
  return new URL(list).origin === new URL(baseUrl).origin ? list : '/models';
}

/** Services on the network want a key, or a header of the person's own in its place; servers of one's own seldom do. */
function lacksKey({ keyEnv }: AddedConnection, { key, headers }: ConnectionSecrets, preset: ServicePreset): boolean {
  if (key !== null) return false;
  return keyEnv !== null || (preset.keyUrl !== LOCAL.keyUrl && Object.keys(headers).length === 0);
}

function getKey({ keyUrl }: ServicePreset): string {
  return keyUrl === null ? '' : `Get one at ${keyUrl}. `;
}

function secretValues(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    PLAIN_NAMES.test(name) || keyHint(value) === null ? [] : [value],
  );
}
