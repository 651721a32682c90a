import { expect, onTestFinished, test } from 'vitest';
import { startScriptedEndpoint } from '../../support/scripted-endpoint.ts';
import { answer } from '../../support/scripts.ts';
import { type TestApp, testApp } from '../../support/test-app.ts';

async function ranApp(answers: readonly string[], samples: number) {
  const endpoint = await startScriptedEndpoint();
  onTestFinished(() => endpoint.close());
  endpoint.enqueue(...answers.map((text) => answer(text)));
  const app = await testApp({ endpoint, config: { concurrency: 1 } });
  const started = await app.post('/api/v1/runs', {
    messages: [{ role: 'user', content: 'Say it.' }],
    model: 'gpt-4o-mini',
    temperature: [0, 1],
    samples,
  });
  const { id } = (await started.json()) as { readonly id: number };
  const ended = await app.request(`/api/v1/runs/${id}?wait=30`);
  const { completions } = (await ended.json()) as { readonly completions: readonly { readonly id: number }[] };
  return { app, id, completions: completions.map((completion) => completion.id) };
}

/** In the order of the plan: the samples of both temperatures by turns. */
const ANSWERS = ['the cat sat', 'the cat ran far', 'the cat sat', '<b>the dog</b>', 'the cat', 'the cat ran far'];

async function markupOf(app: TestApp, path: string): Promise<string> {
  return (await app.request(path)).text();
}

test('every answer is marked against the most frequent answer of a column, with the count of equal ones', async () => {
  const { app, id } = await ranApp(ANSWERS, 3);
  const markup = await markupOf(app, `/runs/${id}/differences?baseline=column:0`);
  expect(markup).toContain('Differences from the most frequent answer at temperature 0 (2 of 3)');
  expect(markup).toContain('2 of 3 equal to the baseline');
  expect(markup).toContain('2 of 3 same');
  expect(markup).toContain('<del>sat</del><ins>ran far</ins>');
});

test('where the samples of a column part is marked, and said in words', async () => {
  const { app, id } = await ranApp(ANSWERS, 3);
  const markup = await markupOf(app, `/runs/${id}/differences?baseline=column:0`);
  expect(markup).toContain('the samples part after 2 words');
  expect(markup).toMatch(
    /the cat<span class="fork"[^>]*><span class="unseen">\(here the samples part\)<\/span><\/span> sat/,
  );
  expect(markup).toContain('the samples part at the first word');
});

test('an answer, or a text of one’s own, can be the baseline; markup in answers stays text', async () => {
  const { app, id, completions } = await ranApp(ANSWERS, 3);
  const byAnswer = await markupOf(app, `/runs/${id}/differences?baseline=completion:${completions[1]}`);
  expect(byAnswer).toContain('Differences from sample 1 at temperature 1');
  expect(byAnswer).toContain('<del>ran far</del><ins>sat</ins>');
  expect(byAnswer).not.toContain('<b>the dog');

  const own = await app.send('POST', `/runs/${id}/differences`, { text: 'the cow sat', only: '' });
  const markup = await own.text();
  expect(markup).toContain('Differences from your own text');
  expect(markup).toContain('<del>cow</del><ins>cat</ins>');
  expect(markup).not.toContain('<html');
});

test('showing only what differs leaves out equal answers and long stretches in common', async () => {
  const shared = 'one two three four five six seven eight nine ten';
  const { app, id } = await ranApp([shared, `${shared} eleven`], 1);
  const all = await markupOf(app, `/runs/${id}/differences?baseline=column:0`);
  expect(all).toContain(`${shared}<ins> eleven</ins>`);
  const only = await markupOf(app, `/runs/${id}/differences?baseline=column:0&only=1`);
  expect(only).toContain('… eight nine ten<ins> eleven</ins>');
  expect(only).not.toContain('>equal to the baseline<');
});

test('a baseline that is not there is said to be missing, one that cannot be is refused', async () => {
  const { app, id } = await ranApp(ANSWERS, 3);
  expect(await markupOf(app, `/runs/${id}/differences?baseline=completion:999999`)).toContain(
    'There is no such answer to compare with.',
  );
  expect((await app.request(`/runs/${id}/differences?baseline=nonsense`)).status).toBe(422);
  expect((await app.request('/runs/999/differences')).status).toBe(404);
});

test('a run offers each different answer and each column as the baseline, and each column for comparison', async () => {
  const { app, id, completions } = await ranApp(ANSWERS, 3);
  const markup = await markupOf(app, `/runs/${id}`);
  // Equal answers may be shown as one: each different answer has its own.
  for (const index of [0, 1, 3, 4]) {
    expect(markup).toContain(`/runs/${id}/differences?baseline=completion:${completions[index]}"`);
  }
  expect(markup).toContain(`/runs/${id}/differences?baseline=column:1"`);
  expect(markup).toContain(`href="/comparisons?a=${id}:1&amp;b=${id}"`);
});
