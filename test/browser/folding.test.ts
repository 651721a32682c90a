import type { Locator } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { seriousFindings, seriousFindingsInBoth } from '../support/axe.ts';
import { openMenu, openMore, openTab } from '../support/menus.ts';
import { startTestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

const shared = onePage();

test('equal answers fold and unfold, more samples join them, charts and tokens open, in light and in dark', async () => {
  const { page } = shared;
  await runFromPage({ temperatures: '0, 1, 2', samples: '4' });
  await page.getByText('Finished: 12 answers').waitFor();

  const coldest = page.locator('.col').first();
  await coldest.locator('.sums', { hasText: 'all 4 same' }).waitFor();
  await expect.poll(() => coldest.locator('.answer').count()).toBe(1);
  await coldest.getByTitle('all 4 same: show each').click();
  await coldest.locator('.unfolded .answer').nth(2).waitFor();
  expect(new Set(await coldest.locator('.answer .text').allTextContents()).size).toBe(1);
  await openMenu(coldest, 'About temperature 0');
  await expect.poll(() => coldest.locator('.measures').innerText()).toMatch(/Agreement\s+1\.00\s+0\.34–1\.00/);
  await coldest.getByText('n = 4').waitFor();

  await openTab(page, 'Charts');
  await expect
    .poll(() => page.locator('.chart-title').allInnerTexts())
    .toEqual([
      'Agreement by temperature',
      'Answers by temperature',
      'Output tokens by temperature',
      expect.stringMatching(/^Cost per answer, were it gpt-/),
    ]);

  await openTab(page, 'Answers');
  await page.getByLabel('More samples of each').fill('6');
  await page.getByRole('button', { name: '+6 samples (18 requests, free)' }).click();
  await page.getByText('Finished: 30 answers').waitFor();
  await coldest.locator('.sums', { hasText: 'all 10 same' }).waitFor();
  await page.locator('.charts').getByText('10 samples each').first().waitFor({ state: 'attached' });

  await openMore(coldest.locator('.fold > .answer'));
  await coldest.locator('.fold > .answer').getByTitle('Tokens and their probabilities').click();
  const sheet = page.locator('#sheet');
  const tokens = sheet.locator('.token');
  // A pointer that rests on a token would show that token's alternatives too.
  await page.mouse.move(0, 0);
  await tokens.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => tokens.nth(2).locator('.alternatives').isVisible()).toBe(true);
  await expect.poll(() => tokens.nth(1).locator('.alternatives').isVisible()).toBe(false);
  const before = await tokens.nth(2).locator('.alternatives').innerText();
  await sheet.getByLabel('What if the temperature were').fill('2');
  await sheet.getByText('nothing is asked').waitFor();
  await tokens.nth(2).hover();
  await expect.poll(() => tokens.nth(2).locator('.alternatives').innerText()).not.toBe(before);
  await probeLogprobs(sheet);
  await sheet.getByRole('button', { name: 'Close' }).click();
  await openTab(page, 'Charts');

  await page.getByText('Where the answers part').click();
  await page.locator('.fork-tree').nth(2).waitFor();
  await page.getByText('All figures').click();
  expect(await seriousFindingsInBoth(page)).toEqual([]);

  await openTab(page, 'Answers');
  await openMenu(coldest, 'About temperature 0');
  await coldest.locator('.tip', { hasText: 'Agreement' }).focus();
  await page.keyboard.press('Tab');
  await expect.poll(() => coldest.getByRole('link', { name: 'How it is worked out' }).first().isVisible()).toBe(true);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/methods#agreement');
});

test('a sample that is folded away is unfolded when the address names it', async () => {
  const { page, server } = shared;
  const { completions, id } = await apiRun({ temperature: 0, samples: 3 });
  const last = `completion-${completions.at(-1)?.id}`;
  await page.goto(`${server.url}/runs/${id}#${last}`);
  await page.locator(`#${last}:target`).waitFor();
});

test('an answer that somebody unfolded stays open while the run goes on', async () => {
  const { page } = shared;
  // The built-in model slow enough to watch.
  const slow = await startTestServer({ config: { practiceRate: 40 } });
  onTestFinished(async () => {
    await page.goto('about:blank');
    await slow.close();
  });
  await runFromPage({ temperatures: '0', samples: '24' }, slow);
  const unfold = page.locator('.unfold');
  await unfold.locator('summary').click();
  await unfold.locator('.answer').first().waitFor();
  await page.getByText('Finished: 24 answers').waitFor();
  await page.locator('.sums', { hasText: 'all 24 same' }).waitFor();
  await expect.poll(() => unfold.evaluate((details) => (details as HTMLDetailsElement).open)).toBe(true);
});

