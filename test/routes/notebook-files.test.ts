import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notebookFile } from '../../src/notebook-file/jobs.tsx';
import { readNotebookFile } from '../../src/notebook-file/read.ts';
import { writeNotebookFile } from '../../src/notebook-file/write.ts';
import { answered, asking, experimentWith } from '../support/answered.ts';
import { notebookContents } from '../support/notebook-contents.ts';
import { newExperiment, runNow } from '../support/pages.ts';
import { createTestApp, type TestApp, testApp } from '../support/test-app.ts';

const P1 =
  '"><img src=x onerror=PWN=1><script>PWN=1</script><div hx-get=/pwn hx-trigger=load></div><div id=main hx-swap-oob=true>X</div>';

/** As the page's form sends a chosen file. */
function upload(app: TestApp, text: string | Blob): Promise<Response> {
  const form = new FormData();
  form.append('file', new File([text], 'notebook.json', { type: 'application/json' }));
  return app.request('/notebooks/imports', { method: 'POST', body: form });
}

async function imported(app: TestApp, text: string): Promise<number> {
  const response = await upload(app, text);
  if (response.status !== 303) throw new Error(await response.text());
  return Number(/\/notebooks\/(\d+)$/.exec(response.headers.get('location') ?? '')?.[1]);
}

async function exported(app: TestApp, id: number, results = true): Promise<string> {
  return await (await app.request(`/notebooks/${id}/file${results ? '?results=true' : ''}`)).text();
}

/** A notebook with a note, two versions, three runs and marks. */
async function usedNotebook(app?: TestApp) {
  app ??= await testApp();
  const experiment = await experimentWith(app, asking('Hello!', 'Be kind.'));
  await app.store.cells.addNote(experiment.notebookId, { text: '# A note\r\n=1+1' });
  await answered(app, experiment.id);
  const [marked] = await answered(app, experiment.id);
  await app.send('PUT', `/completions/${marked?.id}/marks`, { rating: 'good', pinned: 'true', note: '“mine”' });
  const cell = await app.store.cells.experiment(experiment.id);
  await app.store.cells.saveDraft(experiment.id, {
    settings: cell?.draft.settings ?? experiment.draft.settings,
    prompt: asking('Tell me a story.'),
  });
  await answered(app, experiment.id);
  await app.store.versions.rename(experiment.id, 1, 'kind');
  return { app, id: experiment.notebookId, experiment };
}

test('export, import and export again give equal files, with results and without', async () => {
  const { app, id } = await usedNotebook();
  for (const results of [true, false]) {
    const file = await exported(app, id, results);
    expect(await exported(app, await imported(app, file), results)).toBe(file);
  }
});

test('an imported notebook shows its answers, annotations, versions and their costs, and its draft', async () => {
  const { app, id, experiment } = await usedNotebook();
  const copy = await imported(app, await exported(app, id));
  const [cell] = await app.store.cells.list(copy);
  const versions = await app.store.versions.list(cell?.id ?? 0);
  expect(versions.map(({ number, name, runs, totals }) => [number, name, runs, totals])).toEqual(
    (await app.store.versions.list(experiment.id)).map(({ number, name, runs, totals }) => [
      number,
      name,
      runs,
      totals,
    ]),
  );
  const page = await (await app.request(`/notebooks/${copy}`)).text();
  expect(page).toContain('from a notebook file');
  expect(page).toContain('Tell me a story.');
  expect(page).toContain('# A note');
});

test('what was imported is neither history nor spend here, and is not asked again', async () => {
  const { app, id } = await usedNotebook();
  const before = await (await app.request('/api/v1/costs?group=day')).json();
  const history = async () => (await (await app.request('/api/v1/completions')).json()).completions.length;
  const rows = await history();
  const copy = await imported(app, await exported(app, id));
  expect(await history()).toBe(rows);
  expect(await (await app.request('/api/v1/costs?group=day')).json()).toEqual(before);
  expect(await (await app.request('/history')).text()).toContain(`<strong>${rows} requests</strong>`);
  const [cell] = await app.store.cells.list(copy);
  const run = await app.store.runs.latestOf(cell?.id ?? 0);
  const [answer] = await app.store.completions.ofRun(run?.id ?? 0);
  expect((await app.send('POST', `/completions/${answer?.id}/retries`)).status).toBe(409);
  expect((await app.post(`/api/v1/completions/${answer?.id}/retries`)).status).toBe(409);
  expect(await app.store.completions.get(answer?.id ?? 0)).toEqual(answer);
});

