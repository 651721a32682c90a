import { describe, expect, test } from 'vitest';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, chunk, events, json, textThen, usageOf, wholeAnswer } from '../support/scripts.ts';
import { answerOf, KEY, providerFor } from './asking.ts';
import { oneProvider } from './one-provider.ts';

const shared = oneProvider();

describe('a well-behaved answer', () => {
  test('goes to the sink as it comes, and ends with its finish_reason and usage', async () => {
    const usage = usageOf(1200, 900, { cached: 1024, reasoning: 832 });
    shared.endpoint.enqueue(answer('The film was dull.', { usage }));
    const { text, opened, result } = await answerOf(shared.provider);
    expect(text).toBe('The film was dull.');
    expect(opened).toBe(1);
    expect(result).toMatchObject({
      finishReason: 'stop',
      usage: {
        inputTokens: 1200,
        cachedInputTokens: 1024,
        outputTokens: 900,
        reasoningTokens: 832,
        source: 'reported',
      },
      reportedCost: null,
      logprobs: null,
    });
  });

  test('keeps what came back but for the text', async () => {
    shared.endpoint.enqueue(answer('one two'));
    const { result } = await answerOf(shared.provider);
    expect(result.response).toEqual({
      id: 'chatcmpl-scripted',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'gpt-4o-mini',
      service_tier: 'default',
      system_fingerprint: 'fp_scripted',
      usage: usageOf(10, 2),
      choices: [{ index: 0, finish_reason: 'stop' }],
      stream: true,
      chunks: 5,
    });
  });

  test('was asked for with exactly the body given, the key, and nothing about the machine', async () => {
    shared.endpoint.enqueue(answer('ok'));
    const body = { model: 'm', messages: [{ role: 'user', content: 'é "\u2028' }], temperature: 0, stream: true };
    await answerOf(shared.provider, { body });
    const request = shared.endpoint.requests.at(-1);
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.body).toEqual(body);
    expect(request?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(request?.headers['user-agent']).toBe('Tempera');
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith('x-stainless'))).toEqual([]);
  });

  test('carries no Authorization header without a key', async () => {
    const keyless = providerFor(shared.endpoint.baseUrl, { apiKey: null });
    await answerOf(keyless);
    expect(shared.endpoint.requests.at(-1)?.headers['authorization']).toBeUndefined();
    await keyless.close();
  });

  test('uses its connections again for requests that follow each other', async () => {
    const fresh = await startScriptedEndpoint();
    const own = providerFor(fresh.baseUrl);
    for (let i = 0; i < 10; i += 1) await answerOf(own);
    // The end of one answer may still be on its way when the next is asked for.
    expect(fresh.openSockets()).toBeLessThanOrEqual(2);
    await own.close();
    await fresh.close();
  });

  test('streams 100 answers side by side, each whole', async () => {
    shared.endpoint.answerBy(({ body }) => answer(`${(body as { model: string }).model} says a few words`));
    const models = Array.from({ length: 100 }, (_, index) => `model-${index}`);
    const all = await Promise.all(models.map((model) => answerOf(shared.provider, { body: { model } })));
    expect(all.map(({ text }) => text)).toEqual(models.map((model) => `${model} says a few words`));
    shared.endpoint.answerBy(() => answer('Hello'));
  });
});

