import { afterAll, beforeAll, expect, test } from 'vitest';
import { typedColumns, typedColumnsText } from '../../../src/domain/run/added-columns.ts';
import { experimentWith } from '../../support/editor.ts';
import { runNow, words } from '../../support/pages.ts';
import { createTestApp, type TestApp } from '../../support/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const FIELDS = [
  'connection',
  'model',
  'temperature',
  'top_p',
  'max_completion_tokens',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'verbosity',
  'variant',
];
/** The fields of added columns as their form sends them, each once for each column. */
function columnFields(...columns: readonly Readonly<Record<string, string>>[]) {
  return Object.fromEntries(FIELDS.map((name) => [`added_columns.${name}`, columns.map((one) => one[name] ?? '')]));
}

async function kept(id: number) {
  return typedColumns((await app.store.cells.experiment(id))?.draft.settings.added_columns ?? '');
}

test('a column is added, filled, saved as it is typed, counted, asked, and removed again', async () => {
  const id = await experimentWith(app, {}, { temperature: '0, 1', samples: '2' });
  const page = await (await app.request(`/notebooks/${(await app.store.cells.experiment(id))?.notebookId}`)).text();
  expect(page).toContain('Add column');
  expect(page).not.toContain('Added column 1');
  const added = await (await app.send('POST', `/experiments/${id}/added-columns`)).text();
  expect(added).toContain('<legend class="small">Added column 1</legend>');
  expect(added).toContain('name="added_columns.temperature"');

  const typed = columnFields({ temperature: '0.7', seed: '5' });
  const saved = await (await app.send('PUT', `/experiments/${id}/draft`, typed)).text();
  expect(await kept(id)).toEqual([{ temperature: '0.7', seed: '5' }]);
  expect(saved).toContain('6 requests');
  expect(saved).toContain('Added columns <strong>temperature 0.7 · seed 5</strong>');

  const run = await runNow(app, id, { ...typed, content: 'Hello', role: 'user' });
  expect(run.planned).toBe(6);
  const shown = await (await app.request(`/runs/${run.id}`)).text();
  expect(shown).toContain('<span class="temp">seed 5 · temperature 0.7</span>');

  const two = await app.send('POST', `/experiments/${id}/added-columns`, typed);
  expect(await two.text()).toContain('Added column 2');
  const unfilled = await app.send('PUT', `/experiments/${id}/draft`, columnFields({ temperature: '0.7' }, {}));
  expect(await unfilled.text()).toContain('Added columns <strong>temperature 0.7; one without changes</strong>');
  const both = columnFields({ temperature: '0.7', seed: '5' }, { top_p: '0.5' });
  const noted = words(await (await app.send('PUT', `/experiments/${id}/draft`, both)).text());
  expect(noted).toMatch(/2 temperatures as columns \+ 2 added columns ?\./);
  await app.send('POST', `/experiments/${id}/added-columns/0/deletion`, both);
  expect(await kept(id)).toEqual([{ top_p: '0.5' }]);
  await app.send('POST', `/experiments/${id}/added-columns/0/deletion`, columnFields({ top_p: '0.5' }));
  expect(await kept(id)).toEqual([]);
});

test('a field that a form does not know stays as it is, and a whole schema is kept and shown again', async () => {
  const schema = JSON.stringify({ type: 'object', properties: { a: { description: 'x'.repeat(5_000) } } });
  const column = { response_format: 'json_schema', response_schema: schema, stop: '!', variant: 'without system' };
  const settings = { added_columns: typedColumnsText([column]) };
  const id = await experimentWith(app, { system: 'Be brief.' }, settings);
  const saved = await app.send('PUT', `/experiments/${id}/draft`, columnFields({ seed: '5' }));
  expect(saved.status).toBe(200);
  const { variant: _, ...others } = column;
  expect(await kept(id)).toEqual([{ ...others, seed: '5' }]);
  const html = await (await app.request(`/notebooks/${(await app.store.cells.experiment(id))?.notebookId}`)).text();
  const field = (name: string) => html.slice(html.indexOf(`id="experiment-${id}-added-0-${name}"`)).slice(0, 6_000);
  expect(field('response_schema')).toContain('x'.repeat(5_000));
  const shown = [...html.matchAll(/<div class="field"><label for="experiment-\d+-added-0-([a-z_]+)"/g)].map(
    ([, name]) => name,
  );
  expect(shown).toEqual(['model', 'seed', 'stop', 'response_format', 'schema_strict', 'response_schema']);
});

test('what is wrong in an added column is said below its field and beside “More settings”, and nothing is asked', async () => {
  const id = await experimentWith(app, {}, {});
  await app.send('POST', `/experiments/${id}/added-columns`);
  const typed = columnFields({ temperature: '9', connection: 'mars' });
  const saved = await (await app.send('PUT', `/experiments/${id}/draft`, typed)).text();
  const said = 'Added column 1, temperature: 9 is outside 0 to 2.';
  const place = new RegExp(`id="experiment-${id}-error-added_columns-0-temperature"[^>]*>${said}`);
  expect(saved).toMatch(place);
  expect(saved).toContain(`<span class="err">${said}</span>`);
  expect(saved).toContain('there is no connection “mars”');
  const refused = await app.send('POST', `/experiments/${id}/runs`, { ...typed, content: 'Hello', role: 'user' });
  expect(refused.status).toBe(422);
});
