import { expect, test } from 'vitest';
import { testApp } from '../../support/test-app.ts';

test('notebooks go out as files and come in again over the API; nothing is made of what is no notebook file', async () => {
  const { request, post, store } = await testApp();
  const made = await store.notebooks.create('Tea');
  await store.cells.addNote(made.id, { text: 'Green or black?' });
  const file = await (await request(`/api/v1/notebooks/${made.id}/file`)).json();
  expect(file).toMatchObject({ format: 'tempera-notebook', title: 'Tea', cells: [{ text: 'Green or black?' }] });

  const answered = await post('/api/v1/notebooks', file);
  const { id, title } = (await answered.json()) as { id: number; title: string };
  expect([answered.status, title, answered.headers.get('location')]).toEqual([
    201,
    'Tea',
    `/api/v1/notebooks/${id}/file`,
  ]);
  expect(await (await request(`/api/v1/notebooks/${id}/file`)).json()).toEqual(file);

  const refused = await post('/api/v1/notebooks', { ...(file as object), cells: [{ kind: 'poem' }] });
  expect(refused.status).toBe(422);
  const { notebooks } = (await (await request('/api/v1/notebooks?q=Tea')).json()) as { notebooks: { id: number }[] };
  expect(notebooks.map((one) => one.id).toSorted()).toEqual([made.id, id].toSorted());
  expect((await request('/api/v1/notebooks/999/file')).status).toBe(404);
});

const CONFIG = `
description: Moods
prompts: ['Mood of {{text}}?', file://more.txt]
providers: [openai:chat:gpt-4.1-mini]
tests:
  - vars: {text: I loved it.}
    assert: [{type: equals, value: good}]
`;

test('a promptfoo configuration becomes a notebook with cases and checks, which go out again with it', async () => {
  const { request, post, store } = await testApp();
  const answered = await post('/api/v1/notebooks', { promptfoo: CONFIG });
  const made = (await answered.json()) as { id: number; title: string; problems: unknown };
  expect([answered.status, made.title]).toEqual([201, 'Moods']);
  expect(made.problems).toEqual([{ line: 3, message: expect.stringContaining('file://more.txt') }]);
  const [note, first] = await store.cells.list(made.id);
  expect(note).toMatchObject({ kind: 'note', text: expect.stringContaining('Line 3') });
  const file = await (await request(`/api/v1/notebooks/${made.id}/file`)).json();
  expect(file).toMatchObject({
    cells: [
      {},
      {
        cases: [{ variables: [{ name: 'text', value: 'I loved it.' }], expected: 'good', name: null }],
        checks: [{ type: 'exact', raw: true }],
      },
      {},
    ],
  });
  const again = (await (await post('/api/v1/notebooks', file)).json()) as { id: number };
  expect(await (await request(`/api/v1/notebooks/${again.id}/file`)).json()).toEqual(file);

  const exported = await request(`/api/v1/experiments/${first?.id}/promptfoo-config`);
  expect(exported.headers.get('content-type')).toContain('application/yaml');
  const back = await post('/api/v1/notebooks', { promptfoo: await exported.text() });
  expect(await back.json()).toMatchObject({ title: 'Prompt 1', problems: [] });
  expect((await post('/api/v1/notebooks', { promptfoo: 'name: x' })).status).toBe(422);
  expect((await request('/api/v1/experiments/999/promptfoo-config')).status).toBe(404);
});

test.each([
  ['prompts: &a [*a]', 'Line 1: “prompts.0” contains itself'],
  ['prompts: [x]\ntests:\n  - vars: &v {a: *v}', 'Line 3: “tests.0.vars.a” contains itself'],
  [`prompts: ${'['.repeat(200_000)}`, 'nested more than 100 levels'],
])('YAML that would never end is refused as a file, with its line', async (promptfoo, said) => {
  const { post, send } = await testApp();
  const answer = await post('/api/v1/notebooks', { promptfoo });
  expect([answer.status, await answer.json()]).toEqual([
    422,
    expect.objectContaining({ errors: [{ path: 'file', message: expect.stringContaining(said) }] }),
  ]);
  const pasted = await send('POST', '/pastes', { text: `${promptfoo}\nproviders: [x]` });
  expect(pasted.status).toBe(422);
});

test('what a configuration or a notebook file holds shows before a notebook is made of it', async () => {
  const { request, send, store } = await testApp();
  const previewed = async (text: string) => {
    const form = new FormData();
    form.append('file', new File([text], 'any.yaml'));
    const answer = await request('/notebooks/imports/previews', { method: 'POST', body: form });
    return [answer.status, await answer.text()] as const;
  };
  const before = await store.notebooks.list('');
  const [status, found] = await previewed(CONFIG);
  expect(status).toBe(200);
  for (const part of ['“Moods”: 2 experiments and 1 note', '1 case', '1 check', 'Mood of {{text}}?', 'Line 3:']) {
    expect(found).toContain(part);
  }
  expect(await previewed('{"a": 1}')).toEqual([200, expect.stringContaining('class="err small"')]);
  const pasted = await (await send('POST', '/pastes/previews', { text: CONFIG })).text();
  expect(pasted).toContain(found);
  expect(pasted).toContain('Make a notebook');
  const broken = await send('POST', '/pastes', { text: 'prompts: [\ntests: x' });
  expect([broken.status, await broken.text()]).toEqual([422, expect.stringContaining('not valid YAML')]);
  expect(await store.notebooks.list('')).toHaveLength(before.length);

  const made = await send('POST', '/pastes', { text: CONFIG });
  const [, id] = /\/notebooks\/(\d+)/.exec(made.headers.get('location') ?? made.headers.get('hx-redirect') ?? '') ?? [];
  expect(await store.cells.list(Number(id))).toMatchObject([
    { kind: 'note' },
    { title: 'Prompt 1' },
    { title: 'Prompt 2' },
  ]);
  const file = await (await request(`/notebooks/${id}/file`)).text();
  expect((await previewed(file))[1]).toContain('“Moods”: 2 experiments and 1 note');
});

test('the pages take a configuration where they take a notebook file, and offer it beside the cases', async () => {
  const { app, request, store } = await testApp();
  const form = new FormData();
  form.append('file', new File([CONFIG], 'promptfooconfig.yaml'));
  const sent = await request('/notebooks/imports', { method: 'POST', body: form });
  const path = sent.headers.get('location') ?? '';
  expect([sent.status, path]).toEqual([303, expect.stringMatching(/^\/notebooks\/\d+$/)]);
  expect(await (await app.request(path)).text()).toContain('What was left out');
  const [, first] = await store.cells.list(Number(path.split('/').at(-1)));
  const cases = await (await app.request(`/experiments/${first?.id}/cases`)).text();
  const link = `/experiments/${first?.id}/promptfooconfig.yaml`;
  expect(cases).toContain(`href="${link}"`);
  const file = await app.request(link);
  expect(file.headers.get('content-disposition')).toContain('promptfooconfig.yaml');
  expect(await file.text()).toContain('Mood of {{ text }}?');
});

test('a notebook file of more than 2 MB is taken, and one of more than 20 MB refused', async () => {
  const { post } = await testApp();
  const file = (size: number) => ({
    ...{ format: 'tempera-notebook', version: 2, title: 'Long' },
    cells: [{ kind: 'note', text: 'x'.repeat(size) }],
  });
  expect((await post('/api/v1/notebooks', file(3_000_000))).status).toBe(201);
  expect((await post('/api/v1/notebooks', file(20_000_001))).status).toBe(413);
});
