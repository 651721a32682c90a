import type { Connection } from '../../src/domain/models/connection.ts';
import type { Usage } from '../../src/domain/run/usage.ts';
import type { ChatBody, ChatResult, ChatSink, Provider } from '../../src/provider/provider.ts';

/** One attempt as it arrived. */
interface Asked {
  readonly connection: string;
  readonly body: ChatBody;
  readonly sink: ChatSink;
  readonly signal: AbortSignal;
}

/** What an attempt does: it tells the sink, and returns how it ended or throws. */
export type Script = (asked: Asked) => Promise<ChatResult>;

export interface FakeProvider extends Pick<Provider, 'chat' | 'connection'> {
  /** Every attempt, in the order in which they came. */
  readonly asked: readonly Asked[];
  /** Attempts that have not ended, by connection. */
  readonly inFlight: ReadonlyMap<string, number>;
  /** The most there ever were at once, by connection. */
  readonly most: ReadonlyMap<string, number>;
  /** The next attempts do these, one each; afterwards each does what `otherwise` says. */
  enqueue(...scripts: readonly Script[]): void;
}

export const REPORTED: Usage = {
  inputTokens: 9,
  cachedInputTokens: 0,
  outputTokens: 2,
  reasoningTokens: 0,
  source: 'reported',
};

/** A provider in memory that does what its queue of scripts says. */
export function fakeProvider(otherwise: Script = says('Hello there')): FakeProvider {
  const queue: Script[] = [];
  const asked: Asked[] = [];
  const inFlight = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (connection: string, change: number) => {
    const now = (inFlight.get(connection) ?? 0) + change;
    inFlight.set(connection, now);
    most.set(connection, Math.max(now, most.get(connection) ?? 0));
  };
  return {
    asked,
    inFlight,
    most,
    enqueue: (...scripts) => void queue.push(...scripts),
    connection: connectionNamed,
    chat: async (request) => {
      asked.push(request);
      count(request.connection, 1);
      try {
        return await (queue.shift() ?? otherwise)(request);
      } finally {
        count(request.connection, -1);
      }
    },
  };
}

/** Answers with these deltas and ends properly, but for what is given. */
export function says(text: string | readonly string[], result: Partial<ChatResult> = {}): Script {
  return async ({ sink }) => {
    sink.opened();
    for (const delta of [text].flat()) {
      sink.text(delta as string);
      await Promise.resolve();
    }
    return ended(result);
  };
}

/** Says something, then goes on only when told to, or until it is aborted. */
export function saysAndWaits(text: string, until: Promise<unknown>, rest = ''): Script {
  return async ({ sink, signal }) => {
    sink.opened();
    if (text !== '') sink.text(text);
    await Promise.race([until, aborted(signal)]);
    if (rest !== '') sink.text(rest);
    return ended();
  };
}

export function fails(error: Error, text = ''): Script {
  return async ({ sink }) => {
    if (text !== '') {
      sink.opened();
      sink.text(text);
    }
    throw error;
  };
}

export function ended(result: Partial<ChatResult> = {}): ChatResult {
  return {
    finishReason: 'stop',
    usage: REPORTED,
    reportedCost: null,
    logprobs: null,
    remarks: [],
    response: { id: 'fake' },
    ...result,
  };
}

/** A promise and the function that settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

function connectionNamed(id: string): Connection {
  return {
    id,
    label: id,
    baseUrl: 'http://fake.invalid/v1',
    kind: 'environment',
    demoLabel: null,
    free: id === 'practice',
    keyHint: null,
  };
}
