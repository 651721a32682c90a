import { expect, test } from 'vitest';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { promptMessages } from '../../src/domain/prompt/prompt.ts';
import { answered } from '../support/answered.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

async function withStarters() {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  return app;
}

async function experimentsOf({ store }: TestApp, title: string): Promise<readonly ExperimentCell[]> {
  const notebook = (await store.notebooks.list('')).find((one) => one.title === title);
  const cells = await store.cells.list(notebook?.id ?? 0);
  return cells.filter((cell) => cell.kind === 'experiment');
}

/** The answers at temperature 0, which are the same each time. */
async function surest(app: TestApp, cell: ExperimentCell | undefined): Promise<readonly string[]> {
  const completions = await answered(app, cell?.id ?? 0);
  return completions.filter(({ settings }) => settings.temperature === 0).map(({ text }) => text);
}

test('every starter notebook runs on the built-in model, in the order of the lessons', async () => {
  const app = await withStarters();
  const titles = (await app.store.notebooks.list('')).map(({ title }) => title);
  expect(titles).toEqual([
    'First request',
    'Temperature',
    expect.any(String),
    'Conversation',
    'Turns or inline',
    'Guardrails',
    'Which examples help?',
  ]);
  for (const title of titles) {
    for (const cell of await experimentsOf(app, title)) {
      const completions = await answered(app, cell.id);
      expect(completions.length, cell.title).toBeGreaterThan(0);
      expect(
        completions.every(({ status }) => status === 'done'),
        cell.title,
      ).toBe(true);
    }
  }
});

test('no answer is in the starter: it is not in the prompt, unless as an example of another question', async () => {
  const app = await withStarters();
  for (const title of ['Conversation', 'Turns or inline', 'Guardrails']) {
    for (const { draft } of await experimentsOf(app, title)) {
      const asked = draft.prompt.messages.at(-1)?.content;
      expect(draft.prompt.examples.map(({ input }) => input)).not.toContain(asked);
      expect(promptMessages(draft.prompt).at(-1)?.role).toBe('user');
    }
  }
});

test('only with the conversation before it can the answer hold the name', async () => {
  const app = await withStarters();
  const [, remembered, forgotten] = await experimentsOf(app, 'Conversation');
  expect(new Set((await surest(app, remembered)).map((text) => text.includes('Ann')))).toEqual(new Set([true]));
  expect(new Set((await surest(app, forgotten)).map((text) => text.includes('Ann')))).toEqual(new Set([false]));
});

test('refusals shown as examples are copied to what is alike, and not to what is harmless', async () => {
  const app = await withStarters();
  const [harmful, harmless] = await experimentsOf(app, 'Guardrails');
  const refuses = async (cell: ExperimentCell | undefined) =>
    new Set((await surest(app, cell)).map((text) => text.includes('cannot help')));
  expect(await refuses(harmful)).toEqual(new Set([true]));
  expect(await refuses(harmless)).toEqual(new Set([false]));
});

test('the same examples go out as turns in one experiment and as text of one message in the next', async () => {
  const app = await withStarters();
  const [turns, inline] = await experimentsOf(app, 'Turns or inline');
  const sent = (cell: ExperimentCell | undefined) => (cell === undefined ? [] : promptMessages(cell.draft.prompt));
  expect(turns?.draft.prompt.examples).toEqual(inline?.draft.prompt.examples);
  expect(sent(turns)).toHaveLength(9);
  expect(sent(inline)).toHaveLength(1);
  expect(new Set(await surest(app, turns))).toEqual(new Set(['negative']));
  expect(new Set(await surest(app, inline))).toEqual(new Set(['negative']));
});
