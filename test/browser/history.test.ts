import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { experimentIn, finish, promptOf, startRun } from '../store/support/fixtures.ts';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';

const DAY_MS = 86_400_000;
const COSTS = { Haiku: 2_000_000_000n, Essay: 90_000_000_000n, Labels: 1_000_000_000n } as const;

let browser: TestBrowser;
let server: TestServer;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await startTestServer();
  await thirtyDays(server);
  page = await browser.borrowPage();
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
});

async function boxOf(element: Locator) {
  const { x, y, width, height } = (await element.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { left: x, right: x + width, top: y, bottom: y + height };
}

/** A piece of text in a drawing: how high its letters are drawn, and where it is, in CSS pixels. */
interface Drawn {
  readonly text: string;
  readonly size: number;
  readonly left: number;
  readonly right: number;
}

/** Run in the page, whose globals these tests have no types for. */
const TEXTS_OF_CHART = `[...document.querySelectorAll('#spend svg.chart-drawing text')]
  .filter((text) => getComputedStyle(text).display !== 'none')
  .map((text) => ({
    text: text.textContent,
    size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
    left: text.getBoundingClientRect().left,
    right: text.getBoundingClientRect().right,
  }))`;

/** Three experiments asked each of the last thirty days; the dearest has two versions. */
async function thirtyDays({ store }: TestServer): Promise<void> {
  for (const [title, picodollars] of Object.entries(COSTS)) {
    const { experimentId } = await experimentIn(store, { notebook: `About ${title}`, experiment: title });
    for (let days = 30; days >= 1; days--) {
      const prompt = promptOf(title === 'Essay' && days < 10 ? 'Write a long essay.' : `Write: ${title}`);
      const createdAt = new Date(Date.now() - days * DAY_MS);
      const { completions } = await startRun(store, experimentId, { prompt, createdAt });
      const text = title === 'Haiku' ? `古池や蛙飛び込む水の音 ${days}` : `${title} of day ${days}`;
      for (const { id } of completions) await finish(store, id, { text, cost: { picodollars, source: 'computed' } });
    }
  }
}

test('in a few clicks: which experiment cost most last week, and what changed between its versions', async () => {
  await page.goto(server.url);
  await page.getByRole('link', { name: 'History', exact: true }).click();
  await page.locator('summary', { hasText: 'All time' }).click();
  await page.getByRole('link', { name: 'Last week' }).click();
  const rows = page.getByRole('region', { name: 'Sums by experiment' }).getByRole('row');
  await expect.poll(() => rows.nth(1).innerText()).toContain('Essay');
  await expect.poll(() => rows.nth(1).innerText()).toContain('$0.63');
  const changes = rows.nth(1).getByRole('link', { name: 'what changed' });
  await expect.poll(() => changes.getAttribute('href')).toMatch(/^\/experiments\/\d+\/versions$/);
});

test('a search in Japanese with a filter shows its rows, then its sums, and both are there after a reload', async () => {
  await page.goto(`${server.url}/history`);
  await page.getByLabel('Words').fill('蛙飛び込む');
  await page.getByLabel('Model', { exact: true }).selectOption('gpt-test');
  await page.waitForURL(/model=gpt-test/);
  await page.getByRole('heading', { name: 'What it cost' }).waitFor();
  await expect.poll(() => page.locator('#spend .totals').innerText()).toContain('30 requests');
  await expect.poll(() => page.locator('.log > details').count()).toBe(25);
  await expect.poll(() => page.locator('.log summary').first().innerText()).toContain('Haiku');
  expect(new URL(page.url()).search).toBe(`?q=${encodeURIComponent('蛙飛び込む')}&model=gpt-test`);
  await page.reload();
  await page.getByRole('heading', { name: 'What it cost' }).waitFor();
  await expect.poll(() => page.getByLabel('Words').inputValue()).toBe('蛙飛び込む');
  await page.getByText('By experiment, per day').click();
  await page.getByRole('link', { name: 'temperature', exact: true }).click();
  await page.getByRole('region', { name: 'Sums by temperature' }).waitFor();
  await expect.poll(() => page.getByLabel('Words').inputValue()).toBe('蛙飛び込む');
});

test('older pages follow, and a row leads to its run', async () => {
  await page.goto(`${server.url}/history`);
  await page.getByRole('link', { name: 'Older' }).click();
  await page.getByRole('link', { name: 'Newest' }).waitFor();
  const lines = page.locator('.log > details');
  await expect.poll(() => lines.count()).toBe(25);
  await lines.first().locator('summary').click();
  const rows = lines.first().getByRole('region', { name: 'Requests' }).getByRole('row');
  await rows.nth(1).waitFor();
  await expect.poll(() => rows.count()).toBe(2);
  const link = rows.nth(1).getByRole('link', { name: /^run / });
  const run = (await link.innerText()).replace('run ', '');
  await link.click();
  expect(new URL(page.url()).pathname).toBe(`/runs/${run}`);
});

test('dates that have changed places are said beside them, and are mended there', async () => {
  await page.goto(`${server.url}/history`);
  await page.locator('.history-filters .chip', { hasText: 'All time' }).click();
  await page.getByLabel('Before', { exact: true }).fill('2026-01-01');
  const none = page.locator('#history').getByText(/^No request matches/);
  await none.waitFor();
  await page.getByLabel('From', { exact: true }).fill('2026-02-01');
  await page.getByRole('alert').getByText('Nothing is shown. From must not be later than Before').waitFor();
  const problem = page.locator('.history-filters .field-error');
  expect(await problem.isVisible()).toBe(true);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const boxes = await Promise.all(['From', 'Before'].map((name) => boxOf(page.getByLabel(name, { exact: true }))));
    const [menu, said] = await Promise.all([boxOf(page.locator('.history-filters [open] .pop')), boxOf(problem)]);
    const before = boxes[1];
    expect([...boxes, said].filter(({ right }) => right > menu.right)).toEqual([]);
    // What is said covers no other field, and no other field covers it.
    expect(said.right <= (before?.left ?? 0) || said.bottom <= (before?.top ?? 0)).toBe(true);
  }
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('2026-02-01');
  expect(new URL(page.url()).search).toBe('?from=2026-02-01&to=2026-01-01');
  await page.getByLabel('From', { exact: true }).fill('2025-12-01');
  await none.waitFor();
  expect(await problem.count()).toBe(0);
});

