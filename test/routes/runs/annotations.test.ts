import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/domain/notebook/notebook.ts';
import { answered, asking, experimentWith } from '../../support/answered.ts';
import { openedHistory } from '../../support/pages.ts';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { refusal } from '../../support/scripts.ts';
import { createTestApp, testApp } from '../../support/test-app.ts';

async function oneAnswer() {
  const app = await testApp();
  const experiment = await experimentWith(app, asking('Hello!'));
  const [answer] = await answered(app, experiment.id);
  return { app, experiment, id: answer?.id ?? 0 };
}

test('an answer is rated, pinned and noted, each by itself, and all of it is there when the page is opened again', async () => {
  const { app, experiment, id } = await oneAnswer();
  const rated = await (await app.send('PUT', `/completions/${id}/marks`, { rating: 'good' })).text();
  expect(rated).toMatch(/aria-label="Rate good" [^>]*aria-pressed="true"/);
  expect(rated).toMatch(/aria-label="Rate bad" [^>]*aria-pressed="false"/);
  expect(rated).toMatch(/<hx-partial hx-target="#run-\d+-column-0"[\s\S]*1 good/);
  await app.send('PUT', `/completions/${id}/marks`, { pinned: 'true' });
  await app.send('PUT', `/completions/${id}/marks`, { note: 'Nice & "short"\r\n<b>' });
  const page = await (await app.request(`/notebooks/${experiment.notebookId}`)).text();
  expect(page).toMatch(/aria-label="Rate good" [^>]*aria-pressed="true"/);
  expect(page).toContain('Nice &amp; &quot;short&quot;&#13;\n&lt;b&gt;');
  const json = await (await app.request(`/api/v1/completions/${id}`)).json();
  expect(json).toMatchObject({ rating: 'good', pinned: true, note: 'Nice & "short"\r\n<b>' });
});

test('a rating and a note are taken away again by an empty one', async () => {
  const { app, id } = await oneAnswer();
  await app.send('PUT', `/completions/${id}/marks`, { rating: 'bad', note: 'hm' });
  await app.send('PUT', `/completions/${id}/marks`, { rating: '', note: '  ' });
  expect((await app.store.completions.get(id))?.annotations).toEqual({ rating: null, pinned: false, note: null });
});

test('the history and the API are filtered by rating, pin and note, and their totals with them', async () => {
  const app = await testApp();
  const experiment = await experimentWith(app, asking('Hello!'));
  const ids: number[] = [];
  for (let run = 0; run < 3; run++) ids.push((await answered(app, experiment.id))[0]?.id ?? 0);
  const [good = 0, bad = 0, plain = 0] = ids;
  await app.send('PUT', `/completions/${good}/marks`, { rating: 'good', pinned: 'true' });
  await app.send('PUT', `/completions/${bad}/marks`, { rating: 'bad', note: 'wrong name' });
  const found = async (query: string) => {
    const { completions } = await (await app.request(`/api/v1/completions?${query}`)).json();
    return completions.map((one: { id: number }) => one.id);
  };
  expect(await found('rating=good')).toEqual([good]);
  expect(await found('rating=bad')).toEqual([bad]);
  expect(await found('pinned=true')).toEqual([good]);
  expect(await found('pinned=false')).toEqual([plain, bad]);
  expect(await found('noted=true')).toEqual([bad]);
  const page = await (await app.request('/history?rating=bad')).text();
  // Sums by what people made of answers are worked out apart from the page, which asks for them.
  const later = /hx-get="([^"]*)"[^>]*hx-trigger="load"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(await (await app.request(later)).text()).toContain('<strong>1 request</strong>');
  expect(await openedHistory(app, page)).toContain('rated bad, note: wrong name');
  expect((await app.request('/api/v1/completions?rating=fine')).status).toBe(422);
});

test('the API marks an answer too, and refuses what is no mark', async () => {
  const { app, id } = await oneAnswer();
  const patch = (body: unknown) =>
    app.request(`/api/v1/completions/${id}`, {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
  expect(await (await patch({ rating: 'bad', pinned: true })).json()).toMatchObject({
    rating: 'bad',
    pinned: true,
    note: null,
  });
  expect((await patch({ rating: 5 })).status).toBe(422);
  expect((await patch({ text: 'another answer' })).status).toBe(422);
  expect((await app.send('PUT', `/completions/${id}/marks`, { rating: 'fine' })).status).toBe(422);
  expect((await app.send('PUT', '/completions/999/marks', { rating: 'good' })).status).toBe(404);
});

test('an answer asked again loses the rating of the one before, and keeps its pin and note', async () => {
  const { app, id } = await oneAnswer();
  await app.send('PUT', `/completions/${id}/marks`, { rating: 'good', pinned: 'true', note: 'look' });
  await app.send('POST', `/completions/${id}/retries`);
  await app.deps.runner.wait((await app.store.completions.get(id))?.runId ?? 0, 10_000);
  expect(await app.store.completions.get(id)).toMatchObject({
    status: 'done',
    annotations: { rating: null, pinned: true, note: 'look' },
  });
});

test('a request that failed without a word offers nothing to rate or copy, and its run claims no answers that are kept', async () => {
  const endpoint = await startScriptedEndpoint({
    answering: () => refusal(400, { message: 'This prompt is refused.' }),
  });
  const app = await createTestApp({ endpoint });
  try {
    const settings = {
      ...DEFAULT_SETTINGS,
      model: 'openai/gpt-4o-mini',
      temperature: '0',
      samples: '1',
      max_completion_tokens: '20',
    };
    const experiment = await experimentWith(app, asking('Hello!'), settings);
    const [failed] = await answered(app, experiment.id);
    expect(failed?.status).toBe('failed');
    const page = await (await app.request(`/runs/${failed?.runId}`)).text();
    expect(page).toContain('This prompt is refused.');
    expect(page).toContain('aria-label="Note on this answer"');
    expect(page).toContain('Each says why in its place.');
    for (const absent of [
      'Rate good',
      'by hand: counts',
      'data-copy=',
      'Make a case',
      'Likely cost',
      '<td>not known',
    ]) {
      expect(page).not.toContain(absent);
    }
  } finally {
    await app.close();
    await endpoint.close();
  }
});
