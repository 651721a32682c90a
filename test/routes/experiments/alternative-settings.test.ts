import { expect, onTestFinished, test } from 'vitest';
import { words } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer, refusal } from '../../support/scripts.ts';
import { type Fields, type TestApp, testApp } from '../../support/test-app.ts';

async function appOnEndpoint() {
  const endpoint = await startScriptedEndpoint({ models: ['gpt-4o-mini', 'gpt-5-mini', 'house-model'] });
  onTestFinished(() => endpoint.close());
  endpoint.answerBy(({ body }) => answer(JSON.stringify(body)));
  return { endpoint, app: await testApp({ endpoint }) };
}

async function experiment(app: TestApp): Promise<number> {
  const notebook = await app.store.notebooks.create('Other settings');
  await app.send('POST', `/notebooks/${notebook.id}/experiments`);
  const [cell] = await app.store.cells.list(notebook.id);
  return cell?.id ?? 0;
}

const FORM: Fields = { role: 'user', content: 'Hello', system: '', samples: '1', max_completion_tokens: '20' };

const save = async (app: TestApp, id: number, fields: Fields) =>
  (await app.send('PUT', `/experiments/${id}/draft`, { ...FORM, ...fields })).text();

test('a model that refuses temperature says so before the run, and offers the settings it takes', async () => {
  const { app } = await appOnEndpoint();
  const id = await experiment(app);
  const feedback = await save(app, id, { model: 'openai/gpt-5-mini', temperature: '0, 1' });
  expect(feedback).toContain('gpt-5-mini may refuse temperature 0: ');
  expect(feedback).toContain('It takes, as far as is known:');
  expect([...feedback.matchAll(/&quot;knob&quot;:&quot;(\w+)&quot;/g)].map(([, axis]) => axis)).toEqual([
    'reasoning_effort',
    'verbosity',
  ]);
  expect(await save(app, id, { model: 'openai/gpt-4o-mini', temperature: '0, 1' })).not.toContain('It takes');
});

test('a refusal that was seen once is offered a way out the next time', async () => {
  const { app, endpoint } = await appOnEndpoint();
  const id = await experiment(app);
  const fields = { model: 'openai/house-model', temperature: '0.5' };
  expect(await save(app, id, fields)).not.toContain('It takes');
  endpoint.enqueue(refusal(400, { message: 'temperature is not supported', param: 'temperature' }));
  const run = await (await app.send('POST', `/experiments/${id}/runs`, { ...FORM, ...fields })).text();
  await app.request(`/api/v1/runs/${/id="run-(\d+)"/.exec(run)?.[1]}?wait=30`);
  expect(await save(app, id, fields)).toContain('“temperature is not supported”');
  expect(await save(app, id, fields)).toContain('&quot;knob&quot;:&quot;top_p&quot;');
});

test('turning another knob stops sending temperature, sweeps over that setting, and keeps what was typed', async () => {
  const { app } = await appOnEndpoint();
  const id = await experiment(app);
  const turned = await app.send('POST', `/experiments/${id}/knobs`, {
    ...FORM,
    content: 'Typed last',
    model: 'openai/gpt-5-mini',
    temperature: '0, 1',
    knob: 'reasoning_effort',
  });
  expect(turned.status).toBe(200);
  const markup = await turned.text();
  expect(markup).toMatch(/name="temperature" value="not sent"/);
  expect(markup).toMatch(/name="reasoning_effort" value="low, medium, high"/);
  expect(markup).not.toContain('may refuse');
  const cell = await app.store.cells.experiment(id);
  expect(cell?.draft).toMatchObject({
    prompt: { messages: [{ content: 'Typed last' }] },
    settings: { temperature: 'not sent', reasoning_effort: 'low, medium, high', columns: 'reasoning_effort' },
  });
  expect((await app.send('POST', `/experiments/${id}/knobs`, { ...FORM, knob: 'model' })).status).toBe(422);
});

