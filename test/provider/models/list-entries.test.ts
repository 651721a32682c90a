import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProviderError } from '../../../src/provider/errors/provider-error.ts';
import { readModelList } from '../../../src/provider/models/list-entries.ts';

const only = (entry: unknown) => readModelList(JSON.stringify([entry]), [])[0];

test('lists come in an object, bare, empty, or as null', () => {
  const ids = (list: unknown) => readModelList(JSON.stringify(list), []).map(({ id }) => id);
  expect(ids({ object: 'list', data: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] })).toEqual(['a', 'b']);
  expect(ids([{ id: 'a' }, 'x', null, { id: 5 }, { id: '' }])).toEqual(['a']);
  expect([ids({ data: [] }), ids({ models: [] }), ids({ data: null })]).toEqual([[], [], []]);
  expect(() => ids({ object: 'list' })).toThrow(ProviderError);
  expect(() => readModelList('<html>', [])).toThrow(ProviderError);
});

test.each([
  [
    'DeepInfra',
    { metadata: { context_length: 40_960, max_tokens: 40_960, pricing: { input_tokens: 0.1, output_tokens: 0.3 } } },
    40_960,
    null,
    [100_000n, 300_000n],
  ],
  [
    'xAI',
    {
      output_modalities: ['text'],
      prompt_text_token_price: 30_000,
      cached_prompt_text_token_price: 7_500,
      completion_text_token_price: 150_000,
    },
    null,
    null,
    [3_000_000n, 15_000_000n],
  ],
  [
    'Cerebras',
    {
      limits: { max_context_length: 131_072, max_completion_tokens: 40_960 },
      pricing: { prompt: '0.00000035', completion: '0.00000075' },
    },
    131_072,
    40_960,
    [350_000n, 750_000n],
  ],
  [
    'Venice',
    {
      type: 'text',
      model_spec: {
        availableContextTokens: 131_072,
        pricing: { input: { usd: 0.9, diem: 0.9 }, output: { usd: 4.5, diem: 4.5 } },
      },
    },
    131_072,
    null,
    [900_000n, 4_500_000n],
  ],
  [
    'Requesty',
    { context_window: 400_000, max_output_tokens: 128_000, input_price: 1.25e-6, output_price: 1e-5 },
    400_000,
    128_000,
    [1_250_000n, 10_000_000n],
  ],
  [
    'LiteLLM',
    { mode: 'chat', max_input_tokens: 272_000, input_cost_per_token: 1.25e-6, output_cost_per_token: 1e-5 },
    272_000,
    null,
    [1_250_000n, 10_000_000n],
  ],
  ['Poe', { context_window: { context_length: 400_000, max_output_tokens: 128_000 } }, 400_000, 128_000, null],
  ['Chutes', { max_model_len: 163_840, max_output_length: 65_536 }, 163_840, 65_536, null],
  ['LM Studio', { type: 'llm', max_context_length: 131_072, loaded_context_length: 4_096 }, 4_096, null, null],
  ['vLLM', { max_model_len: 4_096 }, 4_096, null, null],
  ['Anthropic', { type: 'model', max_input_tokens: 200_000, max_tokens: 64_000 }, 200_000, 64_000, null],
  [
    'Vercel',
    { type: 'language', context_window: 1_000, max_tokens: 900, pricing: { input: '0.000003', output: '0.000015' } },
    1_000,
    null,
    [3_000_000n, 15_000_000n],
  ],
  ['an answer longer than the context', { context_length: 4_096, max_completion_tokens: 1_000_000 }, 4_096, null, null],
  ['texts and fractions', { context_length: '4096', max_completion_tokens: 4_096.5 }, null, null, null],
  ['one price of two', { pricing: { input: 1 } }, null, null, null],
  ['a price per million written as a text', { pricing: { prompt: '0.60', completion: '2.40' } }, null, null, null],
])('%s', (_, entry, context, outputLimit, prices) => {
  const read = only({ id: 'm', ...entry });
  expect(read).toMatchObject({ kind: 'chat', context, outputLimit });
  expect(read?.prices === null ? null : [read?.prices.input, read?.prices.output]).toEqual(prices);
});