describe('what endpoints do differently', () => {
  test('thinking goes apart from the answer, under both of its names', async () => {
    shared.endpoint.enqueue(
      events(
        chunk({ reasoning_content: 'Let me ' }),
        chunk({ reasoning: 'see.' }),
        chunk({ content: '42' }, { finishReason: 'stop' }),
      ),
    );
    expect(await answerOf(shared.provider)).toMatchObject({ text: '42', reasoning: 'Let me see.' });
  });

  test('a refusal is text', async () => {
    shared.endpoint.enqueue(events(chunk({ refusal: 'I cannot help.' }), chunk({}, { finishReason: 'stop' })));
    expect((await answerOf(shared.provider)).text).toBe('I cannot help.');
  });

  test('content may come as parts', async () => {
    const content = [{ type: 'text', text: 'in ' }, { type: 'thinking' }, { type: 'text', text: 'parts' }];
    shared.endpoint.enqueue(events(chunk({ content }, { finishReason: 'stop' })));
    expect((await answerOf(shared.provider)).text).toBe('in parts');
  });

  test('thinking may come as details alone, or beside the same thought under another name', async () => {
    const details = [
      { type: 'reasoning.text', text: 'Hm.' },
      { type: 'reasoning.encrypted', data: 'x' },
    ];
    shared.endpoint.enqueue(
      events(chunk({ reasoning_details: details }), chunk({ content: '4' }, { finishReason: 'stop' })),
    );
    expect(await answerOf(shared.provider)).toMatchObject({ text: '4', reasoning: 'Hm.' });
    const both = { reasoning: 'Hm.', reasoning_details: details };
    shared.endpoint.enqueue(events(chunk(both), chunk({ content: '4' }, { finishReason: 'stop' })));
    expect(await answerOf(shared.provider)).toMatchObject({ text: '4', reasoning: 'Hm.' });
  });

  test('logprobs are gathered with their alternatives', async () => {
    const logprobs = {
      content: [{ token: 'A', logprob: -0.1, bytes: [65], top_logprobs: [{ token: 'B', logprob: -2, bytes: null }] }],
    };
    const more = { content: [{ token: '!', logprob: -9999, top_logprobs: [] }], refusal: null };
    shared.endpoint.enqueue(
      events(chunk({ content: 'A' }, { logprobs }), chunk({ content: '!' }, { logprobs: more, finishReason: 'stop' })),
    );
    expect((await answerOf(shared.provider)).result.logprobs).toEqual([
      { token: 'A', logprob: -0.1, top: [{ token: 'B', logprob: -2 }] },
      { token: '!', logprob: -9999, top: [] },
    ]);
  });

  test('usage may come before the text, and the cost with it', async () => {
    shared.endpoint.enqueue(
      events(
        { ...chunk(null), usage: { ...usageOf(7, 3), cost: 0.000_012_5 } },
        { ...chunk({ content: 'early' }, { finishReason: 'stop' }), usage: null },
      ),
    );
    const { result } = await answerOf(shared.provider);
    expect(result.usage).toMatchObject({ inputTokens: 7, outputTokens: 3 });
    expect(result.reportedCost).toBe(12_500_000n);
  });

  test('usage that is missing or nonsense is unknown, not zero', async () => {
    shared.endpoint.enqueue(answer('none', { usage: null }));
    expect((await answerOf(shared.provider)).result.usage).toBeNull();
    shared.endpoint.enqueue(
      answer('odd', { usage: { prompt_tokens: -3, completion_tokens: 'many', cost: Number.NaN } }),
    );
    expect(await answerOf(shared.provider)).toMatchObject({ result: { usage: null, reportedCost: null } });
    shared.endpoint.enqueue(answer('half', { usage: { prompt_tokens: 5 } }));
    expect((await answerOf(shared.provider)).result.usage).toEqual({
      inputTokens: 5,
      cachedInputTokens: null,
      outputTokens: null,
      reasoningTokens: null,
      source: 'reported',
    });
  });

  test('a JSON answer to a stream request is a whole answer', async () => {
    shared.endpoint.enqueue(json(wholeAnswer('all at once')));
    const { text, result } = await answerOf(shared.provider);
    expect(text).toBe('all at once');
    expect(result).toMatchObject({ finishReason: 'stop', usage: { inputTokens: 10, outputTokens: 3 } });
    expect(result.response).toMatchObject({ object: 'chat.completion', stream: false });
    expect(JSON.stringify(result.response)).not.toContain('all at once');
  });

  test('other choices than the first are not ours', async () => {
    const second = { ...chunk({ content: 'second' }), choices: [{ index: 1, delta: { content: 'second' } }] };
    shared.endpoint.enqueue(events(chunk({ content: 'first' }), second, chunk({}, { finishReason: 'stop' })));
    expect((await answerOf(shared.provider)).text).toBe('first');
  });

  test('an answer without text that ends properly is an empty answer', async () => {
    shared.endpoint.enqueue(answer(''));
    expect(await answerOf(shared.provider)).toMatchObject({ text: '', result: { finishReason: 'stop' } });
  });

  test('[DONE] ends it even when the connection stays open', async () => {
    shared.endpoint.enqueue({ steps: [...answer('done').steps, { hang: true }] });
    expect((await answerOf(shared.provider)).text).toBe('done');
  });

  test('silence after the finish_reason ends it too', async () => {
    const hasty = providerFor(shared.endpoint.baseUrl, { timeouts: { idle: 100 } });
    const finish = { event: chunk({}, { finishReason: 'stop' }) };
    shared.endpoint.enqueue(textThen('complete', finish, { hang: true }));
    expect(await answerOf(hasty)).toMatchObject({ text: 'complete', result: { finishReason: 'stop', usage: null } });
    await hasty.close();
  });

  test('a broken connection after the finish_reason does not take the answer back', async () => {
    shared.endpoint.enqueue(textThen('complete', { event: chunk({}, { finishReason: 'stop' }) }, { cut: true }));
    expect(await answerOf(shared.provider)).toMatchObject({ text: 'complete', result: { finishReason: 'stop' } });
  });
});
