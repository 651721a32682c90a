/**
 * The pictures of the README, from the running app: `npx tsx test/support/pictures.ts`. They show the starter notebook on temperature
 * with 20 samples of each, as `test/temperature-lesson.test.ts` asserts it.
 */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { endBrowser, launchBrowser } from './browser.ts';
import { openTab } from './menus.ts';
import { startTestServer } from './test-app.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'images');
const SAMPLES = '20';

const server = await startTestServer();
await server.deps.starters.makeMissing();
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const experiment = await openExperiment(page);
  await experiment.getByLabel('Samples').fill(SAMPLES);
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  await experiment.getByText(/^Finished/).waitFor();
  await pictureOf(page, experiment, 'notebook-light');
  const dark = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1440, height: 900 } });
  await pictureOf(dark, await openExperiment(dark), 'notebook-dark');
  await dark.close();

  const run = (await server.store.runs.list({ before: null, limit: 1, notebook: null }))[0]?.id ?? 0;
  await page.setViewportSize({ width: 1100, height: 900 });
  await page.goto(`${server.url}/runs/${run}`);
  await openTab(page, 'Charts');
  const figures = page.locator('.charts .chart');
  await clipped(page, [figures.nth(0), figures.nth(1)], 'temperature-charts');
  await page.goto(`${server.url}/comparisons?a=${run}:0&b=${run}:2`);
  await clipped(page, [page.getByRole('region', { name: 'Are the answers different?' })], 'temperature-comparison');
} finally {
  await endBrowser();
  await server.close();
}

async function openExperiment(page: Page): Promise<Locator> {
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Temperature', exact: true }).click();
  const experiment = page.locator('[data-experiment]').first();
  await experiment.waitFor();
  return experiment;
}

/** The window with the experiment at its top. */
async function pictureOf(page: Page, experiment: Locator, name: string): Promise<void> {
  await experiment.locator('.answer').first().waitFor();
  await experiment.evaluate((element) => element.scrollIntoView());
  await page.mouse.move(5, 5);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** The smallest rectangle that holds all of these. */
async function clipped(page: Page, parts: readonly Locator[], name: string): Promise<void> {
  await parts[0]?.waitFor();
  const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
  const known = boxes.filter((box) => box !== null);
  const left = Math.min(...known.map(({ x }) => x));
  const top = Math.min(...known.map(({ y }) => y));
  const width = Math.max(...known.map(({ x, width: own }) => x + own)) - left;
  const height = Math.max(...known.map(({ y, height: own }) => y + own)) - top;
  const clip = { x: left, y: top, width, height };
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, clip });
}
