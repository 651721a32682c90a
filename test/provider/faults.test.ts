import { type AddressInfo, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createChatBodyReader } from '../../src/provider/chat/chat-body-reader.ts';
import type { Provider, Timeouts } from '../../src/provider/provider.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, chunk, events, html, json, redirect, answerOf as scriptOf, textThen } from '../support/scripts.ts';
import { answerOf, failureOf, providerFor } from './asking.ts';

let endpoint: ScriptedEndpoint;
let provider: Provider;
const others: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  provider = providerFor(endpoint.baseUrl);
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.close();
});
afterAll(async () => {
  await provider.close();
  await endpoint.close();
});

function hasty(timeouts: Partial<Timeouts>): Provider {
  const made = providerFor(endpoint.baseUrl, { timeouts });
  others.push(made);
  return made;
}

/** A server below HTTP; its port. */
async function rawServer(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  others.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  });
  return (server.address() as AddressInfo).port;
}

describe('an endpoint that cannot be reached', () => {
  test('is named when nothing listens there', async () => {
    const gone = await startScriptedEndpoint();
    await gone.close();
    const own = providerFor(gone.baseUrl);
    others.push(own);
    const { error, opened } = await failureOf(own);
    expect(error).toMatchObject({ kind: 'unreachable', retryable: true, status: null });
    expect(error.message).toContain(gone.baseUrl);
    expect(opened).toBe(0);
  });

  test('is told apart when it does not speak TLS', async () => {
    const own = providerFor(endpoint.baseUrl.replace('http:', 'https:'));
    others.push(own);
    const { error } = await failureOf(own);
    expect(error).toMatchObject({ kind: 'unreachable', retryable: false });
    expect(error.message).toContain('https');
  });

  test('is given up after the connect timeout', async () => {
    const port = await rawServer(() => undefined);
    const own = providerFor(`https://127.0.0.1:${port}/v1`, { timeouts: { connect: 200 } });
    others.push(own);
    const { error } = await failureOf(own);
    expect(error).toMatchObject({ kind: 'unreachable', retryable: true });
    expect(error.message).toContain('timed out after 0.2 s');
    expect(error.message).toContain('TEMPERA_CONNECT_TIMEOUT');
  });

  test('is told apart when it says two lengths of its answer', async () => {
    const twice = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello';
    endpoint.enqueue({ steps: [{ socket: twice }, { cut: true }] });
    const { error } = await failureOf(provider);
    expect(error.kind).toBe('bad_response');
    expect(error.message).toContain('that HTTP does not allow');
  });

  test('is told apart when it does not speak HTTP', async () => {
    const port = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const own = providerFor(`http://127.0.0.1:${port}/v1`);
    others.push(own);
    const { error } = await failureOf(own);
    expect(error).toMatchObject({ kind: 'not_an_openai_endpoint', retryable: false });
  });

  test('may be asked again when it closes before it answers', async () => {
    for (const step of [{ reset: true }, { cut: true }] as const) {
      endpoint.enqueue({ steps: [step] });
      expect((await failureOf(provider)).error).toMatchObject({ kind: 'connection_lost', retryable: true });
    }
  });
});

describe('something else than an OpenAI endpoint', () => {
  test.each([
    ['a web page', html()],
    ['other JSON', json({ hello: 'world' })],
    ['a JSON list', json([1, 2])],
    ['plain text', { headers: { 'content-type': 'text/plain' }, steps: [{ raw: 'It works!\n' }] }],
    ['a web page for a 404', html(404)],
    ['a plain 404', { status: 404, headers: { 'content-type': 'text/plain' }, steps: [{ raw: '404 page not found' }] }],
    ['an unknown path', json({ detail: 'Not Found' }, 404)],
    ['a method that is not allowed', json({ detail: 'Method Not Allowed' }, 405)],
  ])('is recognised by %s', async (_, script) => {
    endpoint.enqueue(script);
    const { error, text } = await failureOf(provider);
    expect(error).toMatchObject({ kind: 'not_an_openai_endpoint', retryable: false });
    expect(error.message).toContain('OPENAI_BASE_URL');
    expect(text).toBe('');
  });

  test('redirects are not followed: the prompt goes nowhere else', async () => {
    const target = await startScriptedEndpoint();
    others.push(target);
    for (const status of [301, 302, 307, 308]) {
      endpoint.enqueue(redirect(`${target.baseUrl}/chat/completions`, status));
      const { error } = await failureOf(provider);
      expect(error).toMatchObject({ kind: 'not_an_openai_endpoint', status, retryable: false });
      expect(error.message).toContain(target.baseUrl);
    }
    expect(target.requests).toHaveLength(0);
    expect(target.openSockets()).toBe(0);
  });
});