test('an imported experiment can be run, and then its own answers count', async () => {
  const { app, id } = await usedNotebook();
  const copy = await imported(app, await exported(app, id));
  const [cell] = await app.store.cells.list(copy);
  const [answer] = await answered(app, cell?.id ?? 0);
  expect(answer).toMatchObject({ status: 'done', imported: false });
  expect((await app.store.versions.list(cell?.id ?? 0)).map(({ runs }) => runs)).toEqual([2, 2]);
});

test('a file says what it is, comes as a download, and leaves a run that goes on out', async () => {
  const { app, id } = await usedNotebook();
  const response = await app.request(`/notebooks/${id}/file?results=true`);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="Workbench.tempera.json"');
  const file = await response.json();
  expect(file).toMatchObject({ format: 'tempera-notebook', version: 2, title: 'Workbench' });
  expect(Object.keys(file.cells[0])).toEqual(['kind', 'title', 'prompt', 'settings', 'results']);
  expect((await app.request('/notebooks/999/file')).status).toBe(404);
});

test('any notebook is the same file after it was imported and exported again', async () => {
  const { store } = await testApp();
  const { notebookContents: kept } = store;
  // Here and not in threads, as the routes have it done: five of them for each notebook take longer than all the rest.
  const out = async (id: number, results = true) =>
    new TextDecoder().decode((await notebookFile(kept, id, { withResults: results, withImages: false })).bytes);
  const back = async (file: string) => (await kept.create(readNotebookFile(JSON.parse(file)))).id;
  await fc.assert(
    fc.asyncProperty(notebookContents, async (content) => {
      const file = writeNotebookFile(content);
      const id = await back(file);
      const first = await out(id);
      expect(withListsInPlace(JSON.parse(first))).toEqual(withListsInPlace(JSON.parse(file)));
      expect(await out(await back(first))).toBe(first);
      const without = await out(id, false);
      expect(await out(await back(without), false)).toBe(without);
      expect(without).not.toContain('"message_lists"');
    }),
    { numRuns: 60 },
  );
});

test('writing a file and reading it gives the notebook back, but for characters that cannot be kept', () => {
  fc.assert(
    fc.property(notebookContents, (content) => {
      const again = readNotebookFile(JSON.parse(writeNotebookFile(content)));
      expect(writeNotebookFile(again)).toBe(writeNotebookFile(content));
      expect(again.cells.map((cell) => cell.kind)).toEqual(content.cells.map((cell) => cell.kind));
    }),
  );
});

