import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnalyst } from '../../src/analysis/analyst.ts';
import { EMPTY_PROMPT, type Prompt } from '../../src/domain/prompt/prompt.ts';
import type { Segment } from '../../src/domain/prompt/prompt-diff.ts';
import { diffPrompts as diffPromptsWith } from '../../src/prompts/prompt-diff.ts';

const analyst = createAnalyst({ inline: true });
const diffPrompts = (before: Prompt, after: Prompt) => diffPromptsWith(before, after, analyst);

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\r', '"', '日', '🙂', '\ud800'), maxLength: 12 });
const prompts: fc.Arbitrary<Prompt> = fc.record({
  system: fc.option(text),
  examples: fc.array(fc.record({ input: text, output: text, enabled: fc.boolean(), tags: fc.constant([]) }), {
    maxLength: 4,
  }),
  messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content: text }), {
    minLength: 1,
    maxLength: 4,
  }),
  encoding: fc.constantFrom('turns', 'inline'),
  template: fc.constant(null),
});

const joined = (segments: readonly Segment[] | null) => segments?.map((segment) => segment.text).join('') ?? null;

test('either side of a comparison, put together, holds every text of its prompt in order', async () => {
  await fc.assert(
    fc.asyncProperty(prompts, prompts, async (before, after) => {
      const parts = await diffPrompts(before, after);
      for (const [prompt, side] of [
        [before, 'before'],
        [after, 'after'],
      ] as const) {
        const texts = parts.map((part) => joined(part[side])).filter((one) => one !== null);
        const messages = prompt.messages.map(({ content }) => content);
        const all = [...(prompt.system === null ? [] : [prompt.system]), ...messages];
        const ours = texts.filter((one) => !one.includes('\n→\n') && !one.startsWith('Examples as'));
        if (prompt.examples.length === 0 && !all.some((one) => one.includes('→'))) expect(ours).toEqual(all);
        expect(texts.filter((one) => one.includes('\n→\n'))).toHaveLength(prompt.examples.length);
      }
      for (const { same, before: was, after: is } of parts) {
        expect(same).toBe(joined(was) === joined(is));
        expect(same && [...(was ?? []), ...(is ?? [])].some(({ changed }) => changed)).toBe(false);
      }
    }),
  );
});

test('an example put in front leaves all others beside themselves', async () => {
  const rows = ['one', 'two', 'three'].map((input) => ({ input, output: input, enabled: true, tags: [] }));
  const [added, ...others] = await diffPrompts(
    { ...EMPTY_PROMPT, examples: rows },
    { ...EMPTY_PROMPT, examples: [{ input: 'zero', output: 'zero', enabled: true, tags: [] }, ...rows] },
  );
  expect(added).toMatchObject({ label: 'Example 1', before: null, same: false });
  expect(others.every(({ same }) => same)).toBe(true);
});

test('two long texts with nothing in common are answered in time, marked roughly', async () => {
  const words = (word: string) => Array.from({ length: 40_000 }, (_, index) => `${word}${index}`).join(' ');
  const [part] = await diffPrompts(
    { ...EMPTY_PROMPT, messages: [{ role: 'user', content: words('a') }] },
    { ...EMPTY_PROMPT, messages: [{ role: 'user', content: words('b') }] },
  );
  expect(part).toMatchObject({ same: false, rough: true });
  expect(joined(part?.after ?? null)).toBe(words('b'));
});