describe('an endpoint that breaks HTTP', () => {
  async function failureAt(answer: string, more = ''): Promise<Awaited<ReturnType<typeof failureOf>>> {
    const port = await rawServer((socket) => {
      socket.write(answer);
      const timer = more === '' ? null : setInterval(() => socket.write(more), 1);
      socket.on('close', () => timer !== null && clearInterval(timer));
    });
    const own = providerFor(`http://127.0.0.1:${port}/v1`);
    others.push(own);
    return failureOf(own);
  }

  test('with a status that there is not is told so', async () => {
    const { error } = await failureAt('HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}');
    expect(error).toMatchObject({ kind: 'bad_response', retryable: false });
    expect(error.message).toContain('the status 999');
  });

  test('with headers without end is told so', async () => {
    const { error } = await failureAt('HTTP/1.1 200 OK\r\n', `x-more: ${'x'.repeat(5_000)}\r\n`);
    expect(error).toMatchObject({ kind: 'bad_response', retryable: false });
    expect(error.message).toContain('more headers');
  });
});

describe('an endpoint that hangs', () => {
  test.each([
    ['before headers', { steps: [{ hang: true }] } as const, 0],
    ['after headers', { steps: [{ head: true }, { hang: true }] } as const, 1],
    ['after the role', textThen('', { hang: true }), 1],
  ])('%s passes the limit on the first token', async (_, script, opened) => {
    endpoint.enqueue(script);
    const told = await failureOf(hasty({ firstToken: 150 }));
    expect(told.error).toMatchObject({ kind: 'timeout', retryable: false });
    expect(told.error.message).toContain('TEMPERA_FIRST_TOKEN_TIMEOUT');
    expect(told.error.message).toContain('0.15 s');
    expect(told.opened).toBe(opened);
    await expect(endpoint.requests.at(-1)?.closed).resolves.toBe('cut');
  });

  test('in the middle passes the limit on silence, and what came is kept', async () => {
    endpoint.enqueue(textThen('half of an', { hang: true }));
    const { error, text } = await failureOf(hasty({ idle: 150 }));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(error.message).toContain('TEMPERA_IDLE_TIMEOUT');
    expect(text).toBe('half of an');
  });

  test('is forgiven pauses shorter than the limit', async () => {
    endpoint.enqueue(answer('slow but steady progress', { tokenMs: 60 }));
    expect((await answerOf(hasty({ idle: 2_000, firstToken: 2_000 }))).text).toBe('slow but steady progress');
  });

  test('by never ending passes the limit on everything', async () => {
    endpoint.enqueue(
      scriptOf(
        Array.from({ length: 200 }, () => 'x '),
        { tokenMs: 10 },
      ),
    );
    const { error, text } = await failureOf(hasty({ total: 200 }));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(error.message).toContain('TEMPERA_TOTAL_TIMEOUT');
    expect(text).toMatch(/^(x )+$/);
  });

  test('in the middle of an error still has the error reported', async () => {
    endpoint.enqueue({
      status: 401,
      headers: { 'content-type': 'application/json' },
      steps: [{ raw: '{"error":' }, { cut: true }],
    });
    expect((await failureOf(provider)).error).toMatchObject({ kind: 'wrong_key', status: 401 });
  });
});

