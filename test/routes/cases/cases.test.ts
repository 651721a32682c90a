import { expect, test } from 'vitest';
import type { DraftSettings } from '../../../src/domain/notebook/notebook.ts';
import { typedColumnsText } from '../../../src/domain/run/added-columns.ts';
import { REVIEWS, SHOTS } from '../../practice/sentiment.ts';
import { endedRun, newExperiment } from '../../support/pages.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

/** An experiment on Practice whose prompt holds eight examples and one variable. */
async function sentiment(app: TestApp, settings: Partial<DraftSettings> = {}) {
  const { experiment } = await newExperiment(app);
  await app.deps.drafts.change(experiment, null, {
    typed: (draft) => ({
      ...draft,
      settings: { ...draft.settings, model: 'practice/practice', temperature: '0', samples: '1', ...settings },
    }),
    edit: (prompt) => ({
      ...prompt,
      examples: SHOTS.map(([input, output], id) => ({ id: `r${id}`, input, output, enabled: true, tags: [] })),
      messages: [{ role: 'user', content: '{{text}}' }],
    }),
  });
  return experiment;
}

const TABLE = ['text,expected', ...REVIEWS.map(([text, label]) => `"${text}",${label}`)].join('\n');

test('cases are imported, searched, run as a ladder, read as a matrix, and a variant becomes the draft', async () => {
  const app = await testApp();
  const experiment = await sentiment(app);
  const path = `/experiments/${experiment}/cases`;
  expect(await (await app.request(path)).text()).toContain('“text”');
  expect((await app.send('POST', `${path}/imports`, { text: TABLE })).status).toBe(204);
  const page = await (await app.request(`${path}?q=film`)).text();
  expect(page).toContain('The film was dull.');
  expect(page).not.toContain('I love this phone.');
  const labels = '[{"type": "label", "labels": ["positive", "negative"]}]';
  expect((await app.send('POST', `${path}/checks`, { checks: labels })).status).toBe(204);
  const started = await app.send('POST', `${path}/runs`, { study: 'shots', count: '', seed: '' });
  const run = Number(/\/runs\/(\d+)\/matrix/.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  const ended = await endedRun(app, run);
  expect(ended.planned).toBe(24 * 5);
  const matrix = await (await app.request(`/runs/${run}/matrix`)).text();
  expect(matrix.length).toBeLessThan(200_000);
  for (const head of ['0-shot', '8-shot', 'fixed ', '24 cases']) expect(matrix).toContain(head);
  expect(matrix).toContain('✗ fail');
  const answers = await (await app.request(`/runs/${run}/matrix/1`)).text();
  expect(answers).toContain('The film was dull.');
  expect(answers).toContain('label: ✓ pass');
  const csv = await (await app.request(`/runs/${run}/cases.csv`)).text();
  expect(csv.split('\r\n').filter((line) => line !== '')).toHaveLength(1 + ended.planned);
  expect(csv).toContain(',The film was dull.,negative,8-shot,0,negative,true');
  const lines = async (name: string) =>
    (await (await app.request(`/runs/${run}/${name}.jsonl`)).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  expect(await lines('cases')).toHaveLength(ended.planned);
  const [pair] = (await lines('preferences')) as { input: { messages: unknown[] }; preferred_output: unknown }[];
  expect(pair?.input.messages.at(-1)).toEqual({ role: 'user', content: REVIEWS[0]?.[0] });
  expect(pair?.preferred_output).toEqual([{ role: 'assistant', content: REVIEWS[0]?.[1] }]);
  expect(await lines('chats')).toHaveLength(24);
  await app.send('POST', `/runs/${run}/matrix/application`, { variant: '4-shot' });
  const draft = (await app.store.cells.experiment(experiment))?.draft;
  expect(draft?.prompt.examples.map(({ enabled }) => enabled)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('only cases about which columns disagree are shown when that is asked', async () => {
  const app = await testApp();
  // A study makes the columns itself: those that were added are left out.
  const experiment = await sentiment(app, { added_columns: typedColumnsText([{ seed: '5' }]) });
  const path = `/experiments/${experiment}/cases`;
  await app.send('POST', `${path}/imports`, { text: TABLE });
  const started = await app.send('POST', `${path}/runs`, { study: 'encoding', count: '6', seed: '3' });
  const run = Number(/\/runs\/(\d+)\//.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  const ended = await endedRun(app, run);
  expect(ended.planned).toBe(12);
  const passed = (ended.completions as unknown as { case: number; passed: boolean }[]).reduce(
    (cases, one) => cases.set(one.case, [...(cases.get(one.case) ?? []), one.passed]),
    new Map<number, boolean[]>(),
  );
  const disagreeing = [...passed.values()].filter((both) => new Set(both).size > 1).length;
  const page = await (await app.request(`/runs/${run}/matrix?disagree=1`)).text();
  expect(page).toContain(`${disagreeing} case`);
  expect([...page.matchAll(new RegExp(`/runs/${run}/matrix/\\d+"`, 'g'))]).toHaveLength(disagreeing);
});

test('only the cases that a search found are run when that is asked', async () => {
  const app = await testApp();
  const path = `/experiments/${await sentiment(app)}/cases`;
  await app.send('POST', `${path}/imports`, { text: TABLE });
  const page = await (await app.request(`${path}?q=film`)).text();
  const found = REVIEWS.filter(([text]) => text.toLowerCase().includes('film')).map(([text]) => text);
  expect(page).toContain(`Only the ${found.length} case`);
  const started = await app.send('POST', `${path}/runs`, { study: '', count: '', seed: '', found: 'film' });
  const run = Number(/\/runs\/(\d+)\//.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  const asked = await app.store.cases.ofSet((await app.store.runs.get(run))?.caseSet ?? 0);
  expect(asked.map(({ input }) => input)).toEqual(found.map((text) => ({ variables: { text } })));
  await endedRun(app, run);
});

test('a case is changed in its place, and a run keeps the case that it saw', async () => {
  const app = await testApp();
  const path = `/experiments/${await sentiment(app)}/cases`;
  await app.send('POST', `${path}/imports`, { text: 'text,expected,note\nDull.,positive,typo?\nGood.,positive,\n' });
  const started = await app.send('POST', `${path}/runs`, { study: '', count: '', seed: '' });
  const run = Number(/\/runs\/(\d+)\//.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  await endedRun(app, run);
  const form = await (await app.request(`${path}/0`)).text();
  for (const text of ['Dull.</textarea>', 'positive</textarea>', 'typo?</textarea>']) expect(form).toContain(text);
  const changed = { 'variables.text': 'Dull.', expected: 'negative', name: 'dull', note: '' };
  expect((await app.send('POST', `${path}/0`, changed)).status).toBe(204);
  const page = await (await app.request(path)).text();
  expect(page.indexOf('dull')).toBeLessThan(page.indexOf('Good.'));
  expect(page).not.toContain('typo?');
  const answers = await (await app.request(`/runs/${run}/matrix/0`)).text();
  expect(answers).toContain('typo?');
  expect((await app.request(`${path}/2`)).status).toBe(404);
  expect((await app.send('POST', `${path}/2`, changed)).status).toBe(404);
  expect((await app.send('POST', `${path}/0`, { 'variables.text': '' })).status).toBe(422);
});

test('a check of a field or of the group of a pattern is added by fields', async () => {
  const app = await testApp();
  const experiment = await sentiment(app);
  const add = (fields: Readonly<Record<string, string>>) =>
    app.send('POST', `/experiments/${experiment}/cases/checks`, { checks: '', value: '', ...fields });
  const kept = async () => (await app.store.cases.ofExperiment(experiment))?.checks;
  expect((await add({ add: 'exact', extract: 'json_field', part: ' a.b ' })).status).toBe(204);
  expect(await kept()).toEqual([{ type: 'exact', extract: { json_field: 'a.b' }, raw: false }]);
  await add({ add: 'numeric', extract: 'regex', part: 'is (\\d+)', value: '0.5' });
  expect(await kept()).toEqual([{ type: 'numeric', extract: { regex: 'is (\\d+)' }, atol: 0.5, rtol: 0 }]);
  for (const part of ['', '('])
    expect([part, (await add({ add: 'exact', extract: 'regex', part })).status]).toEqual([part, 422]);
  expect(await kept()).toMatchObject([{ type: 'numeric' }]);
});

test('tests of promptfoo bring their checks where none were chosen, and what was left out is said', async () => {
  const app = await testApp();
  const experiment = await sentiment(app);
  const path = `/experiments/${experiment}/cases`;
  const text = '- vars: {text: Good.}\n  assert: [{type: equals, value: yes}, {type: cost, threshold: 1}]\n';
  const page = await app.send('POST', `${path}/imports`, { text });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('1 assertion of type “cost”')]);
  expect((await app.store.cases.ofExperiment(experiment))?.checks).toMatchObject([{ type: 'exact', raw: true }]);
  await app.send('POST', `${path}/imports`, {
    text: '- vars: {text: Bad.}\n  assert: [{type: contains, value: no}]\n',
  });
  expect((await app.store.cases.ofExperiment(experiment))?.checks).toMatchObject([{ type: 'exact', raw: true }]);
});

test('rows that cannot be read are named on the page, the cases stay as they were, and markup is text', async () => {
  const app = await testApp();
  const experiment = await sentiment(app);
  const path = `/experiments/${experiment}/cases`;
  await app.send('POST', `${path}/imports`, { text: 'text\n<script>alert(1)</script>\n' });
  const refused = await app.send('POST', `${path}/imports`, { text: 'txt,expected\na,b\n' });
  expect(refused.status).toBe(422);
  const again = await refused.text();
  expect(again).toContain('Line 1, column “text”');
  // What was pasted comes back to be mended.
  expect(again).toContain('txt,expected\na,b\n</textarea>');
  const page = await (await app.request(path)).text();
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toContain('<script>alert');
  expect((await app.send('POST', `${path}/checks`, { checks: '[{"type": "regex", "pattern": "("}]' })).status).toBe(
    422,
  );
  expect((await app.request('/runs/999/matrix')).status).toBe(404);
});

test('a page far beyond the last case, and what is no page at all, are answered', async () => {
  const app = await testApp();
  const path = `/experiments/${await sentiment(app)}/cases`;
  await app.send('POST', `${path}/imports`, { text: 'text\nA waste of time.\n' });
  for (const asked of ['99999999999999999999', '0', '-1', 'x', '1e400', '%00'])
    expect([asked, (await app.request(`${path}?page=${asked}`)).status]).toEqual([asked, 200]);
  expect(await (await app.request(`${path}?page=99999999999999999999`)).text()).toContain('A waste of time.');
});
