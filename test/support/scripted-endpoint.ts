import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { answer, type Script, type Step } from './scripts.ts';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as JSON, `null` when there was none, and the text itself when it was not JSON. */
  readonly body: unknown;
  /** When it had arrived in full, in milliseconds of `performance.now()`. */
  readonly at: number;
  /** Resolves when its exchange is over: answered in full, or its connection gone. */
  readonly closed: Promise<'answered' | 'cut'>;
}

/** Says what a request is answered with. */
export type Answering = (request: RecordedRequest) => Script;

export interface ScriptedEndpoint {
  /** With `/v1`, as a person would write it into `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Chat requests (everything but `GET /models`) in the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  /** `GET /models` requests, kept apart. */
  readonly listings: readonly RecordedRequest[];
  openSockets(): number;
  /** Drops what was recorded: for long benchmarks. */
  forget(): void;
  /** Answers the next chat requests with these, one each; afterwards the standing answer counts again. */
  enqueue(...scripts: readonly Script[]): void;
  /** The standing answer to chat requests; at first a well-behaved short one. */
  answerBy(answering: Answering): void;
  /** The standing answer to `GET /models`; at first the list of models it was started with. */
  listBy(answering: Answering): void;
  close(): Promise<void>;
}

/** A fake OpenAI server on a free loopback port that says exactly what it is told to, well-behaved or hostile. */
export async function startScriptedEndpoint(
  options: { readonly models?: readonly string[]; readonly answering?: Answering; readonly port?: number } = {},
): Promise<ScriptedEndpoint> {
  const { models = ['gpt-4o-mini', 'gpt-4.1-mini'], port = 0 } = options;
  const requests: RecordedRequest[] = [];
  const listings: RecordedRequest[] = [];
  const queue: Script[] = [];
  const sockets = new Set<Socket>();
  let answering: Answering = options.answering ?? (() => answer('Hello there, how are you?'));
  let listing: Answering = () => modelList(models);

  const server = createServer((incoming, outgoing) => {
    void record(incoming, outgoing).then((request) => {
      if (request === null) return;
      const isListing = request.method === 'GET' && /\/models(\?|$)/.test(request.path);
      (isListing ? listings : requests).push(request);
      const script = isListing ? listing(request) : (queue.shift() ?? answering(request));
      return play(script, outgoing);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    port: address.port,
    requests,
    listings,
    openSockets: () => sockets.size,
    forget: () => {
      requests.length = 0;
    },
    enqueue: (...scripts) => void queue.push(...scripts),
    answerBy: (next) => {
      answering = next;
    },
    listBy: (next) => {
      listing = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function modelList(ids: readonly string[]): Script {
  const data = ids.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'scripted' }));
  return {
    headers: { 'content-type': 'application/json' },
    steps: [{ raw: JSON.stringify({ object: 'list', data }) }],
  };
}

/** Reads a request to its end; `null` when the client left before. */
async function record(incoming: IncomingMessage, outgoing: ServerResponse): Promise<RecordedRequest | null> {
  const closed = new Promise<'answered' | 'cut'>((resolve) => {
    outgoing.on('close', () => resolve(outgoing.writableFinished ? 'answered' : 'cut'));
  });
  const pieces: Buffer[] = [];
  try {
    for await (const piece of incoming) pieces.push(piece as Buffer);
  } catch {
    return null;
  }
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: parsed(Buffer.concat(pieces).toString('utf8')),
    at: performance.now(),
    closed,
  };
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Plays a script's steps in order, then ends the answer properly. Stops by itself when the client has gone. */
async function play(script: Script, outgoing: ServerResponse): Promise<void> {
  outgoing.on('error', () => undefined);
  for (const step of script.steps) {
    if (outgoing.destroyed) return;
    if ('hang' in step) return;
    if ('delay' in step) await delay(step.delay);
    else if ('until' in step) await step.until;
    else if ('reset' in step) return void outgoing.socket?.resetAndDestroy();
    else if ('cut' in step) return void outgoing.socket?.destroySoon();
    else if ('socket' in step) outgoing.socket?.write(step.socket);
    else if ('head' in step) head(script, outgoing).flushHeaders();
    else await send(script, step, outgoing);
  }
  if (!outgoing.destroyed) head(script, outgoing).end();
}

function head(script: Script, outgoing: ServerResponse): ServerResponse {
  if (outgoing.headersSent) return outgoing;
  return outgoing.writeHead(script.status ?? 200, { 'content-type': 'text/event-stream', ...script.headers });
}

async function send(
  script: Script,
  step: Extract<Step, { event: unknown } | { raw: unknown } | { written: unknown } | { comment: unknown }>,
  outgoing: ServerResponse,
): Promise<void> {
  if ('event' in step && script.delayMs) await delay(script.delayMs);
  if (outgoing.destroyed) return;
  const bytes = encode(step, script.lineEnd ?? '\n');
  const size = script.bytesPerWrite;
  if (size === undefined) {
    let full = false;
    const sent = new Promise<void>((resolve) => {
      full = !head(script, outgoing).write(bytes, () => resolve());
    });
    if (full) await sent;
    return;
  }
  for (let at = 0; at < bytes.length && !outgoing.destroyed; at += size) {
    const piece = bytes.subarray(at, at + size);
    // One write at a time, so that each is likely to leave in a segment of its own.
    await new Promise((resolve) => head(script, outgoing).write(piece, resolve));
  }
}

function encode(
  step: { event: unknown } | { raw: string | Uint8Array } | { written: () => string } | { comment: string },
  end: string,
): Buffer {
  if ('event' in step) return Buffer.from(`data: ${JSON.stringify(step.event)}${end}${end}`);
  if ('comment' in step) return Buffer.from(`: ${step.comment}${end}${end}`);
  return Buffer.from('written' in step ? step.written() : (step.raw as string));
}