test.each([
  [
    'xAI',
    { cached_prompt_text_token_price: 7_500, prompt_text_token_price: 30_000, completion_text_token_price: 150_000 },
  ],
  ['Requesty', { input_price: 3e-6, output_price: 15e-6, cached_price: 0.75e-6 }],
  [
    'OpenRouter’s providers',
    { pricing: { prompt: '0.000003', completion: '0.000015', input_cache_reads: '0.00000075' } },
  ],
])('the price of input from a cache is read as %s names it', (_, entry) => {
  expect(only({ id: 'm', ...entry })?.prices).toEqual({
    input: 3_000_000n,
    cachedInput: 750_000n,
    output: 15_000_000n,
  });
});

test.each([
  ['Cohere', { name: 'a', endpoints: ['chat'] }, { name: 'b', endpoints: ['embed'] }],
  [
    'Google',
    { name: 'a', supportedGenerationMethods: ['generateContent'] },
    { name: 'b', supportedGenerationMethods: ['embedContent'] },
  ],
  ['Novita', { id: 'a', endpoints: ['chat/completions'] }, { id: 'b', model_type: 'embedding' }],
  ['LiteLLM', { id: 'a', mode: 'chat' }, { id: 'b', mode: 'embedding' }],
])('%s says which model chats, and calls it by an id or a name', (_, chat, embedding) => {
  const read = readModelList(JSON.stringify({ models: [chat, embedding] }), []);
  expect(read.map(({ id, kind }) => [id, kind])).toEqual([
    ['a', 'chat'],
    ['b', 'embedding'],
  ]);
});

test('a kind, endpoint or modality that nobody knows says nothing, whatever it is called', () => {
  const entries = [
    { id: 'a', type: 'constructor' },
    { id: 'b', endpoints: ['constructor'] },
    { id: 'c', architecture: { output_modalities: ['constructor', 'embeddings'] } },
  ];
  expect(readModelList(JSON.stringify(entries), []).map(({ kind }) => kind)).toEqual(['chat', 'chat', 'embedding']);
});

test('what nobody could ask for by its id is no model', () => {
  const ids = ['\ud800', 'a\u0000b', 'a\nb', '  ', 'x'.repeat(1_000_000), 'constructor'];
  expect(readModelList(JSON.stringify(ids.map((id) => ({ id }))), []).map(({ id }) => id)).toEqual(['constructor']);
});

test('prices of any number of digits are read in time that grows with their length', () => {
  // Quadratic work takes minutes, and longer than a test may.
  const digits = '1'.repeat(600_000);
  for (const prompt of [digits, `${digits}x`, `0.${digits}x`, `${' '.repeat(600_000)}1`])
    expect(only({ id: 'a', pricing: { prompt, completion: '1' } })?.prices).toBeNull();
});

test('a key never comes back as a model or a parameter', () => {
  const list = JSON.stringify([
    { id: 'CANARYKEY123' },
    { id: 'a', supported_parameters: ['CANARYKEY123'] },
    { id: 'b' },
  ]);
  expect(readModelList(list, ['CANARYKEY123']).map(({ id }) => id)).toEqual(['b']);
});

test('whatever a list says, figures are within their bounds or unknown', () => {
  const figure = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.bigInt().map(String));
  const entry = fc.record({
    id: fc.constant('m'),
    context_length: figure,
    max_completion_tokens: figure,
    pricing: fc.oneof(figure, fc.record({ prompt: figure, completion: figure, input_cache_read: figure })),
    providers: fc.oneof(figure, fc.array(fc.record({ pricing: fc.record({ input: figure, output: figure }) }))),
    architecture: fc.oneof(figure, fc.record({ output_modalities: fc.array(figure), modality: figure })),
    capabilities: fc.oneof(figure, fc.record({ completion_chat: figure })),
    type: figure,
  });
  fc.assert(
    fc.property(entry, (given) => {
      const read = only(given);
      for (const size of [read?.context ?? null, read?.outputLimit ?? null])
        expect(size === null || (Number.isInteger(size) && size >= 256 && size <= 100_000_000)).toBe(true);
      const { input = 1_000n, output = 1_000n } = read?.prices ?? {};
      for (const price of [input, output]) expect(price >= 1_000n && price <= 1_000_000_000n).toBe(true);
    }),
  );
});
