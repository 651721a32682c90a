import { CommandError, EXIT } from './exit-codes.ts';

/** A Tempera that carries out what is asked over its JSON API: a server somewhere, or one within this process. */
export interface Service {
  /** Where its pages are; `null` when it has none. */
  readonly address: string | null;
  /** Asks below `/api/v1`. */
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** What the API answers in the place of success. */
export class ServiceProblem extends CommandError {
  readonly status: number;
  readonly type: string;
  /** The problem as it came. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, members: Readonly<Record<string, unknown>>) {
    const detail = typeof members['detail'] === 'string' ? members['detail'] : `The answer was status ${status}.`;
    super(detail, exitCodeOfStatus(status));
    this.status = status;
    this.type = String(members['title'] ?? '');
    this.members = members;
  }
}

function exitCodeOfStatus(status: number): number {
  if (status === 402 || status === 409) return EXIT.notSent;
  return [400, 404, 413, 422].includes(status) ? EXIT.usage : EXIT.failed;
}

/**
 * A server at an address, as in `http://127.0.0.1:3000`.
 * @throws CommandError for what is no address
 */
export function remoteService(address: string, password: string | null): Service {
  const base = URL.canParse(address) ? new URL(address) : null;
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== '') {
    throw new CommandError(`“${address}” is no address of a server: it is like http://127.0.0.1:3000.`);
  }
  const own = base.href.replace(/\/+$/, '');
  const authorization = password === null ? {} : { Authorization: `Bearer ${password}` };
  return {
    address: own,
    request: async (path, init = {}) => {
      const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) };
      try {
        // The password goes to the address that was given, and to no other.
        return await fetch(`${own}/api/v1${path}`, { ...init, headers, redirect: 'error' });
      } catch (cause) {
        if (init.signal?.aborted) throw cause;
        throw new CommandError(`Tempera does not answer at ${own}${reasonOf(cause)}.`, EXIT.failed, { cause });
      }
    },
    close: async () => {},
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return code === '' ? '' : ` (${code})`;
}

/** What to send, and when to give up waiting for the answer. */
export interface Asking {
  readonly method?: 'GET' | 'POST';
  /** Sent as JSON; a text is JSON already. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * The JSON that a service answers.
 * @throws ServiceProblem for what the API refuses, CommandError for an answer that is none of Tempera's
 */
export async function askJson<T>(service: Service, path: string, asking: Asking = {}): Promise<T> {
  const answer = await ask(service, path, asking);
  return (await answer.json()) as T;
}

/** The answer itself, of an asking that succeeded. */
export async function ask(service: Service, path: string, { method, body, signal }: Asking = {}): Promise<Response> {
  const answer = await service.request(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        }),
  });
  if (answer.ok) return answer;
  const problem: unknown = await answer.json().catch(() => null);
  if (typeof problem === 'object' && problem !== null) throw new ServiceProblem(answer.status, { ...problem });
  const where = service.address ?? 'The data folder';
  throw new CommandError(`${where} answers with status ${answer.status}, but not as Tempera does.`, EXIT.failed);
}