describe('an answer that breaks off', () => {
  test('by a reset keeps its text to the byte and is not asked for again', async () => {
    let seen: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      seen = resolve;
    });
    endpoint.enqueue(textThen('naïve 東京', { until }, { reset: true }));
    const { error, text } = await failureOf(provider, { onText: (all) => all === 'naïve 東京' && seen() });
    expect(error).toMatchObject({ kind: 'connection_lost', retryable: false });
    expect(text).toBe('naïve 東京');
  });

  test('by a closed connection is lost too, though nothing was reset', async () => {
    endpoint.enqueue(textThen('cut short', { cut: true }));
    expect(await failureOf(provider)).toMatchObject({ text: 'cut short', error: { kind: 'connection_lost' } });
  });

  test('by a clean end has no finish_reason, so it is never taken for complete', async () => {
    endpoint.enqueue(textThen('clean but early'));
    expect(await answerOf(provider)).toMatchObject({ text: 'clean but early', result: { finishReason: null } });
    endpoint.enqueue(textThen('with done', { raw: 'data: [DONE]\n\n' }));
    expect((await answerOf(provider)).result.finishReason).toBeNull();
  });

  test('in the middle of an event loses only that event', async () => {
    endpoint.enqueue(textThen('whole', { raw: 'data: {"choices":[{"index":0,"del' }));
    expect(await answerOf(provider)).toMatchObject({ text: 'whole', result: { finishReason: null } });
  });

  test.each([
    ['nothing at all', { steps: [{ head: true }] } as const],
    ['only white space', { steps: [{ raw: '\n\n  \n' }] }],
    ['only comments', { steps: [{ comment: 'keep-alive' }] }],
    ['only [DONE]', { steps: [{ raw: 'data: [DONE]\n\n' }] }],
    ['only empty choices', events(chunk(null), chunk(null))],
  ])('before it began, with %s, is a bad response', async (_, script) => {
    endpoint.enqueue(script);
    expect((await failureOf(provider)).error).toMatchObject({ kind: 'bad_response', retryable: false });
  });

  test('by bad JSON says so, quotes it and keeps the text', async () => {
    endpoint.enqueue(textThen('so far', { raw: 'data: {"oops": sk-CANARY123\n\n' }));
    const { error, text } = await failureOf(provider);
    expect(error).toMatchObject({ kind: 'bad_response', retryable: false });
    expect(error.message).toContain('{"oops":');
    expect(error.message).not.toContain('CANARY');
    expect(text).toBe('so far');
  });

  test('by an error event says what was reported and keeps the text', async () => {
    endpoint.enqueue(textThen('so far', { event: { error: { message: 'The engine is on fire', code: 502 } } }));
    const { error, text } = await failureOf(provider);
    expect(error).toMatchObject({ kind: 'server_error', status: 502, retryable: false });
    expect(error.message).toContain('The engine is on fire');
    expect(text).toBe('so far');
  });

  test('by an error event in place of an answer may be asked for again', async () => {
    endpoint.enqueue(events({ error: { message: 'Slow down', code: 429 } }));
    expect((await failureOf(provider)).error).toMatchObject({ kind: 'rate_limit', retryable: true });
    endpoint.enqueue({ steps: [{ raw: 'event: error\ndata: {"message":"Overloaded","type":"server_error"}\n\n' }] });
    expect((await failureOf(provider)).error).toMatchObject({ kind: 'server_error', retryable: true });
  });
});

