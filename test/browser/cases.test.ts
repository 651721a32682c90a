import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { REVIEWS, SHOTS } from '../practice/sentiment.ts';
import { seriousFindings } from '../support/axe.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

const shared = onePage();
const TABLE = ['sentence\texpected', ...REVIEWS.map(([text, label]) => `${text}\t${label}`)].join('\n');

/** An experiment on Practice with eight examples, asked without and with them, and one variable for the cases to fill. */
async function sentiment(): Promise<number> {
  const { page, server } = shared;
  await page.goto(await newNotebook(server));
  const id = Number(await page.locator('[data-experiment]').getAttribute('data-experiment'));
  await server.deps.drafts.change(id, null, {
    typed: (draft) => ({
      ...draft,
      settings: {
        ...draft.settings,
        model: 'practice/practice',
        temperature: '0',
        samples: '1',
        variant: '0-shot, all',
      },
    }),
    edit: (prompt) => ({
      ...prompt,
      examples: SHOTS.map(([input, output], row) => ({ id: `r${row}`, input, output, enabled: true, tags: [] })),
      messages: [{ role: 'user', content: '{{sentence}}' }],
    }),
  });
  return id;
}

/** The row of the table of pass rates that begins with this name. */
const rateOf = (page: Page, label: string) =>
  page.getByRole('region', { name: 'Pass rates' }).getByRole('row', { name: new RegExp(`^${label}`) });

async function runOnCases(page: Page, path: string, study: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Ask').selectOption(study);
  await page.getByRole('button', { name: 'Run on cases' }).click();
  await page.waitForURL(/\/runs\/\d+\/matrix$/);
  const run = /\/runs\/(\d+)\//.exec(page.url())?.[1];
  await page.request.get(`${shared.server.url}/api/v1/runs/${run}?wait=30`);
  await page.reload();
}

test('import 24 cases, run 0-shot against 8-shot, read the flips, leave one out, apply, see the new version’s rate', async () => {
  const { page, server } = shared;
  const experiment = await sentiment();
  const cases = `${server.url}/experiments/${experiment}/cases`;
  await page.goto(cases);
  await page.getByLabel('Rows of cases').fill(TABLE);
  await page.getByRole('button', { name: 'Import cases' }).click();
  await page.getByText('24 cases', { exact: true }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);

  await runOnCases(page, cases, '');
  await expect.poll(() => rateOf(page, '0-shot').innerText()).toContain('0.0%');
  const flips = await rateOf(page, '8-shot').innerText();
  expect(flips).toMatch(/fixed 2\d, broke 0, same \d: more than chance would explain \(p = 0\.0000\d+\)/);
  await expect
    .poll(() => page.getByRole('region', { name: 'Verdict' }).innerText())
    .toContain('best pass rate of 2 tried');
  expect(await seriousFindings(page)).toEqual([]);

  // Through the failures by keyboard, with a verdict by hand.
  await page.keyboard.press('n');
  await page.waitForURL(/\/matrix\/\d+$/);
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Pass', pressed: true }).first().waitFor();
  await expect.poll(() => page.getByText('by hand: ✓ pass').count()).toBe(1);
  expect(await seriousFindings(page)).toEqual([]);
  const before = page.url();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.href !== before && /\/matrix\/\d+$/.test(url.pathname));

  await runOnCases(page, cases, 'leave_one_out');
  const without = rateOf(page, 'without example 8');
  await expect.poll(() => without.innerText()).toMatch(/fixed 0, broke 0, same 24: too few flips to tell/);
  await expect.poll(() => without.innerText()).toMatch(/\d+, \d+ saved/);
  await without.getByRole('button', { name: 'Apply “without example 8”' }).click();
  await page.waitForURL(/\/notebooks\/\d+/);
  const rows = (await server.store.cells.experiment(experiment))?.draft.prompt.examples;
  expect(rows?.map(({ enabled }) => enabled)).toEqual([...Array(7).fill(true), false]);

  await page.goto(`${server.url}/experiments/${experiment}/versions`);
  const named = page
    .getByRole('row')
    .filter({ has: page.locator('input[value^="without example 8, by the study of run"]') });
  await expect.poll(() => named.innerText()).toContain('is the draft');
  await runOnCases(page, cases, '');
  await page.goto(`${server.url}/experiments/${experiment}/versions`);
  await expect.poll(() => named.innerText()).toMatch(/9\d% \(\d+% to \d+%\), 24 cases|100% \(\d+% to 100%\), 24 cases/);
});

test('what a choice leaves no question about is not asked for', async () => {
  const { page, server } = shared;
  await page.goto(`${server.url}/experiments/${await sentiment()}/cases`);
  await page.getByLabel('Rows of cases').fill(TABLE);
  await page.getByRole('button', { name: 'Import cases' }).click();
  await page.getByLabel('How many cases').waitFor();
  const seen = async () =>
    await Promise.all(
      ['Drawn by chance with seed', 'Which field (as in a.b) or pattern', 'What the check names'].map((name) =>
        page.getByLabel(name).isVisible(),
      ),
    );
  await expect.poll(seen).toEqual([false, false, true]);
  await page.getByLabel('How many cases').fill('10');
  await page.getByLabel('An answer passes when').selectOption('json_field');
  await page.getByLabel('Check', { exact: true }).selectOption('exact');
  await expect.poll(seen).toEqual([true, true, false]);
});
