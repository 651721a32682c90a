import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT, type Prompt } from '../../../src/domain/prompt/prompt.ts';
import { runJson, start } from '../../support/asking-the-app.ts';
import { newExperiment, partialFor, words } from '../../support/pages.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

// Megabytes go through forms and pages.
vi.setConfig({ testTimeout: 60_000 });

let endpoint: ScriptedEndpoint;
let app: TestApp;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
  app = await createTestApp({ endpoint });
});
afterAll(async () => {
  await app.close();
  await endpoint.close();
});

const list = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const FORM = { 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' };

/** An experiment whose draft is older than the limits. */
async function holding(prompt: Partial<Prompt>) {
  const made = await newExperiment(app);
  await app.deps.drafts.change(made.experiment, null, {
    typed: (draft) => ({ ...draft, prompt: { ...EMPTY_PROMPT, ...prompt } }),
  });
  return made;
}

async function promptOf(experiment: number): Promise<Prompt> {
  const cell = await app.store.cells.experiment(experiment);
  if (cell === null) throw new Error('The experiment is gone.');
  return cell.draft.prompt;
}

async function pageOf(notebook: number): Promise<string> {
  const page = await app.request(`/notebooks/${notebook}`);
  expect(page.status).toBe(200);
  return page.text();
}

/** Milliseconds of processor time, which other programs on the machine do not add to. */
async function costOf(action: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('300,000 repeats of one variable cost little to save, to show, and to put a value in', async () => {
  const { notebook, experiment } = await newExperiment(app, { model: 'practice/practice', content: '{{a}}' });
  const content = '{{a}} '.repeat(300_000);
  const save = (fields: Readonly<Record<string, string>>) =>
    app.send('PUT', `/experiments/${experiment}/draft`, fields);
  const costs = [
    await costOf(() => save({ content })),
    await costOf(() => save({ content: `${content}!` })),
    await costOf(() => save({ content, 'variables.a': 'x' })),
  ];
  expect(Math.min(...costs)).toBeLessThan(500);
  expect(await costOf(() => pageOf(notebook))).toBeLessThan(500);
  expect(await promptOf(experiment)).toMatchObject({ messages: [{ content }], variables: { a: 'x' } });
});

test('values that would make a text of gigabytes are named as what is wrong, and nothing is built', async () => {
  const content = '{{a}} '.repeat(200_000);
  const { notebook, experiment } = await newExperiment(app, { model: 'practice/practice', content });
  const saved = await app.send('PUT', `/experiments/${experiment}/draft`, {
    content,
    'variables.a': 'x'.repeat(400_000),
  });
  expect(saved.status).toBe(200);
  expect(words(partialFor(await saved.text(), `experiment-${experiment}-error-variables`))).toContain(
    '20 million characters',
  );
  await pageOf(notebook);
  expect((await app.send('POST', `/experiments/${experiment}/runs`)).status).toBe(422);
  expect((await app.request(`/experiments/${experiment}/messages`)).status).toBe(422);
  const run = await app.post('/api/v1/runs', {
    model: 'practice',
    messages: [{ role: 'user', content: '{{a}}'.repeat(150_000) }],
    variables: { a: 'x'.repeat(400_000) },
  });
  expect([run.status, await run.text()]).toEqual([422, expect.stringContaining('20 million characters')]);
  expect(app.logged).toEqual([]);
});

test('20,000 messages in a form are refused, and the draft stays as it is', async () => {
  const { experiment } = await newExperiment(app, { content: 'as it is' });
  const body = 'role=user&content=x&'.repeat(20_000);
  const cost = await costOf(async () => {
    const refused = await app.request(`/experiments/${experiment}/draft`, { method: 'PUT', body, headers: FORM });
    expect([refused.status, words(await refused.text())]).toEqual([422, expect.stringContaining('at most 2500')]);
  });
  expect(cost).toBeLessThan(500);
  expect((await promptOf(experiment)).messages).toEqual([{ role: 'user', content: 'as it is' }]);
});

test('a draft with more variables than are possible opens, in pages, keeps their values, and does not run', async () => {
  const names = list(450, (index) => `v${index}`);
  const variables = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  const content = names.map((name) => `{{${name}}}`).join(' ');
  const { notebook, experiment } = await holding({ messages: [{ role: 'user', content }], variables });
  const page = await pageOf(notebook);
  expect([...page.matchAll(/name="variables\./g)].length).toBe(200);
  expect(words(page)).toContain('Variables 1–200 of 450');

  const next = await app.send('POST', `/experiments/${experiment}/windows`, {
    show: 'variables',
    from: '400',
    variables_from: '0',
    'variables.v0': 'typed',
  });
  const shown = partialFor(await next.text(), `experiment-${experiment}-variables`);
  expect([...shown.matchAll(/name="variables\.(v\d+)"/g)].map(([, name]) => name)).toEqual(names.slice(400));
  expect((await promptOf(experiment)).variables).toEqual({ ...variables, v0: 'typed' });
  const refused = await app.send('POST', `/experiments/${experiment}/runs`);
  expect([refused.status, words(await refused.text())]).toEqual([422, expect.stringContaining('uses 450 variables')]);
});

test('a draft with more messages than a page carries opens at its end, and saving one page keeps the others', async () => {
  const messages = list(6_000, (index) => ({ role: 'user' as const, content: `message ${index}` }));
  const { notebook, experiment } = await holding({ messages });
  const page = await pageOf(notebook);
  expect([...page.matchAll(/name="content"/g)].length).toBe(1_000);
  expect(words(page)).toContain('Messages 5,001–6,000 of 6,000');

  const fields = {
    role: list(1_000, () => 'user'),
    content: list(1_000, (index) => `typed ${index}`),
    messages_from: '5000',
  };
  const earlier = await app.send('POST', `/experiments/${experiment}/windows`, {
    ...fields,
    show: 'messages',
    from: '2500',
  });
  const shown = partialFor(await earlier.text(), `experiment-${experiment}-conversation`);
  expect([...shown.matchAll(/name="content"/g)].length).toBe(2_500);
  expect(words(shown)).toContain('message 2500');
  const kept = (await promptOf(experiment)).messages.map(({ content }) => content);
  expect(kept).toEqual([...list(5_000, (index) => `message ${index}`), ...fields.content]);
});

test('5,000 example rows come in pages of 2,000; edits reach the row that is meant', async () => {
  const examples = list(5_000, (index) => ({
    id: `r${index}`,
    input: `in ${index}`,
    output: 'out',
    enabled: true,
    tags: [],
  }));
  const { notebook, experiment } = await holding({ examples });
  const rows = (markup: string) => [...markup.matchAll(/data-row="([^"]+)"/g)].map(([, id]) => id ?? '');
  const list0 = rows(await pageOf(notebook));
  expect([list0.length, list0[0], list0.at(-1)]).toEqual([2_000, 'r0', 'r1999']);

  const next = await app.send('POST', `/experiments/${experiment}/windows`, {
    show: 'rows',
    from: '4000',
    rows_from: '0',
  });
  const last = rows(await next.text());
  expect([last.length, last[0], last.at(-1)]).toEqual([1_000, 'r4000', 'r4999']);

  await app.send('POST', `/experiments/${experiment}/examples/r4000/moves`, { to: '2', rows_from: '4000' });
  expect((await promptOf(experiment)).examples.slice(4_000, 4_003).map(({ id }) => id)).toEqual([
    'r4001',
    'r4002',
    'r4000',
  ]);

  const added = await app.send('POST', `/experiments/${experiment}/examples`, { rows_from: '0' });
  const shown = rows(partialFor(await added.text(), `experiment-${experiment}-row-window`));
  expect([shown.length, shown[0]]).toEqual([1_001, 'r4001']);
});

test('an answer of 700 kB comes in pieces that are the whole of it', async () => {
  const text = '🙂<b>&\r\n'.repeat(90_000);
  endpoint.enqueue(answer(text));
  const run = await runJson(app, await start(app), 20);
  const [completion] = run.completions;
  const id = completion?.id ?? 0;
  expect(completion?.text).toBe(text);
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(page.length).toBeLessThan(1_200_000);
  let shown = contentOf(page, `id="completion-${id}-text"`, '</div>');
  let next = nextPiece(page);
  for (let pieces = 0; next !== null && pieces < 10; pieces += 1) {
    const piece = await (await app.request(next)).text();
    shown += contentOf(piece, `hx-target="#completion-${id}-text"`, '</hx-partial>');
    next = nextPiece(piece);
  }
  expect(unescaped(shown)).toBe(text);
});

function nextPiece(markup: string): string | null {
  return /hx-get="(\/completions\/\d+\/pieces\?[^"]+)"/.exec(markup)?.[1]?.replaceAll('&amp;', '&') ?? null;
}

function contentOf(markup: string, start: string, end: string): string {
  const from = markup.indexOf('>', markup.indexOf(start)) + 1;
  return markup.slice(from, markup.indexOf(end, from));
}

function unescaped(markup: string): string {
  return markup.replaceAll('&#13;', '\r').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const settings = DEFAULT_SETTINGS;
const message = { role: 'user', content: 'Hi' };

function fileWith(prompt: Readonly<Record<string, unknown>>): string {
  const whole = {
    system: null,
    examples: [],
    messages: [message],
    encoding: 'turns',
    template: null,
    variables: [],
    ...prompt,
  };
  return JSON.stringify({
    format: 'tempera-notebook',
    version: 2,
    title: 'Too much',
    cells: [{ kind: 'experiment', title: 'One', prompt: whole, settings, results: null }],
  });
}

test.each([
  [
    '201 values of variables',
    { variables: list(201, (index) => ({ name: `v${index}`, value: '' })) },
    'cells.0.prompt.variables',
  ],
  ['201 variables in a text', { system: list(201, (index) => `{{v${index}}}`).join('') }, 'cells.0.prompt'],
  ['2,501 messages', { messages: list(2_501, () => message) }, 'cells.0.prompt.messages'],
  [
    '10,001 rows',
    { examples: list(10_001, () => ({ input: '', output: '', enabled: true, tags: [] })) },
    'cells.0.prompt.examples',
  ],
  [
    '18 MB with 200,000 variables',
    {
      system: list(200_000, (index) =>
        `{{a variable with quite a long name, number ${index}}} ${'and more of the text '.repeat(2)}`.replaceAll(
          ',',
          '',
        ),
      ).join(''),
    },
    'cells.0.prompt',
  ],
])('a notebook file with %s is refused, with the place', async (_, prompt, place) => {
  const form = new FormData();
  form.set('file', new File([fileWith(prompt)], 'notebook.json', { type: 'application/json' }));
  // Without the limit it takes longer than a test may.
  const refused = await app.request('/notebooks/imports', {
    method: 'POST',
    body: form,
    headers: { 'HX-Request': 'true' },
  });
  expect([refused.status, words(await refused.text())]).toEqual([422, expect.stringContaining(place)]);
});
