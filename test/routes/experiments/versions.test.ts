import { expect, test } from 'vitest';
import type { Prompt } from '../../../src/domain/prompt/prompt.ts';
import { answered, asking, experimentWith, promptOf } from '../../support/answered.ts';
import { formOf, newExperiment, runNow } from '../../support/pages.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function twoVersions() {
  const app = await testApp();
  const experiment = await experimentWith(app, asking('Hello there, my friend!', 'Be kind.'));
  await answered(app, experiment.id);
  await answered(app, experiment.id);
  await write(app, experiment.id, asking('Hello there, old friend!', 'Be kind.'));
  await answered(app, experiment.id);
  return { app, experiment, path: `/experiments/${experiment.id}/versions` };
}

async function write(app: TestApp, id: number, prompt: Prompt): Promise<void> {
  const cell = await app.store.cells.experiment(id);
  if (cell === null) throw new Error('gone');
  await app.store.cells.saveDraft(id, { ...cell.draft, prompt });
}

/** The text of each cell of the list of versions. */
function rowsOf(html: string): readonly (readonly string[])[] {
  const body = /id="versions"[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(html)?.[1] ?? '';
  const plain = (cell: string) => cell.replaceAll(/<[^>]*>/g, '').trim();
  return body
    .split('<tr>')
    .slice(1)
    .map((row) => [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map((match) => plain(match[1] ?? '')));
}

test('versions are listed newest first with what changed, their runs, tokens and cost', async () => {
  const { app, experiment, path } = await twoVersions();
  const [second, first] = rowsOf(await (await app.request(path)).text());
  const [one] = await app.store.versions.list(experiment.id);
  expect(second?.[0]).toBe('2 is the draft');
  expect(second?.[2]).toBe('user message changed');
  expect(second?.slice(6)).toEqual([
    '1',
    '1',
    String(one?.totals.inputTokens),
    String(one?.totals.outputTokens),
    'free',
    expect.any(String),
  ]);
  expect(first?.slice(0, 3)).toEqual(['1', '', 'the first']);
  expect(first?.slice(4, 6)).toEqual(['–', '–']);
  expect(first?.slice(6, 8)).toEqual(['2', '2']);
});

test('a version says how often two answers of its newest run agree', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app, { content: 'Hello there!', temperature: '0', samples: '2' });
  await runNow(app, experiment, await formOf(app, experiment));
  const [only] = rowsOf(await (await app.request(`/experiments/${experiment}/versions`)).text());
  expect(only?.[5]).toBe('1.00');
});

test('any two versions stand side by side with the words that changed', async () => {
  const { app, path } = await twoVersions();
  const html = await (await app.request(`${path}?a=1&b=2`)).text();
  expect(html).toContain('Hello there, <del>my</del> friend!');
  expect(html).toContain('Hello there, <ins>old</ins> friend!');
  expect(html).toMatch(/System message\s*<span class="small"> \(same\)/);
  const other = await (await app.request(`${path}?a=2&b=1`)).text();
  expect(other).toContain('Hello there, <ins>my</ins> friend!');
});

test('a version is compared with the draft as it is being written', async () => {
  const { app, experiment, path } = await twoVersions();
  await write(app, experiment.id, asking('Hello there, <b>new</b> friend!'));
  const html = await (await app.request(`${path}?a=2&b=draft`)).text();
  expect(html).toContain('&lt;');
  expect(html).not.toContain('<b>');
  expect(rowsOf(html)[0]?.[0]).toBe('2');
});

