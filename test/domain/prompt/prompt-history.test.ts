import { expect, test } from 'vitest';
import {
  addExamples,
  changeExample,
  duplicateExample,
  moveExample,
  removeExample,
  switchAllExamples,
} from '../../../src/domain/prompt/example-edits.ts';
import { EMPTY_PROMPT, type Example, type Prompt } from '../../../src/domain/prompt/prompt.ts';
import { addMessage, changeRole } from '../../../src/domain/prompt/prompt-edits.ts';
import { editBetween, isOfTemplate, withoutEdit } from '../../../src/domain/prompt/prompt-history.ts';

const row = (id: string): Example => ({ id, input: id, output: id.toUpperCase(), enabled: true, tags: [] });
const ROWS: Prompt = {
  ...EMPTY_PROMPT,
  variables: {},
  examples: ['a', 'b', 'c', 'd'].map(row),
  messages: [
    { role: 'user', content: 'first' },
    { role: 'user', content: 'last' },
  ],
};

/** What was typed into a row after the edit. */
const typedInto = (prompt: Prompt, id: string, input: string) => changeExample(prompt, id, { input });

const inputs = (prompt: Prompt | null) => prompt?.examples.map(({ input }) => input).join(' ');

/** The edit as it comes back from the data file. */
function undone(before: Prompt, after: Prompt, now: Prompt = after): Prompt | null {
  const edit = editBetween(before, after);
  if (edit === null) throw new Error('It was no edit.');
  return withoutEdit(now, JSON.parse(JSON.stringify(edit)));
}

test.each<[string, (prompt: Prompt) => Prompt]>([
  ['rows are added', (prompt) => addExamples(prompt, [row('e'), row('f')])],
  ['the first row goes', (prompt) => removeExample(prompt, 'a')],
  ['a row in the middle goes', (prompt) => removeExample(prompt, 'b')],
  ['the last row goes', (prompt) => removeExample(prompt, 'd')],
  ['a row is copied', (prompt) => duplicateExample(prompt, 'b', 'b2')],
  ['a row moves up', (prompt) => moveExample(prompt, 'd', 0)],
  ['a row moves down', (prompt) => moveExample(prompt, 'a', 2)],
  ['a row is switched off', (prompt) => changeExample(prompt, 'c', { enabled: false })],
  ['all rows are switched off', (prompt) => switchAllExamples(prompt, false)],
  ['all rows go', (prompt) => ({ ...prompt, examples: [] })],
  ['one row takes the place of another', (prompt) => addExamples(removeExample(prompt, 'b'), [row('e')])],
  ['a turn is added', addMessage],
  ['a role is chosen', (prompt) => changeRole(prompt, 0, 'assistant')],
  ['the system message goes', (prompt) => ({ ...prompt, system: 'Be brief.' })],
  ['examples go inline', (prompt) => ({ ...prompt, encoding: 'inline', template: '{{input}}' })],
  ['a variable comes', (prompt) => ({ ...prompt, variables: { ...prompt.variables, city: 'Oslo' } })],
])('when %s, undo gives the prompt back as it was, and redo as it became', (_, apply) => {
  const after = apply(ROWS);
  expect(undone(ROWS, after)).toEqual(ROWS);
  expect(undone(after, ROWS)).toEqual(after);
});

test('rows that an edit left alone stay where they were before it, as they are now', () => {
  const removed = removeExample(ROWS, 'b');
  expect(inputs(undone(ROWS, removed, typedInto(typedInto(removed, 'a', 'A!'), 'd', 'D!')))).toBe('A! b c D!');
  const moved = moveExample(ROWS, 'd', 0);
  expect(inputs(undone(ROWS, moved, typedInto(typedInto(moved, 'd', 'D!'), 'b', 'B!')))).toBe('a B! c D!');
  const added = addExamples(ROWS, [row('e')]);
  expect(inputs(undone(ROWS, added, typedInto(typedInto(added, 'c', 'C!'), 'e', 'gone')))).toBe('a b C! d');
  const copied = duplicateExample(ROWS, 'b', 'b2');
  expect(inputs(undone(ROWS, copied, typedInto(typedInto(copied, 'b2', 'gone'), 'b', 'B!')))).toBe('a B! c d');
});