test('any setting makes the columns and another the rows, “not sent” among their values, on the page and over the API', async () => {
  const { app, endpoint } = await appOnEndpoint();
  const id = await experiment(app);
  const fields = {
    model: 'openai/gpt-4o-mini',
    more_models: 'house-model',
    temperature: 'not sent, 1',
    top_p: '0.5, not sent',
    columns: 'top_p',
    rows: 'temperature',
  };
  const started = await app.send('POST', `/experiments/${id}/runs`, { ...FORM, ...fields });
  const run = Number(/id="run-(\d+)"/.exec(await started.text())?.[1]);
  const ended = (await (await app.request(`/api/v1/runs/${run}?wait=30`)).json()) as {
    readonly request: Readonly<Record<string, unknown>>;
    readonly summary: readonly Readonly<Record<string, unknown>>[];
    readonly completions: readonly {
      readonly id: number;
      readonly settings: Readonly<Record<string, unknown>>;
    }[];
  };
  expect(ended.request).toMatchObject({ columns: 'top_p', rows: 'temperature', model: ['gpt-4o-mini', 'house-model'] });
  expect(ended.summary.map((column) => [column['top_p'], column['honoured']])).toEqual([
    [0.5, 'unknown'],
    [null, 'not sent'],
  ]);
  const sent = endpoint.requests.map(({ body }) => body as object);
  expect(sent.filter((body) => !('temperature' in body))).toHaveLength(4);
  expect(sent.filter((body) => !('top_p' in body))).toHaveLength(4);

  const markup = await (await app.request(`/runs/${run}`)).text();
  expect(
    [...markup.matchAll(/<th scope="col" class="col [^"]*"><header><h4[^>]*><span[^>]*>([^<]*)/g)].map(first),
  ).toEqual(['0.5', 'not sent']);
  // Each row has its head and, under it, the answers of both columns.
  const rows = markup.split('<tr><th scope="rowgroup" colspan="2" class="row-head">').slice(1);
  expect(rows.map((row) => words(row.slice(0, row.indexOf('</th>'))))).toEqual([
    'temperature not sent · model gpt-4o-mini',
    'temperature not sent · model house-model',
    'temperature 1 · model gpt-4o-mini',
    'temperature 1 · model house-model',
  ]);
  const samplesAt = (model: string, temperature: number | null) =>
    ended.completions.filter(({ settings }) => settings['model'] === model && settings['temperature'] === temperature);
  const points = [null, 1].flatMap((temperature) =>
    ['gpt-4o-mini', 'house-model'].map((model) => samplesAt(model, temperature)),
  );
  for (const [index, row] of rows.entries()) {
    const shown = [...row.matchAll(/<article class="answer" id="completion-(\d+)"/g)].map(first).map(Number);
    expect(shown).toEqual(points[index]?.map(({ id }) => id));
    expect(shown).toHaveLength(2);
  }

  const again = await app.post('/api/v1/runs', { ...ended.request });
  expect(again.status).toBe(202);
  const both = await app.post('/api/v1/runs', { ...ended.request, rows: 'top_p' });
  expect(both.status).toBe(422);
  expect(await both.json()).toMatchObject({ errors: [{ path: 'rows' }] });
});

test('the fields for columns, rows and more models are in the page, with their choices kept', async () => {
  const { app } = await appOnEndpoint();
  const id = await experiment(app);
  const feedback = await save(app, id, {
    model: 'openai/gpt-4o-mini',
    temperature: '0',
    columns: 'seed',
    rows: 'seed',
  });
  expect(feedback).toContain('Rows: seed makes the columns already');
  const cell = await app.store.cells.experiment(id);
  const page = await (await app.request(`/notebooks/${cell?.notebookId}`)).text();
  for (const label of ['Columns', 'Rows']) expect(page).toContain(`>${label}</label>`);
  expect(page).toContain('<option value="seed" selected="">');
});

test('turning a knob is no other page’s change: the page goes on saving, and can still undo', async () => {
  const { app } = await appOnEndpoint();
  const id = await experiment(app);
  const page = { ...FORM, model: 'openai/gpt-5-mini', page: 'one' };
  await app.send('PUT', `/experiments/${id}/draft`, { ...page, revision: '1' });
  await app.send('POST', `/experiments/${id}/examples`, { ...page, revision: '2' });
  const turned = await app.send('POST', `/experiments/${id}/knobs`, { ...page, revision: '3', knob: 'verbosity' });
  expect(await turned.text()).toContain('name="revision" id="experiment-1-revision" value="4"');
  const next = await app.send('PUT', `/experiments/${id}/draft`, { ...page, revision: '4', content: 'and on' });
  expect(next.status).toBe(200);
  expect(await app.deps.drafts.steps(id)).toEqual({ undo: true, redo: false });
  const other = await app.send('POST', `/experiments/${id}/knobs`, {
    ...FORM,
    page: 'two',
    revision: '1',
    knob: 'top_p',
  });
  expect(other.status).toBe(409);
});

function first([, group = '']: RegExpMatchArray): string {
  return group;
}

test('with an earlier version among the variants, an offered setting is taken as well', async () => {
  const { app } = await appOnEndpoint();
  const id = await experiment(app);
  const fields = { ...FORM, model: 'openai/gpt-5-mini', temperature: '1' };
  await app.send('POST', `/experiments/${id}/runs`, { ...fields, key: 'first' });
  const [run] = await app.store.runs.list({ before: null, limit: 1, notebook: null });
  await app.deps.runner.wait(run?.id ?? 0, 10_000);
  const asked = { ...fields, temperature: '0, 1', variant: ['', 'version 1'] };
  const turned = await app.send('POST', `/experiments/${id}/knobs`, { ...asked, knob: 'verbosity' });
  expect(turned.status).toBe(200);
  expect(await turned.text()).not.toContain('is not possible with this prompt any more');
});