test('what is filtered is what is exported', async () => {
  await page.goto(`${server.url}/history?q=essay&from=2020-01-01`);
  const downloading = page.waitForEvent('download');
  await page.getByLabel('Export, data file').click();
  await page.getByRole('link', { name: 'Export CSV' }).click();
  const download = await downloading;
  const csv = await readFile(await download.path(), 'utf8');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(31);
  expect(download.suggestedFilename()).toBe('tempera-history.csv');
});

test('the chart of costs can be read on a phone and on a desk: its text is 11 px at least, and no dates touch', async () => {
  for (const width of [320, 390, 768, 1200, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/history`);
    await page.locator('#spend svg.chart-drawing').waitFor();
    const texts = await page.evaluate<readonly Drawn[]>(TEXTS_OF_CHART);
    expect([width, texts.filter(({ size }) => size < 11)]).toEqual([width, []]);
    const dates = texts.filter(({ text }) => /^\d+ [A-Z]/.test(text));
    expect(dates.length).toBeGreaterThan(2);
    expect(dates.filter(({ left }, index) => left < (dates[index - 1]?.right ?? 0) + 4)).toEqual([]);
    const amounts = texts.filter(({ text }) => text.startsWith('$'));
    expect(amounts.length).toBeGreaterThan(2);
    expect(texts.filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
  }
});

test('the history and the data file have no serious accessibility findings, light or dark', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/history`);
  expect(await seriousFindingsInBoth(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [
    '/history',
    '/history?by=temperature&min_cost=0.0001',
    // Both menus stand open, with what is wrong in them.
    '/history?min_cost=2&max_cost=1&from=2026-02-01&to=2026-01-01',
    '/settings/data',
  ]) {
    await page.goto(server.url + path);
    await page.locator('#main .card').first().waitFor();
    expect(await seriousFindingsInBoth(page)).toEqual([]);
    const beside = '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.documentElement)';
    expect([path, await page.evaluate(beside)]).toEqual([path, false]);
  }
});