describe('bytes on the wire', () => {
  const text = 'Grüße 👩‍👩‍👧 東京 \u2028 "quoted"\r\nnew line';

  test.each([
    ['one byte per write', { bytesPerWrite: 1 }],
    ['CRLF line ends', { lineEnd: '\r\n' as const }],
    ['CRLF, split everywhere', { lineEnd: '\r\n' as const, bytesPerWrite: 1 }],
  ])('%s change nothing', async (_, how) => {
    const deltas = [...text].map((content) => ({ event: chunk({ content }) }));
    const steps = [...deltas, { comment: 'ping' }, { event: chunk({}, { finishReason: 'stop' }) }];
    endpoint.enqueue({ steps, ...how });
    expect(await answerOf(provider)).toMatchObject({ text, result: { finishReason: 'stop' } });
  });

  test('the last event counts without its blank line', async () => {
    const last = JSON.stringify(chunk({ content: ' end' }, { finishReason: 'length' }));
    endpoint.enqueue(textThen('the', { raw: `data: ${last}` }));
    expect(await answerOf(provider)).toMatchObject({ text: 'the end', result: { finishReason: 'length' } });
  });

  test('lone surrogates and pairs split over two deltas arrive as they were sent', async () => {
    const event = (content: string) => ({
      raw: `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`,
    });
    endpoint.enqueue({ steps: [event('a\\ud800b'), event('\\ud83d'), event('\\ude00')] });
    expect((await answerOf(provider)).text).toBe('a\ud800b😀');
  });

  test('an answer of 1 MB arrives whole, in one delta or in many', async () => {
    const big = 'All work and no play. '.repeat(50_000);
    endpoint.enqueue(scriptOf([big]), scriptOf(big.match(/.{1,100}/g) ?? []));
    expect((await answerOf(provider)).text === big).toBe(true);
    expect((await answerOf(provider)).text === big).toBe(true);
  });

  test('however they are split, the text is the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.nat(40), { maxLength: 40 }),
        (content, cuts) => {
          const stream = `: hi\r\n\r\ndata: ${JSON.stringify(chunk({ content }))}\n\ndata: [DONE]\n\n`;
          const bytes = new TextEncoder().encode(stream);
          let got = '';
          const nothing = () => undefined;
          const sink = {
            opened: nothing,
            reasoning: nothing,
            toolCalls: nothing,
            text: (delta: string) => (got += delta),
          };
          const reader = createChatBodyReader(sink);
          let at = 0;
          for (const size of [...cuts, bytes.length]) {
            reader.feed(bytes.subarray(at, at + size));
            at += size;
          }
          reader.end();
          expect(got).toBe(content);
        },
      ),
    );
  });
});

describe('a caller who changes their mind', () => {
  test.each([
    ['before headers', { steps: [{ hang: true }] } as const],
    ['after headers', { steps: [{ head: true }, { hang: true }] } as const],
    ['in the middle', textThen('some text', { hang: true })],
    [
      'while it streams',
      scriptOf(
        Array.from({ length: 500 }, () => 'x '),
        { tokenMs: 5 },
      ),
    ],
  ])('gets their own reason and the socket is closed: %s', async (_, script) => {
    endpoint.enqueue(script);
    const controller = new AbortController();
    const reason = new Error('stopped by hand');
    const before = endpoint.requests.length;
    const asked = answerOf(provider, { signal: controller.signal });
    asked.catch(() => undefined);
    await expect.poll(() => endpoint.requests.length).toBe(before + 1);
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await expect(endpoint.requests.at(-1)?.closed).resolves.toBe('cut');
  });

  test('makes no request when that was before it began', async () => {
    const before = endpoint.requests.length;
    await expect(answerOf(provider, { signal: AbortSignal.abort('never mind') })).rejects.toBe('never mind');
    expect(endpoint.requests).toHaveLength(before);
  });

  test('hears nothing more of the answer, not even what had come already', async () => {
    const controller = new AbortController();
    let heard = '';
    const steps = ['one', ' two', ' three'].map((content) => `data: ${JSON.stringify(chunk({ content }))}\n\n`);
    endpoint.enqueue({ steps: [{ raw: steps.join('') }] });
    const asked = answerOf(provider, {
      signal: controller.signal,
      onText: (text) => {
        heard = text;
        controller.abort(new Error('enough'));
      },
    });
    await expect(asked).rejects.toThrow('enough');
    await endpoint.requests.at(-1)?.closed;
    expect(heard).toBe('one');
  });
});
