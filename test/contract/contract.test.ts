import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import { converse, type Held, NOW } from './conversation.ts';
import { departures } from './departures.ts';

const BEFORE = JSON.parse(readFileSync(new URL('held.json', import.meta.url), 'utf8')) as Held;

let endpoint: ScriptedEndpoint;
let app: TestApp;
let now: Held;

beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ models: ['gpt-4o-mini', 'gpt-4.1-mini', 'house-model'] });
  app = await createTestApp({ endpoint, config: { concurrency: 1 }, now: () => NOW });
  now = await converse(app, endpoint);
});

afterAll(async () => {
  await app.close();
  await endpoint.close();
});

test.each(Object.keys(BEFORE.answers))('%s answers every field it answered before, with the same values', (call) => {
  expect(departures(BEFORE.answers[call], now.answers[call])).toEqual([]);
});

test('a notebook file holds every field it held before, with the same values', () => {
  expect(departures(unversioned(BEFORE.notebookFile), unversioned(now.notebookFile))).toEqual([]);
});

test('a notebook file of before is read, and holds the same when it is written again', async () => {
  const measured = (key: string, value: unknown) => (value === 'measured' && key !== '' ? 12 : value);
  const file = JSON.stringify(BEFORE.notebookFile, measured);
  const form = new FormData();
  form.append('file', new File([file], 'notebook.json', { type: 'application/json' }));
  const response = await app.request('/notebooks/imports', { method: 'POST', body: form });
  expect(response.status).toBe(303);
  const again = await app.request(`${response.headers.get('location')}/file?results=true`);
  expect(departures(unversioned(JSON.parse(file)), unversioned(await again.json()))).toEqual([]);
});

test('what is missing, renamed, changed, longer or shorter departs, and what is added does not', () => {
  const before = { id: 1, list: [{ cost: null }], deep: { text: 'a' } };
  expect(departures(before, { ...before, more: 2, list: [{ cost: null, more: 1 }] })).toEqual([]);
  expect(departures(before, { ...before, id: undefined })).toEqual(['$.id was 1 and is undefined']);
  expect(departures(before, { id: 1, lists: [], deep: before.deep })).toEqual(['$.list is missing']);
  expect(departures(before, { ...before, list: [{ cost: 0 }] })).toEqual(['$.list[0].cost was null and is 0']);
  expect(departures(before, { ...before, list: [] })).toEqual(['$.list was a list of 1 and is a list of 0']);
  expect(departures(before, { ...before, deep: [] })).toEqual(['$.deep was {"text":"a"} and is a list of 0']);
});

/** The number of the format may rise; what a file of an earlier one held stays. */
function unversioned(file: unknown): unknown {
  return { ...(file as object), version: 'any' };
}
