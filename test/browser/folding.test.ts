import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';

let browser: TestBrowser;
let server: TestServer;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await page.close();
  await server.close();
  expect(problems).toEqual([]);
});

test.each(['light', 'dark'] as const)(
  'equal answers fold and unfold, more samples join them, charts and tokens open, in %s',
  async (scheme) => {
    page = await openPage(scheme);
    const url = await runFromPage({ temperatures: '0, 1, 2', samples: '4' });
    await page.getByText('Finished: 12 answers').waitFor();

    const coldest = page.locator('.col').first();
    await coldest.locator('.badge', { hasText: 'all 4 same' }).waitFor();
    expect(await coldest.locator('.answer').count()).toBe(1);
    await coldest.getByText('The 3 others alike').click();
    await coldest.locator('.unfolded .answer').nth(2).waitFor();
    expect(new Set(await coldest.locator('.answer .text').allTextContents()).size).toBe(1);
    expect(await coldest.locator('.measures').innerText()).toMatch(/Agreement\s+1\.00\s+0\.34–1\.00/);
    await coldest.getByText('hint, not proof').waitFor();

    expect(await page.locator('.chart-title').allInnerTexts()).toEqual([
      'Agreement by temperature',
      'Answers by temperature',
      'Output tokens by temperature',
      expect.stringMatching(/^Cost per answer, were it gpt-/),
    ]);
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByLabel('Ask for more samples of each').fill('6');
    await page.getByRole('button', { name: 'Add samples' }).click();
    await page.getByText('Finished: 30 answers').waitFor();
    await coldest.locator('.badge', { hasText: 'all 10 same' }).waitFor();
    await page.locator('.charts').getByText('10 samples each').first().waitFor();
    expect(await page.getByText('hint, not proof').count()).toBe(0);

    await coldest.locator('.fold > .answer').getByText('Tokens', { exact: true }).click();
    const tokens = coldest.locator('.token');
    await tokens.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await tokens.nth(2).locator('.alternatives').isVisible()).toBe(true);
    expect(await tokens.nth(1).locator('.alternatives').isVisible()).toBe(false);
    const before = await tokens.nth(2).locator('.alternatives').innerText();
    await coldest.getByLabel('What if the temperature were').fill('2');
    await coldest.getByText('nothing is asked').waitFor();
    await tokens.nth(2).hover();
    expect(await tokens.nth(2).locator('.alternatives').innerText()).not.toBe(before);

    await page.getByText('Where the answers part').click();
    await page.locator('.fork-tree').nth(2).waitFor();
    await page.getByText('All figures').click();
    expect(await seriousFindings(page)).toEqual([]);
    expect(url).toContain('/notebooks/');
  },
);

test('a sample that is folded away is unfolded when the address names it', async () => {
  page = await openPage('light');
  await runFromPage({ temperatures: '0', samples: '3' });
  await page.getByText('Finished: 3 answers').waitFor();
  const { completions } = await (await fetch(`${server.url}/api/v1/runs/1`)).json();
  const last = `completion-${completions[2].id}`;
  expect(await page.locator(`#${last}`).count()).toBe(0);
  await page.goto(`${server.url}/runs/1#${last}`);
  await page.locator(`#${last}:target`).waitFor();
});

test('an answer that somebody unfolded stays open while the run goes on', async () => {
  server = await restartedAt(40);
  page = await openPage('light');
  await runFromPage({ temperatures: '0', samples: '24' });
  const unfold = page.locator('.unfold');
  await unfold.locator('summary').click();
  await unfold.locator('.answer').first().waitFor();
  await page.getByText('Finished: 24 answers').waitFor();
  await page.locator('.badge', { hasText: 'all 24 same' }).waitFor();
  expect(await unfold.evaluate((details) => (details as HTMLDetailsElement).open)).toBe(true);
});

async function openPage(colorScheme: 'light' | 'dark'): Promise<Page> {
  const opened = await browser.newPage({ colorScheme });
  problems = [];
  opened.on('console', (message) => problems.push(message.text()));
  opened.on('pageerror', (error) => problems.push(String(error)));
  return opened;
}

/** The built-in model slow enough to watch. */
async function restartedAt(practiceRate: number): Promise<TestServer> {
  await server.close();
  return startTestServer({ config: { practiceRate } });
}

async function runFromPage({
  temperatures,
  samples,
}: {
  readonly temperatures: string;
  readonly samples: string;
}): Promise<string> {
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByRole('button', { name: 'Add experiment' }).click();
  await page.getByLabel('User message').fill('Give me a name for a shop that sells tea.');
  await page.getByLabel('Temperatures').fill(temperatures);
  await page.getByLabel('Samples').fill(samples);
  await page.getByLabel('Max tokens').fill('20');
  await page.getByText('More settings').click();
  await page.getByLabel('Token probabilities').selectOption('5');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  return page.url();
}
