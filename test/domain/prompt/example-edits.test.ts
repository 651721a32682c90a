import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addExamples,
  changeExample,
  duplicateExample,
  identified,
  moveExample,
  parseTags,
  removeExample,
  switchAllExamples,
  withRowIds,
} from '../../../src/domain/prompt/example-edits.ts';
import type { Prompt } from '../../../src/domain/prompt/prompt.ts';
import { editBetween, type PromptEdit, withoutEdit } from '../../../src/domain/prompt/prompt-history.ts';
import { anyPrompt } from '../prompts.ts';

type Edit = (prompt: Prompt) => Prompt;
const idAt = (prompt: Prompt, at: number) => prompt.examples[at % Math.max(1, prompt.examples.length)]?.id ?? 'none';

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat(9).map(
    (at): Edit =>
      (prompt) =>
        removeExample(prompt, idAt(prompt, at)),
  ),
  fc.nat(9).map(
    (at): Edit =>
      (prompt) =>
        duplicateExample(prompt, idAt(prompt, at), `copy${prompt.examples.length}`),
  ),
  fc.tuple(fc.nat(9), fc.nat(9)).map(
    ([at, to]): Edit =>
      (prompt) =>
        moveExample(prompt, idAt(prompt, at), to),
  ),
  fc.nat(9).map(
    (at): Edit =>
      (prompt) => {
        const row = prompt.examples[at % Math.max(1, prompt.examples.length)];
        return row?.id === undefined ? prompt : changeExample(prompt, row.id, { enabled: !row.enabled });
      },
  ),
  fc.boolean().map(
    (on): Edit =>
      (prompt) =>
        switchAllExamples(prompt, on),
  ),
  fc.constant<Edit>((prompt) =>
    addExamples(prompt, [{ id: `new${prompt.examples.length}`, input: 'n', output: 'm', enabled: true, tags: [] }]),
  ),
);

/** An edit as the data file gives it back. */
const keptEdit = (before: Prompt, after: Prompt): PromptEdit | null =>
  JSON.parse(JSON.stringify(editBetween(before, after)));

test('rows without ids get the same ones every time, and never one that is taken', () => {
  fc.assert(
    fc.property(anyPrompt, fc.array(fc.constantFrom('n0', 'n1', 'n2n', undefined)), ({ examples }, ids) => {
      const some = examples.map((row, index) => {
        const id = ids.indexOf(ids[index]) === index ? ids[index] : undefined;
        return id === undefined ? row : { ...row, id };
      });
      const named = identified(some);
      expect(named).toEqual(identified(some));
      expect(new Set(named.map(({ id }) => id)).size).toBe(named.length);
    }),
  );
});

test('a move keeps every row, and puts the one that was meant where it was meant', () => {
  const prompt = withRowIds({
    system: null,
    messages: [],
    encoding: 'turns',
    template: null,
    examples: ['a', 'b', 'c', 'd'].map((input) => ({ input, output: '', enabled: true, tags: [] })),
  });
  const order = (given: Prompt) => given.examples.map(({ input }) => input).join('');
  expect(order(moveExample(prompt, idAt(prompt, 0), 2))).toBe('bcad');
  expect(order(moveExample(prompt, idAt(prompt, 3), 0))).toBe('dabc');
  expect(order(moveExample(prompt, idAt(prompt, 1), 99))).toBe('acdb');
  expect(moveExample(prompt, 'gone', 0)).toBe(prompt);
});

test('an edit taken back leaves the rows as they were, with what was typed since still in them', () => {
  fc.assert(
    fc.property(anyPrompt, anyEdit, fc.nat(9), (given, edit, at) => {
      const before = withRowIds(given);
      const after = edit(before);
      const undo = keptEdit(before, after);
      expect(undo === null ? after.examples : withoutEdit(after, undo)?.examples).toEqual(before.examples);

      const id = idAt(after, at);
      const typed = changeExample(after, id, { input: 'typed since' });
      const back = undo === null ? typed : withoutEdit(typed, undo);
      const expected = before.examples.map((row) => (row.id === id ? { ...row, input: 'typed since' } : row));
      expect(back?.examples).toEqual(expected);
      const redo = back === null ? null : keptEdit(typed, back);
      expect(redo === null ? typed.examples : withoutEdit(back ?? typed, redo)?.examples).toEqual(typed.examples);
    }),
  );
});

test('an edit is not taken back from a prompt of another shape', () => {
  fc.assert(
    fc.property(anyPrompt, (given) => {
      const before = withRowIds(given);
      const row = { id: 'x', input: '', output: '', enabled: true, tags: [] };
      const after = addExamples(before, [row]);
      const undo = keptEdit(before, after);
      expect(undo === null ? undo : withoutEdit(addExamples(after, [row]), undo)).toBeNull();
      expect(undo).not.toBeNull();
    }),
  );
});

test('tags are separated by commas, each once', () => {
  expect(parseTags(' film, food,, film ,two words')).toEqual(['film', 'food', 'two words']);
});