test('the page to share stands alone: no script, nothing to load, the Practice label, and every text escaped', async () => {
  const app = await testApp();
  const experiment = await experimentWith(app, asking(P1, P1));
  await app.store.notebooks.rename(experiment.notebookId, P1);
  await app.store.cells.addNote(experiment.notebookId, { text: `${P1}\n\n[a](java&#115;cript:PWN)` });
  const [answer] = await answered(app, experiment.id);
  await app.send('PUT', `/completions/${answer?.id}/marks`, { note: P1 });
  const response = await app.request(`/notebooks/${experiment.notebookId}/share`);
  const html = await response.text();
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[A-Za-z0-9-]+\.html"$/);
  expect(html).not.toMatch(/<(script|img|link|iframe|div hx)/);
  expect(html).not.toMatch(/href="javascript|\ssrc=(?!x)/);
  expect(html.match(/&lt;img src=x onerror=PWN=1&gt;/g)?.length).toBeGreaterThanOrEqual(6);
  expect(html).toContain('Built-in demo');
  expect(html).toContain('content="default-src &#39;none&#39;; style-src');
});

test('P1 in every field of an imported file changes no page', async () => {
  const { app, id } = await usedNotebook();
  const poisoned = JSON.parse(await exported(app, id), (key, value) => {
    const kept = [
      'kind',
      'format',
      'role',
      'encoding',
      'view',
      'fold',
      'status',
      'source',
      'method',
      'columns',
      'rating',
    ];
    if (typeof value !== 'string' || kept.includes(key) || key.endsWith('_at') || /picodollars/.test(key)) return value;
    return /^(model|connection|variant)$/.test(key) || value.length > 0 ? P1 : value;
  });
  const copy = await imported(app, JSON.stringify(poisoned));
  const [cell] = await app.store.cells.list(copy);
  const run = await app.store.runs.latestOf(cell?.id ?? 0);
  const paths = [
    '/',
    `/notebooks/${copy}`,
    `/runs/${run?.id}`,
    `/experiments/${cell?.id}/versions`,
    `/experiments/${cell?.id}/versions?a=1&b=2`,
    `/notebooks/${copy}/share`,
  ];
  for (const path of paths) {
    const response = await app.request(path);
    expect(response.status, path).toBe(200);
    expect(await response.text(), path).not.toMatch(/<img src=x|<script>PWN|<div hx-get=\/pwn/);
  }
});

/** One application for all that is refused: nothing of it may leave a trace. */
let refusing: { readonly app: TestApp; readonly file: unknown };
beforeAll(async () => {
  const app = await createTestApp();
  const { id } = await usedNotebook(app);
  refusing = { app, file: JSON.parse(await exported(app, id)) };
});
afterAll(() => refusing?.app.close());

type Path = readonly (string | number)[];
const RUN: Path = ['cells', 0, 'results', 'runs', 0];
const COMPLETION: Path = [...RUN, 'completions', 0];

test.each<[string, Path, unknown]>([
  ['another format', ['format'], 'jupyter'],
  ['a later version', ['version'], 3],
  ['an unknown field', ['owner'], 'me'],
  ['an unknown field deep inside', [...COMPLETION, 'html'], '<b>'],
  ['a kind of cell there is not', ['cells', 0, 'kind'], 'script'],
  ['a setting that is no text', ['cells', 0, 'settings', 'model'], 7],
  ['a role there is not', ['cells', 0, 'prompt', 'messages', 0, 'role'], 'root'],
  [
    'too many messages',
    ['cells', 0, 'prompt', 'messages'],
    Array.from({ length: 2_501 }, () => ({ role: 'user', content: 'x' })),
  ],
  ['a run that goes on', [...RUN, 'status'], 'running'],
  ['an answer still to come', [...COMPLETION, 'status'], 'queued'],
  ['a version that is not there', [...RUN, 'version'], 99],
  ['messages that are not there', [...COMPLETION, 'messages'], 99],
  ['the same version twice', ['cells', 0, 'results', 'versions', 1, 'number'], 1],
  ['a cost beyond all bounds', [...COMPLETION, 'cost'], { picodollars: '9'.repeat(16), source: 'computed' }],
  ['a negative cost', [...COMPLETION, 'cost'], { picodollars: '-5', source: 'computed' }],
  ['a time that is none', [...COMPLETION, 'created_at'], 'yesterday'],
  ['a rating there is not', [...COMPLETION, 'rating'], 5],
  [
    'a grid beyond all bounds',
    [...RUN, 'request', 'sweep', 'seed'],
    Array.from({ length: 1_000 }, (_, seed) => seed).concat(1),
  ],
  ['no cells', ['cells'], null],
])('a file with %s is refused and nothing is written', async (_, path, value) => {
  const { app, file } = refusing;
  const before = await counts(app);
  const response = await upload(app, JSON.stringify(spoilt(file, path, value)));
  expect(response.status).toBe(422);
  expect(await counts(app)).toEqual(before);
});

test('two grids of a thousand values multiply to too many points', async () => {
  const { app, file } = refusing;
  const many = Array.from({ length: 1_000 }, (_, value) => value);
  const wide = spoilt(
    spoilt(file, [...RUN, 'request', 'sweep', 'seed'], many),
    [...RUN, 'request', 'sweep', 'top_p'],
    many,
  );
  expect((await upload(app, JSON.stringify(wide))).status).toBe(422);
});

test.each<[string, string, number]>([
  ['nothing', '', 422],
  ['no JSON', '{"format": "tempera-notebook",', 400],
  ['JSON nested too deeply', '['.repeat(200_000), 400],
  ['JSON that is closed and nested too deeply', '['.repeat(5_000) + ']'.repeat(5_000), 400],
  ['a prototype', '{"__proto__": {"x": 1}}', 400],
  ['a prototype deep inside', '{"cells": [{"a": {"__proto__": {"x": 1}}}]}', 400],
  ['a constructor where cells belong', '{"cells": [{"constructor": {"prototype": {"x": 1}}}]}', 422],
  ['a list', '[]', 422],
  ['a page', '<html></html>', 400],
])('a file that holds %s is refused, nothing is written, and the server goes on', async (_, text, status) => {
  const { app } = refusing;
  const before = await counts(app);
  expect((await upload(app, text)).status).toBe(status);
  expect(await counts(app)).toEqual(before);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect((await app.request('/')).status).toBe(200);
});

test('a form without a file, and one that is none, are refused in words', async () => {
  const app = await testApp();
  const empty = await app.request('/notebooks/imports', { method: 'POST', body: new FormData() });
  expect(empty.status).toBe(422);
  expect(await empty.text()).toContain('Choose a notebook file');
  const broken = { method: 'POST', body: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=a' } };
  expect((await app.request('/notebooks/imports', broken)).status).toBe(400);
});

test('a file of 3 MB is taken, and one beyond 20 MB is not, while no other path takes so much', async () => {
  const app = await testApp();
  const file = (size: number) =>
    JSON.stringify({
      format: 'tempera-notebook',
      version: 1,
      title: 'Large',
      cells: [{ kind: 'note', text: 'x'.repeat(size) }],
    });
  expect((await upload(app, file(3_000_000))).status).toBe(303);
  expect((await upload(app, file(20_000_000))).status).toBe(413);
  expect((await app.send('PUT', '/notes/1', { text: 'x'.repeat(3_000_000) })).status).toBe(413);
  expect(await app.store.notebooks.list('')).toHaveLength(1);
});

test('another site cannot import into ours', async () => {
  const app = await testApp();
  const headers = { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' };
  const response = await app.request('/notebooks/imports', { method: 'POST', body: '{}', headers });
  expect(response.status).toBe(403);
});

function spoilt(file: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const part = (file as Record<string | number, unknown>)[name];
  if (Array.isArray(file)) return file.with(name as number, spoilt(part, rest, value));
  return { ...(file as object), [name]: spoilt(part, rest, value) };
}

async function counts({ store }: TestApp) {
  const notebooks = await store.notebooks.list('');
  const runs = await store.runs.list({ before: null, limit: 1_000, notebook: null });
  return [notebooks.map(({ id, cells }) => [id, cells]), runs.map(({ id }) => id)];
}

interface WithLists {
  readonly message_lists: readonly unknown[];
  readonly runs: readonly {
    readonly messages: number;
    readonly completions: readonly { readonly messages: number }[];
  }[];
}

/** A file with every message list where it is named, as lists that nothing names are not kept. */
function withListsInPlace(file: { readonly cells: readonly { readonly results?: WithLists | null }[] }) {
  const cells = file.cells.map(({ results = null, ...cell }) => {
    if (results === null) return cell;
    const place = <Part extends { readonly messages: number }>(part: Part) => ({
      ...part,
      messages: results.message_lists[part.messages],
    });
    const runs = results.runs.map((run) => ({ ...place(run), completions: run.completions.map(place) }));
    return { ...cell, results: { ...results, message_lists: null, runs } };
  });
  return { ...file, cells };
}

test('the page to share says its title once, also where the first note is headed by it', async () => {
  const app = await testApp();
  const { id } = await app.store.notebooks.create('Tea & more');
  const headings = async () =>
    [...(await (await app.request(`/notebooks/${id}/share`)).text()).matchAll(/<h1[^>]*>([^<]*)<\/h1>/g)].map(
      ([, text]) => text,
    );
  expect(await headings()).toEqual(['Tea &amp; more']);
  await app.store.cells.addNote(id, { text: '# Tea & more\n\nWhat to call a shop.' });
  expect(await headings()).toEqual(['Tea &amp; more']);
});

test('the page to share folds equal answers and says what was set', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app);
  const settings = { temperature: '0', samples: '4', top_p: '0.5, 1', rows: 'top_p', max_completion_tokens: '8' };
  await runNow(app, experiment, { model: 'practice/practice', ...settings, role: 'user', content: 'Hello!' });
  const html = await (await app.request(`/notebooks/${notebook}/share`)).text();
  const said = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(said).toContain('practice · 4 samples · top_p 0.5, 1 · max tokens 8 · 8 answers ·');
  expect(said).toContain('top_p 0.5 · ×4 · ');
  expect(said).toContain('top_p 1 · ×4 · ');
  expect(html.match(/<article/g)).toHaveLength(2);
});
