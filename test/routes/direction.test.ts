import { afterAll, beforeAll, expect, test } from 'vitest';
import { experimentIn, finish, promptOf, startRun } from '../store/support/fixtures.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const VOID = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', 'col', 'wbr', 'source']);
const HEBREW = /[\u0590-\u05ff]/;

/** Texts from right to left, in fields too, that stand in nothing which takes their direction from them. */
function astray(html: string): readonly string[] {
  const open: { readonly name: string; readonly follows: boolean }[] = [];
  const found: string[] = [];
  for (const [, close, name = '', attributes = '', text = ''] of html.matchAll(
    /<(\/?)([a-z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|([^<]+)/gi,
  )) {
    const follows = /\bdir="auto"/.test(attributes) || name === 'bdi';
    if (name === '') {
      const isHead = open.some((element) => ['title', 'style', 'script'].includes(element.name));
      if (HEBREW.test(text) && !isHead && !open.some((element) => element.follows)) found.push(text.trim());
    } else if (close === '/') {
      while (open.length > 0 && open.pop()?.name !== name);
    } else {
      if (name === 'input' && !follows && HEBREW.test(/\bvalue="([^"]*)"/.exec(attributes)?.[1] ?? ''))
        found.push(attributes);
      if (!VOID.has(name) && !attributes.endsWith('/')) open.push({ name, follows });
    }
  }
  return found;
}

let app: TestApp;
let at: { readonly notebook: number; readonly experiment: number; readonly run: number; readonly other: number };

beforeAll(async () => {
  app = await createTestApp();
  const { store } = app;
  const { notebookId, experimentId } = await experimentIn(store, { notebook: 'מחברת (1)', experiment: 'ניסוי א׳' });
  const prompt = promptOf('מה שלומך?', 'ענה בעברית.');
  const ids: number[] = [];
  for (const version of [prompt, promptOf('מה נשמע?', 'ענה בעברית.')]) {
    const { run, completions } = await startRun(store, experimentId, {
      prompt: version,
      sweep: { temperature: [0, 1] },
    });
    for (const { id } of completions) await finish(store, id, { text: `הכול טוב (${id}).` });
    await store.completions.mark(completions[0]?.id ?? 0, { note: 'תשובה יפה' });
    ids.push(run.id);
  }
  await store.cells.addNote(notebookId, { text: 'הערה: **חשוב**' });
  at = { notebook: notebookId, experiment: experimentId, run: ids[1] ?? 0, other: ids[0] ?? 0 };
});
afterAll(() => app?.close());

test('the walk through a page notices text that nothing gives its direction', () => {
  expect(astray('<p dir="auto">שלום</p><p><b>שלום</b> <bdi>שלום</bdi></p><input value="שלום">')).toEqual([
    'שלום',
    ' value="שלום"',
  ]);
});

test.each([
  ['the first page', () => '/'],
  ['a notebook', () => `/notebooks/${at.notebook}`],
  ['a run', () => `/runs/${at.run}`],
  ['what changed since a run', () => `/runs/${at.run}/changes`],
  ['the history', () => '/history?by=notebook'],
  ['the requests of the history', () => `/history?run=${at.run}`],
  ['the history of an experiment', () => `/history?experiment=${at.experiment}&by=version`],
  ['the versions of an experiment', () => `/experiments/${at.experiment}/versions`],
  ['the cases of an experiment', () => `/experiments/${at.experiment}/cases`],
  ['a comparison', () => `/comparisons?a=${at.other}:0&b=${at.run}:1`],
  ['the page to share', () => `/notebooks/${at.notebook}/share`],
])('on %s each text stands in its own direction', async (_, path) => {
  const answer = await app.request(path());
  expect(answer.status).toBe(200);
  const html = await answer.text();
  expect(html).toMatch(HEBREW);
  expect(astray(html)).toEqual([]);
});
