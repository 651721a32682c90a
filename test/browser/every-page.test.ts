import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { countScreen } from '../support/screen-count.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { onePage } from './one-page.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(() => endpoint?.close());
const shared = onePage(() => ({ endpoint, config: { concurrency: 24 } }));

const MAX_PAGE_HEIGHT = 6_000;

/** A notebook whose experiment asks the endpoint this, opened. */
async function opened(title: string, fields: Readonly<Record<string, string>>): Promise<number> {
  const { page, server } = shared;
  const { id } = await server.store.notebooks.create(title);
  await page.goto(`${server.url}/notebooks/${id}`);
  await page.getByRole('button', { name: 'Add experiment' }).click();
  await page.getByLabel('User message').fill('Name a colour.');
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  return id;
}

/** Presses Run, and says yes where so many or so long answers are asked about first. */
async function runAnyway(): Promise<void> {
  const { page } = shared;
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const question = page.locator('dialog[data-asks] .primary');
  await question.or(page.locator('.run-status')).first().waitFor();
  if (await question.isVisible()) await question.click();
}

async function pageHeight(): Promise<number> {
  return await shared.page.evaluate(() => document.documentElement.scrollHeight);
}

test('240 short answers that all differ make no endless page, and the rest of them is one press away', async () => {
  const { page } = shared;
  let asked = 0;
  endpoint.answerBy(() => answer(`Colour number ${++asked}`));
  await opened('Many', { Temperatures: '0..1.1 step 0.1', Samples: '20', 'Max tokens': '10' });
  await runAnyway();
  await page.getByText('Finished: 240 answers').waitFor({ timeout: 15_000 });
  expect(await pageHeight()).toBeLessThan(MAX_PAGE_HEIGHT);
  expect(await page.locator('.cols > .col').count()).toBe(12);
  expect(await page.locator('.col').first().locator('.answer').count()).toBe(8);
  await page
    .locator('.col')
    .first()
    .getByText(/^Show all 20/)
    .click();
  await expect.poll(() => page.locator('.col').first().locator('.answer').count()).toBe(20);
}, 90_000);

test('an answer of 600,000 characters makes no endless page', async () => {
  const { page } = shared;
  endpoint.answerBy(() => answer('All work and no play makes a long page. '.repeat(15_000)));
  await opened('Long', { Temperatures: '0', Samples: '1', 'Max tokens': '16000' });
  await runAnyway();
  await page.getByText('Finished: 1 answer').waitFor({ timeout: 15_000 });
  expect(await pageHeight()).toBeLessThan(MAX_PAGE_HEIGHT);
}, 90_000);

test('no page has serious accessibility findings, in light and dark colours, wide and narrow', async () => {
  const { page, server } = shared;
  endpoint.answerBy(() => answer('Blue.'));
  const notebook = await opened('Every page', { Temperatures: '0, 1', Samples: '1', 'Max tokens': '10' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Finished: 2 answers').waitFor();
  const run = (await page.locator('.run-status h3').innerText()).replace(/\D/g, '');
  const experiment = await page.locator('[data-experiment]').getAttribute('data-experiment');
  const paths = [
    `/notebooks/${notebook}`,
    `/runs/${run}`,
    `/comparisons?a=${run}:0&b=${run}:1`,
    `/experiments/${experiment}/versions`,
    `/experiments/${experiment}/cases`,
    '/history',
    '/models',
    '/settings',
    '/settings/data',
    '/pastes',
    '/methods',
  ];
  const found: string[] = [];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of paths) {
      await page.goto(server.url + path);
      found.push(...(await seriousFindingsInBoth(page)).map((finding) => `${path} ${width}: ${finding}`));
    }
  }
  expect(found).toEqual([]);
}, 120_000);

test('the history shows at most 26 controls at once', async () => {
  const { page, server } = shared;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/history`);
  expect((await page.evaluate(countScreen)).controls).toBeLessThanOrEqual(26);
});