test('a row that was switched or tagged goes back in its place, and keeps what was typed since', () => {
  const switched = changeExample(ROWS, 'c', { enabled: false, tags: ['x'] });
  const back = undone(ROWS, switched, typedInto(switched, 'c', 'C!'));
  expect(back?.examples[2]).toEqual({ ...row('c'), input: 'C!' });
  expect(inputs(back)).toBe('a b C! d');
  const withRole = changeRole(ROWS, 0, 'assistant');
  const typed = { ...withRole, messages: withRole.messages.with(0, { role: 'assistant', content: 'First!' }) };
  expect(undone(ROWS, withRole, typed)?.messages[0]).toEqual({ role: 'user', content: 'First!' });
});

test('a row of another list that stands in the same place is replaced whole, not mixed with', () => {
  const other = { ...ROWS, examples: ['w', 'x', 'y', 'z'].map(row) };
  expect(undone(ROWS, other)).toEqual(ROWS);
});

test('a row that took the place of one that moved away is not taken for what became of it', () => {
  const swapped = { ...ROWS, examples: [row('e'), ROWS.examples[0], ...ROWS.examples.slice(2)] as readonly Example[] };
  const now = typedInto(typedInto(swapped, 'e', 'gone'), 'a', 'A!');
  expect(inputs(undone(ROWS, swapped, now))).toBe('A! b c d');
});

test('a row that came while others went is not taken for what became of one of them', () => {
  const fewer = { ...ROWS, examples: [row('e'), ...ROWS.examples.slice(1, 3)] };
  expect(inputs(undone(ROWS, fewer, typedInto(fewer, 'e', 'gone')))).toBe('a b c d');
});

test('an edit holds the rows it took away, and of the others only where they are', () => {
  expect(editBetween(ROWS, removeExample(ROWS, 'b'))?.examples).toEqual({
    length: 3,
    before: [{ from: 0, count: 1 }, { was: row('b') }, { from: 1, count: 2 }],
  });
});

test('nothing is taken back of a prompt with another shape than the edit left', () => {
  const edited = removeExample(ROWS, 'b');
  expect(undone(ROWS, edited, addExamples(edited, [row('e')]))).toBeNull();
  expect(undone(ROWS, addMessage(ROWS), ROWS)).toBeNull();
  // Of rows that the edit left alone the number does not matter.
  expect(inputs(undone(ROWS, addMessage(ROWS), addExamples(addMessage(ROWS), [row('e')])))).toBe('a b c d e');
});

test('what was neither edited nor is held by the edit stays as it is now', () => {
  const edited = removeExample(ROWS, 'b');
  const back = undone(ROWS, edited, { ...edited, system: 'Typed since.', variables: { city: 'Oslo' } });
  expect(back).toEqual({ ...ROWS, system: 'Typed since.', variables: { city: 'Oslo' } });
});

test('an edit of nothing is none, and only one of the template alone is one of the template', () => {
  expect(editBetween(ROWS, ROWS)).toBeNull();
  expect(editBetween(ROWS, { ...ROWS, examples: [...ROWS.examples], messages: [...ROWS.messages] })).toBeNull();
  const isTemplates = (after: Prompt) => {
    const edit = editBetween(ROWS, after);
    return edit !== null && isOfTemplate(edit);
  };
  expect(isTemplates({ ...ROWS, template: '{{input}}' })).toBe(true);
  expect(isTemplates({ ...ROWS, template: '{{input}}', encoding: 'inline' })).toBe(false);
  expect(isTemplates({ ...removeExample(ROWS, 'a'), template: '{{input}}' })).toBe(false);
  expect(isTemplates({ ...addMessage(ROWS), template: '{{input}}' })).toBe(false);
});
