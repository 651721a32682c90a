import { readErrorBody } from '../errors/error-body.ts';
import { type ByteStream, EMPTY, fromNode, fromWeb, textOf } from './byte-stream.ts';
import { createNetworkAgents, type NetworkRules } from './network-agents.ts';
import { NO_PROXIES } from './proxies.ts';
import { unpacked } from './unpacked.ts';

/** The slice of `fetch` that the openai client uses. */
type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A fetch made for long streams: answers of other statuses than 2xx carry their error in one known shape. */
export interface EndpointFetch {
  readonly fetch: Fetch;
  /** The body of an answer of this fetch; it does not go through the `Response`, which would double its cost. */
  bodyOf(response: Response): ByteStream;
  close(): Promise<void>;
}

const KEPT_HEADERS = ['content-type', 'location', 'retry-after', 'retry-after-ms', 'x-request-id'];
const ERROR_BODY = { limit: 64 * 1024, withinMs: 2_000 };

/**
 * Requests over the network, within its rules. Redirects are never followed, as the prompt would be posted to wherever they point.
 * There are no limits on time but for `connectMs`, since watchdogs keep those, and none on connections, since the runner does.
 */
export function networkFetch(
  options: Pick<NetworkRules, 'connectMs'> & Partial<Omit<NetworkRules, 'connectMs'>>,
): EndpointFetch {
  let opening: ReturnType<typeof openNetwork> | null = null;
  const bodies = new WeakMap<Response, ByteStream>();
  return {
    fetch: async (input, init = {}) => {
      opening ??= openNetwork({ plainHttp: false, proxies: NO_PROXIES, ...options });
      const { request, agents } = await opening;
      const answer = await request(String(input), {
        dispatcher: agents.for(new URL(String(input))),
        method: init.method === 'POST' ? 'POST' : 'GET',
        headers: [...new Headers(init.headers)].flat(),
        body: typeof init.body === 'string' ? init.body : null,
        signal: init.signal ?? undefined,
      });
      return telling({
        status: answer.statusCode,
        headers: kept((name) => answer.headers[name]?.toString() ?? null),
        body: fromNode(unpacked(answer.body, answer.headers['content-encoding']?.toString())),
        bodies,
      });
    },
    bodyOf: (response) => bodies.get(response) ?? EMPTY,
    close: async () => {
      await (await opening)?.agents.destroy();
    },
  };
}

/** Runs undici's modules at the first request, which a start need not wait for. */
async function openNetwork(rules: NetworkRules) {
  const undici = await loadNetwork();
  return { request: undici.request, agents: createNetworkAgents(undici, rules) };
}

/** Has what requests over the network need loaded before somebody waits for one. */
export function loadNetwork() {
  return import('undici');
}

/** Requests to an app inside this process, which takes part in everything that requests over the network do. */
export function inProcessFetch(app: (request: Request) => Response | Promise<Response>): EndpointFetch {
  const bodies = new WeakMap<Response, ByteStream>();
  return {
    fetch: async (input, init = {}) => {
      const answer = await app(new Request(input, init));
      return telling({
        status: answer.status,
        headers: kept((name) => answer.headers.get(name)),
        body: answer.body === null ? EMPTY : fromWeb(answer.body),
        bodies,
      });
    },
    bodyOf: (response) => bodies.get(response) ?? EMPTY,
    close: () => Promise.resolve(),
  };
}

/** The answer for the client: its error body in one shape when it is an error, else its body kept aside. */
async function telling(answer: {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ByteStream;
  readonly bodies: WeakMap<Response, ByteStream>;
}): Promise<Response> {
  const { status, headers, body, bodies } = answer;
  if (status < 200 || status > 599) {
    body.cancel();
    throw Object.assign(new Error(`status ${status}`), { code: `STATUS_${status}` });
  }
  if (status >= 200 && status < 300) {
    const response = new Response(null, { status, headers });
    bodies.set(response, body);
    return response;
  }
  const error = readErrorBody(await textOf(body, ERROR_BODY));
  return new Response(status === 304 ? null : JSON.stringify({ error }), { status, headers });
}

function kept(read: (name: string) => string | null): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = read(name);
      // A header that holds what none may hold would keep the answer from being told.
      return value === null ? [] : [[name, value.replace(/[^\x20-\x7e]/g, '?')]];
    }),
  );
}