test('rows of a sweep stand side by side across the columns, on a wide window and a narrow one', async () => {
  const { page, server } = shared;
  const { id } = await apiRun({ temperature: [0, 2], top_p: [0.5, 1], rows: 'top_p', samples: 3 });
  await page.goto(`${server.url}/runs/${id}`);
  const table = page.getByRole('region', { name: 'Answers by column and row' });
  await table.locator('.cell-head').first().waitFor();
  await expect.poll(() => table.locator('.row-head').allInnerTexts()).toEqual(['top_p 0.5', 'top_p 1']);
  const tops = await Promise.all(
    (await table.locator('td > .cell-head').all()).map(async (cell) => (await cell.boundingBox())?.y ?? 0),
  );
  const [first = 0, second = 0, third = 0, fourth = 0] = tops;
  expect([first - second, third - fourth]).toEqual([0, 0]);
  expect(third).toBeGreaterThan(first);
  await openMenu(table, 'About temperature 0, top_p 0.5');
  await table.locator('.measure').first().waitFor();
  expect(await seriousFindingsInBoth(page)).toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const head = table.locator('.row-head > span').first();
  await table.evaluate((region) => region.scrollTo({ left: 300 }));
  expect((await head.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  expect(await seriousFindings(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('the axes of charts can be read on a phone, and show whole values: an amount without its first digits is another one', async () => {
  const { page, server } = shared;
  const { id } = await apiRun({ temperature: [0, 0.25, 0.5, 0.75, 1, 1.25, null], samples: 2 });
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/runs/${id}`);
    await openTab(page, 'Charts');
    await page.getByText('Cost per answer, were it').first().waitFor();
    const ticks = await page.evaluate<readonly Tick[]>(TICKS_OF_CHARTS);
    expect(ticks.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^\$0\.0{3,}/));
    expect(ticks.map(({ text }) => text)).toContain('not sent');
    expect(ticks.filter(({ cut, size }) => cut || size < 11)).toEqual([]);
    const touching = ticks.filter(({ chart, top, left }, index) => {
      const before = ticks[index - 1];
      return before?.chart === chart && before.top === top && left < before.right + 3;
    });
    expect([width, touching]).toEqual([width, []]);
  }
});

/** A label of an axis, in CSS pixels. */
interface Tick {
  readonly text: string;
  readonly chart: number;
  readonly size: number;
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly cut: boolean;
}

/** Run in the page: what stands beside each chart and below it, and whether its drawing or the window cuts it off. */
const TICKS_OF_CHARTS = `[...document.querySelectorAll('.charts svg.chart-drawing')].flatMap((drawing, chart) =>
  [...drawing.querySelectorAll('.tick')].filter((text) => getComputedStyle(text).display !== 'none').map((text) => {
    const [{ top, left, right }, frame] = [text.getBoundingClientRect(), drawing.getBoundingClientRect()];
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    const outside = left < frame.left || right > frame.right;
    const clips = outside && getComputedStyle(drawing).overflow !== 'visible';
    const cut = clips || left < 0 || right > document.documentElement.clientWidth;
    return { text: text.textContent, chart, size, top, left, right, cut };
  }),
)`;

/** Agrees to the probe under an answer's tokens, and sees what it found. */
async function probeLogprobs(column: Locator): Promise<void> {
  await column.getByText('Not known whether practice reports').waitFor();
  await column.getByRole('button', { name: 'Detect by a probe…' }).click();
  await column.getByText('Free.').waitFor();
  await column.getByRole('button', { name: 'Send 2 requests' }).click();
  await column.getByText(/^Raw: on /).waitFor();
  await column.getByLabel('What if the temperature were').waitFor();
}

interface ApiRun {
  readonly id: number;
  readonly completions: readonly { readonly id: number }[];
}

async function apiRun(fields: Readonly<Record<string, unknown>>): Promise<ApiRun> {
  const started = await fetch(`${shared.server.url}/api/v1/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'Give me a name for a shop that sells tea.' }],
      model: 'practice',
      max_completion_tokens: 20,
      ...fields,
    }),
  });
  const { id } = (await started.json()) as ApiRun;
  return (await (await fetch(`${shared.server.url}/api/v1/runs/${id}?wait=30`)).json()) as ApiRun;
}

async function runFromPage(
  { temperatures, samples }: { readonly temperatures: string; readonly samples: string },
  server = shared.server,
): Promise<void> {
  const { page } = shared;
  const settings = { temperature: temperatures, samples, max_completion_tokens: '20', logprobs: '5' };
  await page.goto(await newNotebook(server, 'Give me a name for a shop that sells tea.', settings));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}
