import { afterEach, expect, test, vi } from 'vitest';
import { newExperiment, runNow, words } from '../support/pages.ts';
import { testApp } from '../support/test-app.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('the first page lists notebooks, newest change first, and finds them by title, note and prompt', async () => {
  const app = await testApp();
  const one = await app.store.notebooks.create('Alpha <one>');
  const two = await app.store.notebooks.create('Beta');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 });
  await app.store.cells.addNote(one.id, { text: 'the Needle note' });
  const page = await (await app.request('/')).text();
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain('Alpha &lt;one&gt;');
  expect(page.indexOf(`/notebooks/${one.id}"`)).toBeLessThan(page.indexOf(`/notebooks/${two.id}"`));
  const found = await (await app.request('/?q=needle')).text();
  expect(found).toContain(`href="/notebooks/${one.id}"`);
  expect(found).not.toContain(`href="/notebooks/${two.id}"`);
  expect(words(await (await app.request('/?q=%3Cscript%3E')).text())).toContain('“<script>”');
});

test('without a key the page leads to where a real model is added; with one it does not', async () => {
  const app = await testApp();
  const path = '/connections?preset=openai';
  expect(await (await app.request('/')).text()).toContain(`href="${path}#form">Use a real model</a>`);
  const form = await (await app.request(path)).text();
  expect(form).toContain('https://platform.openai.com/api-keys');
  expect(form).toContain('name="key"');
  const keyed = await testApp({ config: { openai: { apiKey: 'sk-test-1234', baseUrl: null } } });
  expect(await (await keyed.request('/')).text()).not.toContain('Use a real model');
});

test('a notebook is made, opened, renamed, copied, deleted and brought back', async () => {
  const app = await testApp();
  const form = await app.request('/notebooks', { method: 'POST' });
  expect(form.status).toBe(303);
  const path = form.headers.get('Location') ?? '';
  expect(path).toMatch(/^\/notebooks\/\d+$/);
  expect((await app.send('PUT', `${path}/title`, { title: '  My notebook ' })).status).toBe(204);
  expect(words(await (await app.request(path)).text())).toContain('My notebook');
  await app.send('PUT', `${path}/title`, { title: '' });
  expect(await (await app.request(path)).text()).toContain('value="Untitled notebook"');

  const id = Number(path.split('/').at(-1));
  await app.store.cells.addNote(id, { text: 'kept' });
  const copy = (await app.send('POST', `${path}/duplicates`)).headers.get('HX-Redirect') ?? '';
  expect(copy).not.toBe(path);
  expect(words(await (await app.request(copy)).text())).toContain('kept');

  const deleted = await app.send('DELETE', path);
  expect(await deleted.text()).toContain(`hx-post="${path}/restoration"`);
  expect((await app.request(path)).status).toBe(404);
  expect(await (await app.request('/')).text()).not.toContain(`href="${path}"`);
  expect((await app.send('POST', `${path}/restoration`)).headers.get('HX-Redirect')).toBe('/');
  expect(words(await (await app.request(path)).text())).toContain('kept');
});

test('starters can be had anew', async () => {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  const titles = async () => (await app.store.notebooks.list('')).map(({ title }) => title);
  const lessons = [
    'First request',
    'Temperature',
    'Examples',
    'Conversation',
    'Turns or inline',
    'Guardrails',
    'Which examples help?',
  ];
  expect(await titles()).toEqual(lessons);
  await app.deps.starters.makeMissing();
  expect(await titles()).toEqual(lessons);
  await app.request('/starters', { method: 'POST' });
  expect(await titles()).toEqual([...lessons, ...lessons]);
});

test('each starter experiment can be run as it is', async () => {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  for (const notebook of await app.store.notebooks.list('')) {
    for (const cell of await app.store.cells.list(notebook.id)) {
      if (cell.kind !== 'experiment') continue;
      expect(await app.deps.previews.read(cell.draft, cell.id)).toMatchObject({ ok: true });
      expect((await app.deps.previews.of(cell.draft, cell.id)).warnings).toEqual([]);
    }
  }
});

test('an experiment page offers what is asked for by its labels', async () => {
  const app = await testApp();
  const { notebook } = await newExperiment(app);
  const page = await (await app.request(`/notebooks/${notebook}`)).text();
  for (const label of ['System message', 'User message']) expect(page).toContain(`aria-label="${label}"`);
  for (const label of ['Model', 'Temperatures', 'Samples', 'Max tokens'])
    expect(page).toMatch(new RegExp(`<label[^>]*>\\s*${label}`));
  for (const button of ['Run', 'Add message', 'Add experiment', 'Add note']) {
    expect(page).toMatch(new RegExp(`<button[^>]*>(?:<[^>]*>|\\s)*${button}`));
  }
});

test('a notebook without a name is offered one from its first user message, once', async () => {
  const app = await testApp();
  const { notebook } = await newExperiment(app);
  const path = `/notebooks/${notebook}`;
  const offer = 'Use the first user message as title';
  expect(words(await (await app.request(path)).text())).toContain(offer);
  const form = { role: ['assistant', 'user'], content: ['Hello.', 'Name a <b>colour</b>, please.'] };
  const answer = await (await app.send('POST', `${path}/title-from-message`, form)).text();
  expect(answer).toContain('value="Name a &lt;b&gt;colour&lt;/b&gt;, please"');
  expect((await app.store.notebooks.get(notebook))?.title).toBe('Name a <b>colour</b>, please');
  expect(words(await (await app.request(path)).text())).not.toContain(offer);
  await app.send('POST', `${path}/title-from-message`, { role: ['user'], content: ['...'] });
  expect((await app.store.notebooks.get(notebook))?.title).toBe('Name a <b>colour</b>, please');
});

test('a notebook says how often it was run and what that cost, and a first note does not repeat its title', async () => {
  const app = await testApp();
  const { notebook, experiment } = await newExperiment(app, {
    content: ['Name a colour.'],
    role: ['user'],
    samples: '1',
  });
  await app.store.cells.addNote(notebook, { text: '# Colours\nWhich is likely?', after: null });
  await app.store.notebooks.rename(notebook, 'Colours');
  const shown = async () => await (await app.request(`/notebooks/${notebook}`)).text();
  expect(words(await shown())).not.toContain('1 run');
  await runNow(app, experiment);
  const page = await shown();
  expect(words(page)).toMatch(/1 run(?! ·)/);
  expect(words(page)).toContain('Which is likely?');
  expect(page).not.toContain('<h1>Colours</h1>');
});
