import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/code/json-value.ts';

/** Texts with everything that quoting rules trip over. */
const awkward = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      '"""',
      "'''",
      '`',
      '\\',
      '\\n',
      '\n',
      '\r',
      '\r\n',
      '\t',
      '$',
      '\u0024{x}',
      '$(rm -rf /)',
      '{{name}}',
      '!',
      '%s',
      '\u2028',
      '\u0000',
      '\u007f',
      '日本語',
      '🙂',
      'é',
      ' ',
      'EOF',
      '-d',
      '@file',
      '//',
      '/*',
      '#',
      '\\u0041',
      '</script>',
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

export const anyText = fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 40 }));

const anyNumber = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
);
const key = fc.oneof(
  fc.constantFrom('type', 'name', 'constructor', 'a b', 'class', '1', "it's", 'ключ', '"'),
  anyText.filter((text) => text !== '__proto__'),
);

const anyValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: anyText });

/** Bodies of chat requests: what is known, and any further field with any JSON in it. */
export const anyBody: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      model: fc.oneof(fc.constant('gpt-5.1'), anyText),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      stop: fc.array(anyText, { maxLength: 3 }),
      response_format: fc.dictionary(key, anyValue, { maxKeys: 3 }),
      tools: fc.array(fc.dictionary(key, anyValue, { maxKeys: 3 }), { maxLength: 2 }),
      logprobs: fc.boolean(),
      thinking: anyValue,
      'not a name': anyValue,
    },
    { requiredKeys: ['model', 'messages'] },
  )
  .map((body) => JSON.parse(JSON.stringify(body)) as JsonObject);
