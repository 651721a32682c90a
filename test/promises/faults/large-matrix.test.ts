import { expect, test } from 'vitest';
import { REVIEWS, SHOTS } from '../../practice/sentiment.ts';
import { newExperiment } from '../../support/pages.ts';
import { testApp } from '../../support/test-app.ts';

/** More than a page of rows; further cases make further pages, not larger ones. */
const CASES = 101;

test('many cases by 5 variants grow under the eye, end in light pages, and every number leads to its answers', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app, { temperature: '0', samples: '1', max_completion_tokens: '3' });
  await app.deps.drafts.change(experiment, null, {
    typed: (draft) => draft,
    edit: (prompt) => ({
      ...prompt,
      examples: SHOTS.map(([input, output], row) => ({ id: `r${row}`, input, output, enabled: true, tags: [] })),
      messages: [{ role: 'user', content: '{{text}}' }],
    }),
  });
  const path = `/experiments/${experiment}/cases`;
  const texts = Array.from({ length: CASES }, (_, place) => REVIEWS[place % REVIEWS.length] ?? ['', '']);
  await app.send('POST', `${path}/imports`, {
    text: [
      'text\texpected\tname',
      ...texts.map(([text, label], place) => `${text}\t${label}\tcase number ${place}`),
    ].join('\n'),
  });
  const started = await app.send('POST', `${path}/runs`, { study: 'shots', count: '', seed: '', confirm: 'true' });
  const run = Number(/\/runs\/(\d+)\//.exec(started.headers.get('HX-Redirect') ?? '')?.[1]);
  const running = await (await app.request(`/runs/${run}/matrix`)).text();
  expect(running).toMatch(/\d+ of 505 answers/);
  expect(running).toContain('hx-trigger="every 3s"');
  await app.deps.runner.wait(run, 120_000);
  const matrix = await (await app.request(`/runs/${run}/matrix`)).text();
  expect(Buffer.byteLength(matrix)).toBeLessThan(60_000);
  expect(matrix).not.toContain('every 3s');
  expect(matrix).toContain('Page 1 of 2');
  const page = await (await app.request(`/runs/${run}`)).text();
  expect(Buffer.byteLength(page)).toBeLessThan(200_000);
  const answers = await (await app.request(`/runs/${run}/matrix/17`)).text();
  expect([...answers.matchAll(/id="completion-\d+-row"/g)]).toHaveLength(5);
}, 60_000);
