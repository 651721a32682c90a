import { describe, expect, it } from 'vitest';
import { createPracticeModel, type PracticeModel } from '../../../src/practice/practice-model.ts';
import { createPracticeApp } from '../../../src/practice/protocol/protocol.ts';

const model = createPracticeModel();
const app = createPracticeApp({ tokensPerSecond: 0, model });
const BASE = { model: 'practice', messages: [{ role: 'user', content: 'Tell me a story.' }], seed: 1 };

const post = (fields: object, init: RequestInit = {}, to = app) =>
  to.request('/v1/chat/completions', { method: 'POST', body: JSON.stringify({ ...BASE, ...fields }), ...init });

interface Entry {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
}
interface Completion {
  readonly object: string;
  readonly model: string;
  readonly choices: readonly {
    readonly message: { readonly role: string; readonly content: string };
    readonly finish_reason: string;
    readonly logprobs: { readonly content: readonly (Entry & { readonly top_logprobs: readonly Entry[] })[] } | null;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}
interface Chunk {
  readonly id: string;
  readonly object: string;
  readonly choices: readonly {
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason: string | null;
    readonly logprobs: { readonly content: readonly Entry[] } | null;
  }[];
  readonly usage?: Completion['usage'] | null;
}

async function completed(fields: object): Promise<Completion> {
  const response = await post(fields);
  expect(response.status).toBe(200);
  return response.json();
}

async function streamed(fields: object): Promise<{ chunks: readonly Chunk[]; ending: string }> {
  const response = await post({ ...fields, stream: true });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events = (await response.text()).split('\n\n').slice(0, -1);
  const data = events.map((event) => event.replace(/^data: /, ''));
  return { chunks: data.slice(0, -1).map((text): Chunk => JSON.parse(text)), ending: data.at(-1) ?? '' };
}

const textOf = (chunks: readonly Chunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

/** A model that counts the tokens asked of it and would go on for ever. */
function endlessModel(): PracticeModel & { asked: number; ended: boolean } {
  const endless: PracticeModel & { asked: number; ended: boolean } = {
    asked: 0,
    ended: false,
    countTokens: () => 1,
    firstToken: () => new Map(),
    *generate() {
      try {
        for (;;) {
          endless.asked += 1;
          yield { text: ' on', logprob: null, alternatives: [] };
        }
      } finally {
        endless.ended = true;
      }
    },
  };
  return endless;
}

describe('GET /v1/models', () => {
  it('lists the one model', async () => {
    const response = await app.request('/v1/models');
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'practice', object: 'model' }] });
    expect((await app.request('/v1/models/practice')).status).toBe(200);
    expect((await app.request('/v1/models/other')).status).toBe(404);
  });
});

describe('POST /v1/chat/completions', () => {
  it('answers as one body, with its own token counts', async () => {
    const body = await completed({ temperature: 0 });
    expect(body).toMatchObject({ object: 'chat.completion', model: 'practice' });
    expect(body.choices[0]).toMatchObject({ message: { role: 'assistant' }, finish_reason: 'stop', logprobs: null });
    expect(body.choices[0]?.message.content).toMatch(/^Once upon a time there was a small fox/);
    expect(body.usage.prompt_tokens).toBe(8);
    expect(body.usage.completion_tokens).toBeGreaterThan(40);
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
  });

  it('streams the same answer chunk by chunk', async () => {
    const whole = await completed({ temperature: 1 });
    const { chunks, ending } = await streamed({ temperature: 1 });
    expect(ending).toBe('[DONE]');
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(chunks.every((chunk) => chunk.object === 'chat.completion.chunk' && !('usage' in chunk))).toBe(true);
  });

  it('sends usage in a last chunk without choices when asked', async () => {
    const { chunks } = await streamed({ stream_options: { include_usage: true }, max_tokens: 3 });
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 8, completion_tokens: 3, total_tokens: 11 },
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
  });

  it('gives log-probabilities of each token and of as many alternatives as asked for', async () => {
    const { choices } = await completed({ temperature: 0, logprobs: true, top_logprobs: 20, max_completion_tokens: 4 });
    const content = choices[0]?.logprobs?.content ?? [];
    expect(content.map((entry) => entry.token).join('')).toBe(choices[0]?.message.content);
    expect(content.every((entry) => entry.top_logprobs.length === 20 && entry.logprob <= 0)).toBe(true);
    const { chunks } = await streamed({ temperature: 0, logprobs: true, max_tokens: 4 });
    expect(chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? [])).toHaveLength(4);
  });

  it('reports the bytes of tokens, so that any script can be put together again', async () => {
    const shots = ['eins', 'zwei'].flatMap((content) => [
      { role: 'user', content },
      { role: 'assistant', content: '東京 🧑‍🚀 é' },
    ]);
    const { choices } = await completed({
      messages: [...shots, { role: 'user', content: 'drei' }],
      temperature: 0,
      logprobs: true,
    });
    const bytes = (choices[0]?.logprobs?.content ?? []).flatMap((entry) => entry.bytes);
    expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe('東京 🧑‍🚀 é');
    expect(choices[0]?.message.content).toBe('東京 🧑‍🚀 é');
  });

  it('reads text parts and developer messages', async () => {
    const messages = [
      { role: 'developer', content: 'You are a pirate.' },
      { role: 'user', content: [{ type: 'text', text: 'Hello!' }] },
    ];
    expect((await completed({ messages, temperature: 0 })).choices[0]?.message.content).toMatch(/^Ahoy/);
  });

  it.each([['fox'], [['owl', ' fox who']], ['small f']])('ends before the stop sequence %j', async (stop) => {
    const { choices } = await completed({ temperature: 0, stop });
    const { chunks } = await streamed({ temperature: 0, stop });
    expect(choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(choices[0]?.message.content.trimEnd()).toMatch(/^Once upon a time there was a( small)?$/);
    expect(textOf(chunks)).toBe(choices[0]?.message.content);
  });

  it('takes null for a setting as its default', async () => {
    const nulls = { temperature: null, top_p: null, stop: null, max_tokens: null, stream: null, n: 1, tools: [] };
    expect((await completed(nulls)).choices[0]?.message).toEqual(
      (await completed({ temperature: 1 })).choices[0]?.message,
    );
  });
});

