import { expect, test } from 'vitest';
import { type RunJson, runNow, words } from '../support/pages.ts';
import { testApp } from '../support/test-app.ts';

interface ColumnSummary {
  readonly temperature: number;
  readonly n: number;
  readonly agreement: { readonly value: number; readonly low: number; readonly high: number };
  readonly distinct: number;
}

const summaryOf = (run: RunJson) => run.summary as unknown as readonly ColumnSummary[];

test('the starter notebook on temperature, with 20 samples of each, shows agreement fall from 1 to near 0', async () => {
  const app = await testApp();
  await app.deps.starters.makeMissing();
  const notebook = (await app.store.notebooks.list('')).find(({ title }) => title === 'Temperature');
  const cell = (await app.store.cells.list(notebook?.id ?? 0)).find(({ kind }) => kind === 'experiment');
  const run = await runNow(app, cell?.id ?? 0, { samples: '20' });

  const columns = summaryOf(run);
  expect(columns.map(({ temperature, n }) => [temperature, n])).toEqual([0, 0.5, 1, 1.5, 2].map((t) => [t, 20]));
  const [cold, , mild, , hot] = columns;
  // All equal: Wilson's interval of 1 with n / 2 = 10 trials.
  expect(cold).toMatchObject({ distinct: 1, agreement: { value: 1, high: 1 } });
  expect(cold?.agreement.low).toBeCloseTo(0.722467, 6);
  expect(hot?.agreement.value).toBeLessThan(0.06);
  expect(hot?.agreement.high).toBeLessThan(cold?.agreement.low ?? 0);
  expect(mild?.agreement.value).toBeLessThan(0.75);
  expect(mild?.agreement.value).toBeGreaterThan(hot?.agreement.value ?? 1);
  for (const { agreement: a } of columns) expect(a.low <= a.value && a.value <= a.high).toBe(true);

  const page = await (await app.request(`/runs/${run.id}`)).text();
  const read = words(page);
  expect(read).toContain('1.00 0.72–1.00');
  expect(read).toContain('all 20 same');
  expect(page.match(/<p class="muted">n = 20</g)).toHaveLength(5);
  expect(read).toContain('The answers depend on temperature.');
  const chart = page.slice(page.indexOf('Agreement by temperature'), page.indexOf('Answers by temperature'));
  expect(chart).toContain('class="band"');
  expect(chart).toContain('Agreement against temperature');

  const compared = words(await (await app.request(`/comparisons?a=${run.id}:0&b=${run.id}:2`)).text());
  const comparison = (await (await app.request(`/api/v1/comparisons?a=${run.id}:0&b=${run.id}:2`)).json()) as {
    readonly agreement_difference: { readonly value: number };
    readonly answer_test: { readonly p: number; readonly kernel: string };
  };
  expect(comparison.agreement_difference.value).toBeCloseTo(1 - (mild?.agreement.value ?? 1), 12);
  expect(comparison.answer_test.p).toBeGreaterThan(0);
  expect(comparison.answer_test.p).toBeLessThan(0.01);
  expect(compared).toContain('Are the answers different? The answers differ.');
  expect(compared).toMatch(/Difference in agreement 0\.\d+ \(-?0[\d.]* to 0\.\d+\)/);
});
