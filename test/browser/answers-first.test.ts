import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { gate } from '../support/gate.ts';
import { openMenu } from '../support/menus.ts';
import { countScreen } from '../support/screen-count.ts';
import { type Answering, type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, textInParts } from '../support/scripts.ts';
import { onePage } from './one-page.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint({ answering: () => answer('Teal.') });
});
afterAll(() => endpoint?.close());
const shared = onePage(() => ({ endpoint }));

/**
 * Five answers at each temperature of the lesson. How many words a screen has depends on how many answers differ and on how long they
 * are, so the longest are equally long: in whichever order they come, the screen is the same.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  '0': Array(5).fill('The Quiet Leaf'),
  '0.5': ['The Quiet Leaf', 'The Quiet Leaf', 'The Second Cup', 'The Quiet Leaf', 'The Quiet Leaf'],
  '1': ['The Quiet Leaf', 'The Jade Mountain', 'The Quiet Leaf', 'The Daily Grind', 'The Copper Kettle'],
  '1.5': ['The Paper Lantern', 'The River and Leaf', 'The Sea at Heron', 'The say letters up', 'The day a prompt'],
  '2': ['one', 'two', 'three', 'four', 'five'].map(
    (word) => `The amber system seed try heavy them wanderer kept practise put or in the ${word}`,
  ),
};

/** Answers with those names, of which no more than the first word comes before `rest`. */
function namesUntil(rest: Promise<void>): Answering {
  const asked = new Map<string, number>();
  return ({ body }) => {
    const temperature = String((body as { temperature: number }).temperature);
    const sample = asked.get(temperature) ?? 0;
    asked.set(temperature, sample + 1);
    const name = NAMES[temperature]?.[sample] ?? '';
    return textInParts('The', { until: rest, text: name.slice('The'.length) });
  };
}

async function lessonOnTemperature(): Promise<string> {
  const { deps, store, url } = shared.server;
  await deps.starters.makeMissing();
  const lesson = (await store.notebooks.list('')).find(({ title }) => title === 'Temperature');
  return `${url}/notebooks/${lesson?.id}`;
}

/** The lesson as it is, on a model that answers when the test says so. */
async function askTheEndpoint(experiment: number) {
  const { cells } = shared.server.store;
  const cell = await cells.experiment(experiment);
  if (cell === null) throw new Error(`There is no experiment ${experiment}.`);
  const { prompt, settings } = cell.draft;
  await cells.saveDraft(experiment, { prompt, settings: { ...settings, model: 'openai/gpt-4o-mini' } });
}

test('a first screen is calm before Run, and shows Stop and answers in it afterwards, without scrolling', async () => {
  const { page } = shared;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(await lessonOnTemperature());
  const experiment = page.locator('[data-experiment]').first();
  await experiment.locator('.cost', { hasText: '25 requests' }).waitFor();
  const before = await page.evaluate(countScreen);
  expect(before.words).toBeLessThanOrEqual(140);
  expect(before.controls).toBeLessThanOrEqual(24);

  const { opened, open } = gate();
  endpoint.answerBy(namesUntil(opened));
  await askTheEndpoint(Number(await experiment.getAttribute('data-experiment')));
  await page.reload();
  await experiment.locator('.cost', { hasText: '25 requests' }).waitFor();
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  await experiment.locator('.answer .text:not(:empty)').first().waitFor();
  const stop = await experiment.getByRole('button', { name: 'Stop', exact: true }).boundingBox();
  expect(stop?.y).toBeLessThan(900);
  await expect.poll(() => experiment.getByRole('progressbar', { name: 'Answers received' }).count()).toBe(1);
  const during = await page.evaluate(countScreen);
  expect(during.answersInWindow).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);

  open();
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

test.each([
  [720, 450],
  [1440, 400],
])(
  'in a window of %i by %i, as when it is zoomed, Run stays in view and leaves four fifths of it free',
  async (width, height) => {
    const { page } = shared;
    await page.setViewportSize({ width, height });
    await page.goto(await lessonOnTemperature());
    const run = page.locator('[data-experiment]').first().getByRole('button', { name: 'Run', exact: true });
    await page.getByLabel('User message').first().scrollIntoViewIfNeeded();
    const line = await run.locator('xpath=ancestor::*[contains(@class, "go")]').boundingBox();
    const bar = await page.locator('.runbar').first().boundingBox();
    expect(line?.y).toBeGreaterThan(0);
    expect((line?.y ?? 0) + (line?.height ?? 0)).toBeLessThanOrEqual(height + 1);
    expect((bar ?? line)?.height).toBeLessThan(height / 5);
    expect(await page.locator('.brand').evaluate((mark) => mark.scrollWidth - mark.clientWidth)).toBe(0);
  },
);
