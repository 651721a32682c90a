import fc from 'fast-check';
import type { Prompt } from '../../src/domain/prompt/prompt.ts';

/** Any text a person may type, now and then with variables and escapes. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(fc.constantFrom('{{city}}', '{{ name }}', '\\{{raw}}', 'Hello ', '\n', '🙂', '"', ','), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

const anyExample = fc.record({
  input: anyText,
  output: anyText,
  enabled: fc.boolean(),
  tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'film'), { maxLength: 2 }),
});

/** Any prompt that ends with a user message: rows, switches, both encodings, templates and variables in any mix. */
export const anyPrompt: fc.Arbitrary<Prompt> = fc.record({
  system: fc.option(anyText),
  examples: fc.array(anyExample, { maxLength: 6 }),
  messages: fc
    .tuple(
      fc.array(fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), content: anyText }), {
        maxLength: 3,
      }),
      anyText,
    )
    .map(([earlier, asked]) => [...earlier, { role: 'user' as const, content: asked }]),
  encoding: fc.constantFrom('turns' as const, 'inline' as const),
  template: fc.constantFrom(null, 'Q: {{input}}\nA: {{output}}', '{{input}} -> {{output}} ({{city}})'),
  variables: fc.dictionary(fc.constantFrom('city', 'name'), fc.string({ maxLength: 8 }), { noNullPrototype: true }),
});
