import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachOnce, formatModelList, readModelList } from '../../../src/domain/models/model-list.ts';

const KNOWN = new Map([
  ['groq', 'groq'],
  ['groq cloud', 'groq'],
  ['own', 'own'],
]);
const named = (name: string) => KNOWN.get(name.toLowerCase()) ?? null;
const read = (text: string) => {
  const parsed = readModelList(text, 'openai', named);
  return parsed.ok ? parsed.value.map(({ connection, model }) => `${connection}/${model}`) : parsed.message;
};

test.each([
  ['', []],
  ['gpt-5, gpt-5-mini', ['openai/gpt-5', 'openai/gpt-5-mini']],
  ['gpt-5 gpt-5-mini', ['openai/gpt-5', 'openai/gpt-5-mini']],
  ['groq: llama-3', ['groq/llama-3']],
  ['Groq Cloud: llama-3, gpt-5', ['groq/llama-3', 'openai/gpt-5']],
  ['groq:llama-3', ['groq/llama-3']],
  ['llama3:8b', ['openai/llama3:8b']],
  ['own: llama3:8b; meta-llama/Llama-3', ['own/llama3:8b', 'openai/meta-llama/Llama-3']],
  ['groq: a b', ['groq/a', 'groq/b']],
  ['nope: x', 'More models: there is no connection “nope”.'],
])('“%s” names %j', (text, models) => {
  expect(read(text)).toEqual(models);
});

test('what is written is read back', () => {
  const model = fc
    .stringMatching(/^[a-z0-9][a-z0-9./-]{0,20}(:[a-z0-9]{1,5})?$/)
    .filter((name) => !/^(groq|own):/.test(name));
  const asked = fc.record({ connection: fc.constantFrom('openai', 'groq', 'own'), model });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 6 }), (models) => {
      const parsed = readModelList(formatModelList(models, 'openai'), 'openai', named);
      expect(parsed).toEqual({ ok: true, value: models });
    }),
  );
});

test('a pair that is named twice is asked once', () => {
  const [a, b] = [
    { connection: 'groq', model: 'x' },
    { connection: 'own', model: 'x' },
  ];
  expect(eachOnce([a, b, { ...a }])).toEqual([a, b]);
});
