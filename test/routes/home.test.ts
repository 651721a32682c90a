import { expect, test, vi } from 'vitest';
import { endedRun, partialFor, runNow, words } from '../support/pages.ts';
import { type TestApp, testApp } from '../support/test-app.ts';

async function withLessons(): Promise<TestApp> {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  return app;
}

const home = async (app: TestApp, query = '') => await (await app.request(`/${query}`)).text();

/** The part of the page between two headings. */
function part(page: string, id: string): string {
  const start = page.indexOf(`aria-labelledby="${id}"`);
  return start < 0 ? '' : page.slice(start, page.indexOf('</section>', start));
}

async function lesson(app: TestApp, title: string) {
  const found = (await app.store.notebooks.list('')).find((one) => one.title === title && one.starter !== null);
  if (found === undefined) throw new Error(`no lesson ${title}`);
  const cell = (await app.store.cells.list(found.id)).find(({ kind }) => kind === 'experiment');
  return { notebook: found.id, experiment: cell?.id ?? 0 };
}

test('the first page says what this is, and lists the lessons in their order apart from one’s own notebooks', async () => {
  const app = await withLessons();
  const mine = await app.store.notebooks.create('Temperature of <tea>');
  const page = await home(app);
  expect(words(page)).toContain('Ask a model the same thing many times');
  const titles = [...part(page, 'lessons-title').matchAll(/<a href="\/notebooks\/\d+">([^<]*)<\/a>/g)].map(
    (all) => all[1],
  );
  expect(titles).toEqual([
    'First request',
    'Temperature',
    'Examples',
    'Conversation',
    'Turns or inline',
    'Guardrails',
    'Which examples help?',
  ]);
  const own = part(page, 'own-title');
  expect(own).toContain(`href="/notebooks/${mine.id}"><bdi>Temperature of &lt;tea&gt;</bdi></a>`);
  expect(own.match(/<tr id="notebook-/g)).toHaveLength(1);
});

test('a lesson is ticked once it was run, and the next one is named', async () => {
  const app = await withLessons();
  expect(words(part(await home(app), 'lessons-title'))).toMatch(/0 of 7 done.*First request.*Start here/);
  await runNow(app, (await lesson(app, 'First request')).experiment);
  expect(words(part(await home(app), 'lessons-title'))).toMatch(
    /1 of 7 done.*First request Ask once[^.]*\. Done.*Temperature [^.]*\. Next/,
  );
});

test('a lesson somebody worked in moves to one’s own, and can then be had anew', async () => {
  const app = await withLessons();
  const { notebook, experiment } = await lesson(app, 'Examples');
  await runNow(app, experiment);
  expect(part(await home(app), 'lessons-title')).toContain(`action="/notebooks/${notebook}/adoption"`);
  await app.request(`/notebooks/${notebook}/adoption`, { method: 'POST' });
  const after = await home(app);
  expect(part(after, 'own-title')).toContain(`href="/notebooks/${notebook}"`);
  expect(part(after, 'lessons-title')).not.toContain(`href="/notebooks/${notebook}"`);
  expect(part(after, 'lessons-title')).toContain('action="/lessons/3-examples/copies"');
  const made = await app.request('/lessons/3-examples/copies', { method: 'POST' });
  expect(part(await home(app), 'lessons-title')).toContain(`href="${made.headers.get('location')}">Examples`);
  expect((await app.request('/lessons/7-none/copies', { method: 'POST' })).status).toBe(404);
  expect((await app.request('/notebooks/999/adoption', { method: 'POST' })).status).toBe(404);
});

test('fresh copies take the place of the lessons, and the earlier ones stay, as one’s own', async () => {
  const app = await withLessons();
  const before = (await app.store.notebooks.list('')).map(({ id }) => id);
  await app.request('/starters', { method: 'POST' });
  const page = await home(app);
  for (const id of before) {
    expect(part(page, 'own-title')).toContain(`href="/notebooks/${id}"`);
    expect(part(page, 'lessons-title')).not.toContain(`href="/notebooks/${id}"`);
  }
});

test('the lessons can be put away and brought back', async () => {
  const app = await withLessons();
  await app.request('/lessons/visibility', { method: 'POST', body: new URLSearchParams({ shown: 'false' }) });
  const hidden = await home(app);
  expect(part(hidden, 'lessons-title')).toBe('');
  expect(part(hidden, 'own-title')).not.toContain('<tr');
  expect(hidden).toContain('Show the lessons');
  await app.request('/lessons/visibility', { method: 'POST', body: new URLSearchParams({ shown: 'true' }) });
  expect(part(await home(app), 'lessons-title')).toContain('First request');
});

test('one’s own notebooks show their last model, their last run, runs and cost', async () => {
  const app = await withLessons();
  expect(words(part(await home(app), 'own-title'))).toContain('Nothing of your own yet.');
  const unused = await app.store.notebooks.create('Unused');
  const tried = await app.send('POST', '/trials', { content: 'Hello!', temperature: '0', samples: '1' });
  await endedRun(app, 1);
  const rows = [...part(await home(app), 'own-title').matchAll(/<tr id="notebook-(\d+)">(.*?)<\/tr>/gs)];
  const texts = new Map(rows.map(([, id, row]) => [`/notebooks/${id}`, words(row ?? '')]));
  expect(texts.get(tried.headers.get('HX-Redirect') ?? '')).toMatch(/^Hello! practice just now 1 free/);
  expect(texts.get(`/notebooks/${unused.id}`)).toMatch(/^Unused – never 0 –/);
});

test('a prompt that is tried becomes a notebook titled by its first words, which runs', async () => {
  const app = await testApp();
  const content = 'Give me a name for a shop that sells tea, and one for the cat that lives in it.';
  const answer = await app.request('/trials', {
    method: 'POST',
    body: new URLSearchParams({ content, temperature: '0, 1', samples: '2' }),
  });
  expect(answer.status).toBe(303);
  const path = answer.headers.get('location') ?? '';
  const [made] = await app.store.notebooks.list('');
  expect(path).toBe(`/notebooks/${made?.id}`);
  expect(made?.title).toBe('Give me a name for a shop that sells tea, and…');
  const run = await endedRun(app, 1);
  expect(run.completions.map(({ temperature }) => temperature)).toEqual([0, 1, 0, 1]);
  expect(run.completions.every(({ status, text }) => status === 'done' && text !== '')).toBe(true);
  expect(await (await app.request(path)).text()).toContain(content);
});

test('a prompt that cannot be run says why below its field, keeps what was typed, and makes no notebook', async () => {
  const app = await testApp();
  const fields = { content: ' ', temperature: 'warm', samples: '4' };
  const answer = await app.send('POST', '/trials', fields);
  expect(answer.status).toBe(422);
  const form = partialFor(await answer.text(), 'try-form');
  expect(form).toContain('id="try-temperature-error"');
  expect(form).toContain('id="try-messages-0-error"');
  expect(form).toMatch(/name="temperature"[^>]*value="warm"[^>]*aria-invalid="true"/);
  const whole = await app.request('/trials', { method: 'POST', body: new URLSearchParams(fields) });
  expect([whole.status, await whole.text()]).toEqual([422, expect.stringContaining('id="try-temperature-error"')]);
  expect(await app.store.notebooks.list('')).toEqual([]);
});

test('what is dear asks first, and then runs once', async () => {
  const app = await testApp({ config: { openai: { apiKey: 'sk-test-1234', baseUrl: 'http://127.0.0.1:9/v1' } } });
  vi.spyOn(app.deps.models, 'defaultModel').mockResolvedValue('openai/gpt-4.1');
  const fields = { content: 'Hello!', temperature: '0, 1', samples: '900' };
  const asked = await app.send('POST', '/trials', fields);
  const question = partialFor(await asked.text(), 'confirmation');
  expect(question).toContain('hx-post="/trials"');
  expect(question).toContain('hx-include="#try-form"');
  expect(await app.store.notebooks.list('')).toEqual([]);
});

test('what a trial would send and cost is told before', async () => {
  const app = await testApp();
  const told = async (fields: Readonly<Record<string, string>>) =>
    words(await (await app.send('POST', '/trials/forecast', fields)).text());
  expect(await told({ content: 'Hello!', temperature: '0, 1', samples: '3' })).toBe('6 requests to practice, free');
  expect(await told({ content: 'Hello!', temperature: '0, 1', samples: 'x' })).toContain('Samples');
});
