import OpenAI from 'openai';
import { IN_ENVIRONMENT, type Mending } from '../chat/mending.ts';
import type { EndpointFetch } from '../network/endpoint-fetch.ts';
import type { ConnectionProfile } from '../presets/preset.ts';
import { presetAt } from '../presets/presets.ts';
import type { Timeouts } from '../provider.ts';

export interface EndpointOptions {
  /** What people call it, for messages. */
  readonly label: string;
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** What else is secret of what is sent: values of headers and of the query. */
  readonly secrets?: readonly string[];
  readonly organization?: string | null;
  readonly project?: string | null;
  /** What is known of the service; as a rule, by its address. */
  readonly profile?: ConnectionProfile;
  /** Where messages send people who have to mend its key or address; as a rule, to the environment. */
  readonly mending?: Mending;
  readonly http: EndpointFetch;
  readonly timeouts: Timeouts;
}

/** Everything that must not come back out of an answer. */
export function secretsOf({ apiKey, secrets = [] }: EndpointOptions): readonly string[] {
  return apiKey === null ? secrets : [apiKey, ...secrets];
}

export function mendingOf({ mending = IN_ENVIRONMENT }: EndpointOptions): Mending {
  return mending;
}

/** What is known of the service behind an endpoint. */
export function profileOf({ profile, baseUrl }: EndpointOptions): ConnectionProfile {
  return profile ?? presetAt(baseUrl);
}

/** Headers that asking for the model list needs besides those of every request. */
export function listHeaders(options: EndpointOptions): Record<string, string> {
  const { listHeaders: headers } = profileOf(options);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === 'KEY' ? (options.apiKey ?? '') : value]),
  );
}

/** Who runs it on what is nobody's business, and it makes requests smaller. */
const UNSENT_HEADERS = [
  'Lang',
  'Package-Version',
  'OS',
  'Arch',
  'Runtime',
  'Runtime-Version',
  'Retry-Count',
  'Timeout',
];

/** The header that carries the key; the client's own one goes where the service wants another, or there is no key. */
function keyHeaders(options: EndpointOptions): Record<string, string | null> {
  const { key } = profileOf(options);
  if (options.apiKey === null) return { Authorization: null };
  if (key.bearer && key.header === 'Authorization') return {};
  return { Authorization: null, [key.header]: key.bearer ? `Bearer ${options.apiKey}` : options.apiKey };
}

/** The openai client of an endpoint: it builds requests and sends them once. */
export function createClient(options: EndpointOptions): OpenAI {
  const { apiKey, baseUrl, organization, project, http, timeouts } = options;
  const { headers, query } = profileOf(options);
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    organization: organization ?? null,
    project: project ?? null,
    webhookSecret: null,
    maxRetries: 0,
    // The watchdog rings first; the client's own limit covers headers only.
    timeout: Math.min(timeouts.total + 60_000, 2 ** 31 - 1),
    logLevel: 'off',
    fetch: http.fetch,
    fetchOptions: { redirect: 'error' },
    defaultHeaders: {
      'User-Agent': 'Tempera',
      ...Object.fromEntries(UNSENT_HEADERS.map((name) => [`X-Stainless-${name}`, null])),
      ...headers,
      ...keyHeaders(options),
    },
    defaultQuery: { ...query },
  });
}
