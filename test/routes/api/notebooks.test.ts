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

test('a notebook file of more than 2 MB is taken, and one of more than 20 MB refused', async () => {
  const { post } = await testApp();
  const file = (size: number) => ({
    ...{ format: 'tempera-notebook', version: 2, title: 'Long' },
    cells: [{ kind: 'note', text: 'x'.repeat(size) }],
  });
  expect((await post('/api/v1/notebooks', file(3_000_000))).status).toBe(201);
  expect((await post('/api/v1/notebooks', file(20_000_001))).status).toBe(413);
});