test('restoring a version makes it the draft, keeps every version, and can be undone', async () => {
  const { app, experiment, path } = await twoVersions();
  await write(app, experiment.id, asking('Not run yet'));
  const html = await (await app.send('POST', `${path}/1/restoration`)).text();
  expect(await promptOf(app, experiment.id)).toEqual(asking('Hello there, my friend!', 'Be kind.'));
  expect(await app.store.versions.list(experiment.id)).toHaveLength(2);
  expect(rowsOf(html)[1]?.[0]).toBe('1 is the draft');
  const undo = /hx-post="(\/experiments\/\d+\/versions\/undo)"/.exec(html)?.[1] ?? '';
  expect(rowsOf(await (await app.send('POST', undo)).text())[1]?.[0]).toBe('1');
  expect((await promptOf(app, experiment.id)).messages).toEqual([{ role: 'user', content: 'Not run yet' }]);
});

test('a restored version that is run again is the same version, not a new one', async () => {
  const { app, experiment, path } = await twoVersions();
  await app.send('POST', `${path}/1/restoration`);
  await answered(app, experiment.id);
  const versions = await app.store.versions.list(experiment.id);
  expect(versions.map(({ number, runs }) => [number, runs])).toEqual([
    [2, 1],
    [1, 3],
  ]);
});

test('a branch from a version is a new experiment below, and the first one stays as it was', async () => {
  const { app, experiment, path } = await twoVersions();
  const response = await app.send('POST', `${path}/1/branches`);
  const cells = await app.store.cells.list(experiment.notebookId);
  expect(response.headers.get('hx-redirect')).toBe(`/notebooks/${experiment.notebookId}#cell-${cells[1]?.id}`);
  expect((await promptOf(app, cells[1]?.id ?? 0)).messages[0]?.content).toBe('Hello there, my friend!');
  expect((await promptOf(app, experiment.id)).messages[0]?.content).toBe('Hello there, old friend!');
});

test('a version gets a name, and loses it again', async () => {
  const { app, experiment, path } = await twoVersions();
  const nameOf = async () => (await app.store.versions.get(experiment.id, 1))?.name;
  await app.send('PUT', `${path}/1/name`, { name: '  The <kind> one ' });
  expect(await nameOf()).toBe('The <kind> one');
  expect(await (await app.request(path)).text()).toContain('value="The &lt;kind&gt; one"');
  await app.send('PUT', `${path}/1/name`, { name: '' });
  expect(await nameOf()).toBeNull();
});

test('an experiment that was never run has no versions, and what does not exist is not found', async () => {
  const app = await testApp();
  const experiment = await experimentWith(app, asking('Hello!'));
  expect(await (await app.request(`/experiments/${experiment.id}/versions`)).text()).toContain('No version yet');
  expect((await app.request('/experiments/999/versions')).status).toBe(404);
  for (const what of ['restoration', 'branches']) {
    expect((await app.send('POST', `/experiments/${experiment.id}/versions/1/${what}`)).status).toBe(404);
  }
});

test('the strip of a run says how its version did over all its runs', async () => {
  const { app, experiment, path } = await twoVersions();
  const [last] = await app.store.runs.list({ before: null, limit: 1, notebook: experiment.notebookId });
  expect(await (await app.request(`/runs/${last?.id}`)).text()).toContain(`hx-get="${path}/2/figures"`);
  const [, first] = await app.store.versions.list(experiment.id);
  const figures = await (await app.request(`${path}/1/figures`)).text();
  const said = [...figures.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, name, value]) => [name, value]);
  expect(said.slice(0, 2)).toEqual([
    ['Runs', '2'],
    ['Answers', String(first?.totals.completions)],
  ]);
  expect(said.map(([name]) => name)).toEqual(['Runs', 'Answers', 'Agreement', 'Cost']);
  expect((await app.request(`${path}/3/figures`)).status).toBe(404);
});

test('the version that the draft equals cannot be restored, as that would change nothing; the others can', async () => {
  const { app, path } = await twoVersions();
  const offered = async () =>
    [...(await (await app.request(path)).text()).matchAll(/aria-label="Restore version (\d)"/g)].map(([, one]) => one);
  expect(await offered()).toEqual(['1']);
  await app.send('POST', `${path}/1/restoration`);
  expect(await offered()).toEqual(['2']);
});
