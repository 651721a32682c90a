import { expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { openMenu } from '../support/menus.ts';
import { countScreen } from '../support/screen-count.ts';
import { onePage } from './one-page.ts';

const shared = onePage(() => ({ config: { practiceRate: 20 } }));

test('a first screen is calm before Run, and shows Stop and answers in it afterwards, without scrolling', async () => {
  const { page, server } = shared;
  await server.deps.starters.makeMissing();
  const lesson = (await server.store.notebooks.list('')).find(({ title }) => title === 'Temperature');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/notebooks/${lesson?.id}`);
  const experiment = page.locator('[data-experiment]').first();
  await experiment.locator('.cost', { hasText: '25 requests' }).waitFor();
  const before = await page.evaluate(countScreen);
  expect(before.words).toBeLessThanOrEqual(140);
  expect(before.controls).toBeLessThanOrEqual(24);

  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  await experiment.locator('.answer .text:not(:empty)').first().waitFor();
  const stop = await experiment.getByRole('button', { name: 'Stop', exact: true }).boundingBox();
  expect(stop?.y).toBeLessThan(900);
  await expect.poll(() => experiment.getByRole('progressbar', { name: 'Answers received' }).count()).toBe(1);
  const during = await page.evaluate(countScreen);
  expect(during.answersInWindow).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);

  await experiment.getByText('Finished: 25 answers').waitFor();
  await experiment.getByRole('button', { name: 'Run', exact: true }).waitFor();
  const after = await page.evaluate(countScreen);
  expect(after.words).toBeLessThanOrEqual(200);
  expect(after.controls).toBeLessThanOrEqual(40);
  expect(await seriousFindingsInBoth(page)).toEqual([]);
});

test('heads are equally high and answers of one row begin at one height', async () => {
  const { page } = shared;
  const tops = (selector: string) =>
    page
      .locator('[data-experiment]')
      .first()
      .locator('.cols > .col')
      .evaluateAll(
        (columns, part) =>
          columns.map((column) => {
            const box = column.querySelector(part)?.getBoundingClientRect();
            return [box?.top, box?.height].map((value) => Math.round(value ?? -1));
          }),
        selector,
      );
  const heads = await tops(':scope > header');
  expect(heads).toHaveLength(5);
  expect(new Set(heads.map(String)).size).toBe(1);
  expect(new Set((await tops('.fold')).map(String)).size).toBe(1);
});

test('a list that opens beside the answers lies over them, and open settings stay within their cell', async () => {
  const { page } = shared;
  const cell = page.locator('[data-experiment]').first();
  await cell.locator('.picker input').click();
  await cell.locator('.model-panel').waitFor();
  const isOnTop = () =>
    cell.locator('.model-panel').evaluate((panel) => {
      const { right, top, height } = panel.getBoundingClientRect();
      return panel.contains(document.elementFromPoint(right - 12, top + height / 2));
    });
  await expect.poll(isOnTop).toBe(true);
  await page.keyboard.press('Escape');
  await cell.locator('.model-panel').waitFor({ state: 'hidden' });
  await cell.getByText('More settings').click();
  const bottomOf = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => Math.round(element.getBoundingClientRect().bottom));
  await expect.poll(async () => (await bottomOf('.runbar')) <= (await bottomOf('[data-experiment]'))).toBe(true);
  await cell.getByText('More settings').click();
});

test('run, edit, run, compare with the run before and restore it: six clicks, without leaving the notebook', async () => {
  const { page, server } = shared;
  const { id } = await server.store.notebooks.create('Loop');
  await page.goto(`${server.url}/notebooks/${id}`);
  await page.getByRole('button', { name: 'Add experiment' }).click();
  await page.getByLabel('User message').fill('Name a colour.');
  await page.getByLabel('Samples').fill('1');
  await page.getByLabel('Max tokens').fill('5');

  await page.getByRole('button', { name: 'Run', exact: true }).click(); // 1
  await page.getByText('Finished: 3 answers').waitFor();
  const first = await page.locator('.run-status h3').innerText();
  await page.getByLabel('User message').click(); // 2
  const earlier = page.getByText('answers to an earlier prompt');
  await page.getByLabel('User message').fill('Name an animal');
  await earlier.waitFor();
  await page.getByLabel('User message').fill('Name a colour.');
  await earlier.waitFor({ state: 'hidden' });
  await page.getByLabel('User message').fill('Name an animal.');
  await page.getByRole('button', { name: 'Run', exact: true }).click(); // 3
  await page.getByRole('button', { name: `Compare with ${first.toLowerCase()}` }).click(); // 4
  const changes = page.getByRole('region', { name: /^Changes since/ });
  await changes.getByText('version 2 changes 1 part of the prompt').waitFor();
  await expect
    .poll(() => changes.locator('del').allInnerTexts())
    .toEqual(expect.arrayContaining([expect.stringContaining('colour')]));
  await expect
    .poll(() => changes.locator('ins').allInnerTexts())
    .toEqual(expect.arrayContaining([expect.stringContaining('animal')]));
  await changes.getByRole('button', { name: 'Restore version 1' }).click(); // 5
  await expect.poll(() => page.getByLabel('User message').inputValue()).toBe('Name a colour.');
  expect(new URL(page.url()).pathname).toBe(`/notebooks/${id}`);

  await page.getByRole('button', { name: 'Earlier run' }).click();
  await page.getByRole('heading', { name: first, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Later run' }).waitFor();
});

test('a menu closes on Escape and gives the focus back to its button', async () => {
  const { page } = shared;
  await openMenu(page, 'Actions for the notebook');
  await page.getByRole('button', { name: 'Run all' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run all' }).waitFor({ state: 'hidden' });
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Actions for the notebook');
});
