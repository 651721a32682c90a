import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { openMenu, openMore, openTab } from '../support/menus.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { onePage } from './one-page.ts';

/** In the order of the plan: the samples at temperature 0 and at 1 by turns. */
const ANSWERS = [
  'The cat sat on the mat.',
  'The cat slept on a mat.',
  'The cat sat on the mat.',
  'A dog sat on the mat.',
];

let endpoint: ScriptedEndpoint;
let id: number;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(() => endpoint?.close());
const shared = onePage(() => ({ endpoint, config: { concurrency: 1 } }));
beforeAll(async () => {
  id = await ranOnce(shared.server.url);
});

async function ranOnce(url: string): Promise<number> {
  endpoint.enqueue(...ANSWERS.map((text) => answer(text)));
  const started = await fetch(`${url}/api/v1/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'Write a sentence.' }],
      model: 'gpt-4o-mini',
      temperature: [0, 1],
      samples: 2,
      max_completion_tokens: 20,
    }),
  });
  const { id: run } = (await started.json()) as { readonly id: number };
  await fetch(`${url}/api/v1/runs/${run}?wait=30`);
  return run;
}

test('an answer taken as the baseline marks what differs in the others, below the run and without leaving the page', async () => {
  const { page, server } = shared;
  await page.goto(`${server.url}/runs/${id}`);
  const first = page.locator('.col').first().locator('.answer').first();
  await openMore(first);
  await first.getByRole('link', { name: 'Baseline' }).click();
  const differences = page.getByRole('region', { name: 'Differences', exact: true });
  await differences.getByText('2 of 2 equal to the baseline').waitFor();
  expect(page.url()).toBe(`${server.url}/runs/${id}`);
  await expect.poll(() => differences.evaluate((section) => section.getBoundingClientRect().top)).toBeLessThan(600);
  const hot = differences.locator('.col').nth(1);
  await expect.poll(() => hot.locator('ins').allInnerTexts()).toEqual(['slept', 'a', 'A dog']);
  await expect.poll(() => hot.locator('del').allInnerTexts()).toEqual(['sat', 'the', 'The cat']);
  await expect.poll(() => hot.locator('header').innerText()).toContain('the samples part at the first word');
  expect(await seriousFindings(page)).toEqual([]);

  await differences.getByLabel('Show only what differs').first().check();
  await differences.getByRole('button', { name: 'Show' }).click();
  await differences.getByText('equal to the baseline', { exact: true }).waitFor({ state: 'detached' });
  await expect.poll(() => differences.locator('.col').first().locator('.answer').count()).toBe(0);

  await differences.getByText('A text of your own as the baseline').click();
  await differences.getByLabel('Baseline text').fill('A dog sat on the mat.');
  await differences.getByRole('button', { name: 'Compare with this text' }).click();
  await differences.getByText('Differences from your own text').waitFor();
  await expect.poll(() => differences.locator('.col').nth(1).locator('header').innerText()).toContain('1 of 2 equal');
});

test('the tab of differences opens with the first column as the baseline', async () => {
  const { page, server } = shared;
  await page.goto(`${server.url}/runs/${id}`);
  await openTab(page, 'Differences');
  const differences = page.getByRole('region', { name: 'Differences', exact: true });
  await differences.getByText('2 of 2 equal to the baseline').waitFor();
});

test('a column is compared with the others, then with a chosen one, with words for what can be told', async () => {
  const { page, server } = shared;
  await page.goto(`${server.url}/runs/${id}`);
  await openMenu(page.locator('.col').nth(1), /^About temperature/);
  await page.locator('.col').nth(1).getByRole('link', { name: 'Compare' }).first().click();
  await page.getByRole('heading', { name: 'Comparison' }).waitFor();
  await page.getByLabel('with', { exact: true }).selectOption({ label: `Run ${id}, temperature 0` });
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(`**/comparisons?a=${id}%3A1&b=${id}%3A0&fold=norm`);
  const agreement = page.getByRole('region', { name: 'Are the answers different?' });
  await expect.poll(() => agreement.innerText()).toMatch(/Cannot tell from 2 /);
  await expect.poll(() => page.getByRole('region', { name: 'Answers', exact: true }).innerText()).toContain('2 of 2');
  expect(await seriousFindings(page)).toEqual([]);
  await agreement.locator('a[href^="/methods#"]').first().click();
  await page.locator('main :target').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('the probe shows what it would cost, and its verdict comes into the columns by itself', async () => {
  const { page, server } = shared;
  endpoint.answerBy(() => answer('banana'));
  await page.goto(`${server.url}/runs/${id}`);
  await openTab(page, 'Charts');
  await page.getByRole('button', { name: 'Probe gpt-4o-mini…' }).click();
  await page.getByText('At most $0.000192.').waitFor();
  expect(endpoint.requests).toHaveLength(4);
  await page.getByRole('button', { name: 'Send 16 requests' }).click();
  await page
    .locator('.honoured')
    .getByText(/^Ignored: on /)
    .waitFor();
  await expect.poll(() => page.locator('.honoured-column').allTextContents()).toEqual(['ignored', 'ignored']);
  expect(endpoint.requests).toHaveLength(20);
});