describe('a request at fault', () => {
  it.each([
    [{ temperature: 2.1 }, 'temperature'],
    [{ temperature: -0.1 }, 'temperature'],
    [{ temperature: '1' }, 'temperature'],
    [{ top_p: 1.1 }, 'top_p'],
    [{ top_p: -1 }, 'top_p'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_completion_tokens: 0 }, 'max_completion_tokens'],
    [{ logprobs: true, top_logprobs: 21 }, 'top_logprobs'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ seed: 1.5 }, 'seed'],
    [{ stop: ['1', '2', '3', '4', '5'] }, 'stop'],
    [{ presence_penalty: 3 }, 'presence_penalty'],
    [{ messages: undefined }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'nobody', content: '' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content'],
    [{ model: undefined }, 'model'],
    [{ n: 2 }, 'n'],
    [{ tools: [{ type: 'function' }] }, 'tools'],
    [{ response_format: { type: 'json_object' } }, 'response_format'],
    [{ reasoning_effort: 'low' }, 'reasoning_effort'],
    [{ logit_bias: { 1: 2 } }, 'logit_bias'],
  ])('is refused for %j with its field named', async (fields, param) => {
    const response = await post(fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', param, code: expect.any(String) },
    });
  });

  it('is told that the model is not there', async () => {
    const response = await post({ model: 'gpt-4o' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { param: 'model', code: 'model_not_found' } });
  });

  it('is told that its prompt is too long', async () => {
    const response = await post({ messages: [{ role: 'user', content: 'word '.repeat(9000) }] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'context_length_exceeded', param: 'messages' } });
  });

  it('is told when it is no JSON object, or goes nowhere', async () => {
    for (const body of ['{', '[]', 'null', '"x"']) expect((await post({}, { body })).status).toBe(400);
    expect(await (await app.request('/v1/nothing')).json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

describe('an abort', () => {
  it('ends a stream at once, between two paced tokens', async () => {
    const endless = endlessModel();
    const abort = new AbortController();
    const response = await post(
      { stream: true },
      { signal: abort.signal },
      createPracticeApp({ tokensPerSecond: 1, model: endless }),
    );
    const reading = response.text();
    abort.abort();
    await expect(reading).rejects.toThrow();
    expect(endless.ended || endless.asked === 0).toBe(true);
    expect(endless.asked).toBeLessThanOrEqual(1);
  });

  it.each([0, 1])('ends an unstreamed answer at once, at %i tokens per second', async (tokensPerSecond) => {
    const endless = endlessModel();
    const abort = new AbortController();
    const pending = post(
      { max_tokens: 7000 },
      { signal: abort.signal },
      createPracticeApp({ tokensPerSecond, model: endless }),
    );
    setImmediate(() => abort.abort());
    await expect(pending).rejects.toThrow();
    const { asked } = endless;
    await new Promise((resolve) => setImmediate(resolve));
    expect(endless.asked).toBe(asked);
    expect(endless.ended || asked === 0).toBe(true);
  });

  it('of the reader ends generation, whether it is waiting or not', async () => {
    for (const tokensPerSecond of [0, 2]) {
      const endless = endlessModel();
      const response = await post({ stream: true }, {}, createPracticeApp({ tokensPerSecond, model: endless }));
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      await new Promise((resolve) => setImmediate(resolve));
      expect(endless.ended).toBe(true);
      expect(endless.asked).toBeLessThanOrEqual(3);
    }
  });

  it('before the request begins is honoured', async () => {
    const endless = endlessModel();
    const aborted = post(
      {},
      { signal: AbortSignal.abort() },
      createPracticeApp({ tokensPerSecond: 0, model: endless }),
    );
    await expect(aborted).rejects.toThrow();
    expect(endless.asked).toBe(0);
  });
});
