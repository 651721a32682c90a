import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MAX_CASES } from '../../../src/domain/cases/case.ts';
import { newExperiment } from '../../support/pages.ts';
import { testApp } from '../../support/test-app.ts';

/** What is promised of a quiet machine is 50; where tests run, others want the same cores. */
const MAX_GAP_MS = 1_500;
/** Looking at every turn would keep a core from the work that is watched. */
const LOOK_EVERY_MS = 10;

test('50,000 cases are imported from a file while the event loop keeps turning, and run as a small random subset', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app, {
    content: '{{text}}',
    temperature: '0',
    samples: '1',
    max_completion_tokens: '3',
  });
  const path = `/experiments/${experiment}/cases`;
  const rows = Array.from(
    { length: MAX_CASES },
    (_, row) => `"Sentence number ${row}, with a comma.",label ${row % 7}`,
  );
  const form = new FormData();
  form.set('file', new File([['text,expected', ...rows].join('\n')], 'cases.csv', { type: 'text/csv' }));
  const gaps = watchedGaps();
  const answer = await app.request(`${path}/imports`, { method: 'POST', body: form });
  const longest = await gaps.stop();
  expect(answer.status).toBe(303);
  expect(longest).toBeLessThan(MAX_GAP_MS);
  expect((await app.store.cases.ofExperiment(experiment))?.cases).toBe(MAX_CASES);
  const page = await (await app.request(`${path}?q=number 49999`)).text();
  expect(page).toContain('Sentence number 49999, with a comma.');
  expect(page.length).toBeLessThan(60_000);
  const run = await app.send('POST', `${path}/runs`, { study: '', count: '5', seed: '7' });
  const id = /\/runs\/(\d+)\//.exec(run.headers.get('HX-Redirect') ?? '')?.[1];
  const { planned, caseSet } = (await app.store.runs.get(Number(id))) ?? {};
  expect(planned).toBe(5);
  const drawn = (await app.store.cases.ofSet(caseSet ?? 0)).map(({ input }) => JSON.stringify(input));
  expect(new Set(drawn).size).toBe(5);
}, 90_000);

test('one bad row among 50,000 is named, and nothing is kept', async () => {
  const app = await testApp();
  const { experiment } = await newExperiment(app, { content: '{{text}}' });
  const path = `/experiments/${experiment}/cases`;
  await app.send('POST', `${path}/imports`, { text: 'text\nkept\n' });
  const rows = Array.from({ length: 20_000 }, (_, row) => `sentence ${row},yes`);
  const cell = `"${'x'.repeat(1_000_000)}",no`;
  const source = ['text,expected', ...rows.slice(0, 9_000), cell, ...rows.slice(9_000)].join('\n');
  const form = new FormData();
  form.set('file', new File([source], 'cases.csv'));
  const answer = await app.request(`${path}/imports`, { method: 'POST', body: form });
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Line 9002, column “text”')]);
  expect((await app.store.cases.ofExperiment(experiment))?.cases).toBe(1);
}, 60_000);

/** The longest time between two looks of the event loop. */
function watchedGaps() {
  let longest = 0;
  let watching = true;
  const watched = (async () => {
    let last = performance.now();
    while (watching) {
      await setTimeout(LOOK_EVERY_MS);
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
  })();
  return {
    stop: async () => {
      watching = false;
      await watched;
      return longest;
    },
  };
}
