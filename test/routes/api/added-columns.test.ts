import { afterAll, beforeAll, expect, test } from 'vitest';
import { endedRun, type RunJson } from '../../support/pages.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;
let endpoint: ScriptedEndpoint;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => answer('Hello.') });
  app = await createTestApp({ endpoint, config: { concurrency: 1 } });
});
afterAll(async () => {
  await app?.close();
  await endpoint?.close();
});

const BODY = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello?' }],
  temperature: [0, 1],
  max_completion_tokens: 20,
};
const ADDED = [
  { model: 'gpt-4.1-mini', temperature: 0.2, seed: 7 },
  { connection: 'practice', model: 'practice', max_completion_tokens: 5 },
];

async function asked(body: object): Promise<RunJson> {
  const response = await app.post('/api/v1/runs', body);
  const started = (await response.json()) as RunJson;
  expect([response.status, started]).toEqual([202, expect.anything()]);
  return endedRun(app, started.id);
}

test('a run asks columns beside its grid, with any setting, model and connection changed', async () => {
  const before = endpoint.requests.length;
  const run = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  expect(run.planned).toBe(8);
  const sent = endpoint.requests.slice(before).map(({ body }) => {
    const { model, temperature, seed, max_completion_tokens: limit } = body as Record<string, unknown>;
    return { model, temperature, seed, limit };
  });
  const plain = { model: 'gpt-4o-mini', seed: undefined, limit: 20 };
  const added = { model: 'gpt-4.1-mini', temperature: 0.2, seed: 7, limit: 20 };
  expect(sent).toHaveLength(6);
  expect(sent).toEqual(expect.arrayContaining([{ ...plain, temperature: 0 }, { ...plain, temperature: 1 }, added]));
  expect(run.completions.map(({ settings }) => settings['connection'])).toContain('practice');
  expect(run.request).toMatchObject({
    added_columns: [{ connection: 'openai', model: 'gpt-4.1-mini', temperature: 0.2, seed: 7 }, ADDED[1]],
  });
  expect(run.summary.map(({ temperature, changes, n }) => [temperature, changes === undefined, n])).toEqual([
    [0, true, 2],
    [1, true, 2],
    [0.2, false, 2],
    [0, false, 2],
  ]);
  // What the API says of a run asks for the same again.
  const again = await asked(run.request);
  expect(again.request).toEqual(run.request);
});

test('heads, comparisons and the table of figures say what an added column changes', async () => {
  const run = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  const head = 'model gpt-4.1-mini · seed 7 · temperature 0.2';
  const page = await (await app.request(`/runs/${run.id}`)).text();
  expect(page).toContain(`<span class="temp">${head}</span>`);
  const comparison = await (await app.request(`/comparisons?a=${run.id}:0&b=${run.id}:2`)).text();
  expect(comparison).toContain(head);
  expect(comparison).toContain('gpt-4.1-mini');
  const json = await (await app.request(`/api/v1/comparisons?a=${run.id}:0&b=${run.id}:2`)).json();
  expect(json.pairs[0].b).toMatchObject({ column: 2, changes: { model: 'gpt-4.1-mini', seed: 7 } });
  const names = json.settings.map(({ setting }: { readonly setting: string }) => setting);
  expect(names).toEqual(expect.arrayContaining(['model', 'seed', 'temperature']));
  const later = await asked({ ...BODY, samples: 2, added_columns: ADDED });
  const runs = await (await app.request(`/api/v1/comparisons?a=${run.id}&b=${later.id}`)).json();
  expect(runs.pairs.map(({ a, b }: Record<'a' | 'b', { column: number }>) => [a.column, b.column])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test('added columns go out with a notebook and come in again, in what was asked and in the editor', async () => {
  const run = await asked({ ...BODY, added_columns: ADDED });
  const stored = await app.store.runs.get(run.id);
  const path = `/api/v1/notebooks/${stored?.notebookId}/file?results=true`;
  const file = await (await app.request(path)).json();
  const cell = file.cells.findLast(({ settings }: { settings: { added_columns: string } }) => settings.added_columns);
  expect(JSON.parse(cell.settings.added_columns)).toMatchObject([{ model: 'gpt-4.1-mini' }, { model: 'practice' }]);
  const made = await (await app.post('/api/v1/notebooks', { ...file, cells: [cell] })).json();
  const copy = await (await app.request(`/api/v1/notebooks/${made.id}/file?results=true`)).json();
  expect(copy.cells).toEqual([cell]);
  const [copied] = await app.store.cells.list(made.id);
  const rerun = await app.store.runs.latestOf(copied?.id ?? 0);
  expect(rerun?.request.addedColumns).toEqual(stored?.request.addedColumns);
});

test.each([
  [[{ temperature: 3 }], 'added_columns.0.temperature', 'must be a number from 0 to 2'],
  [[{ temperature: [0, 1] }], 'added_columns.0.temperature', 'must be a number from 0 to 2'],
  [[{}], 'added_columns.0', 'must change a setting'],
  [[{ seed: 1 }, { seed: 2, stop: 'x' }], 'added_columns.1.stop', 'not a field'],
  [[{ connection: 'mars' }], 'added_columns.0.connection', 'There is no connection “mars”'],
  [[{ model: { connection: 'mars', model: 'x' } }], 'added_columns.0.model', 'There is no connection “mars”'],
  [[{ variant: 'short' }], 'added_columns.0.variant', 'none of the variants'],
  [Array.from({ length: 21 }, () => ({ seed: 1 })), 'added_columns', 'at most 20'],
])('an added column that cannot be asked is refused at its field: %#', async (columns, path, message) => {
  const response = await app.post('/api/v1/runs', { ...BODY, added_columns: columns });
  const { errors } = await response.json();
  expect([response.status, errors]).toEqual([422, [{ path, message: expect.stringContaining(message) }]]);
});

test('code of an added column loops over what it shares with the grid', async () => {
  const run = await asked({ ...BODY, added_columns: [{ seed: 7 }, { temperature: 0.2 }] });
  const code = async (place: number) => {
    const id = run.completions.find((one) => (one as { column?: number }).column === place)?.id;
    return app.request(`/api/v1/completions/${id}/code?form=python&shape=sweep`);
  };
  const seeded = await (await code(2)).text();
  expect(seeded).toContain('for temperature in [0, 1]:');
  expect(seeded).toContain('seed=7');
  expect((await code(3)).status).toBe(409);
});
