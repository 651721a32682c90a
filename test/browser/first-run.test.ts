import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openMenu, openMore } from '../support/menus.ts';
import type { TestServer } from '../support/test-app.ts';
import { onePage } from './one-page.ts';

// Slow enough to see text arrive, fast enough to wait for.
const shared = onePage(() => ({ config: { practiceRate: 60 } }));
beforeAll(() => shared.server.deps.starters.makeMissing());

test('a newcomer opens the first starter notebook, presses Run and reads the answer with its tokens and cost', async () => {
  const { page, server } = shared;
  await page.goto(server.url);
  await page.getByRole('link', { name: 'First request' }).click();
  const experiment = page.locator('[data-experiment]').first();
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  await experiment.getByText('Finished: 1 answer').waitFor();
  const answer = experiment.locator('.answer');
  await expect.poll(() => answer.locator('.text').textContent()).not.toBe('');
  await openMore(answer);
  await expect.poll(() => answer.locator('.facts').innerText()).toMatch(/\d+ → \d+ tokens\s+free/);
  await expect.poll(() => experiment.locator('.run-totals').innerText()).toMatch(/free, would cost \$0\.\d+ on gpt-/);
  await expect.poll(() => experiment.innerText()).toContain('Built-in demo');
});

test('four temperatures typed once make four columns that are seen to grow, and are there after a reload', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  await page.getByLabel('User message').fill('Tell me a story.');
  await page.getByLabel('Temperatures').fill('0, 0.5, 1, 1.5');
  // More than are in flight at once, so that some begin while the page already listens.
  await page.getByLabel('Samples').fill('3');
  await page.getByLabel('Max tokens').fill('120');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.col .temp').nth(3).waitFor();
  await expect.poll(() => page.locator('.col .temp').allInnerTexts()).toEqual(['0', '0.5', '1', '1.5']);

  const first = page.locator('.col').first().locator('.answer .text').first();
  const lengths = await growth(page, first);
  await page.locator('.answer[aria-label="Sample 3"] .text:not(:empty)').first().waitFor();
  const midway = await answersById(page);
  expect(new Set(lengths).size).toBeGreaterThanOrEqual(3);
  expect([...lengths].sort((a, b) => a - b)).toEqual(lengths);

  await page.getByText('Finished: 12 answers').waitFor();
  // Nothing was lost or doubled on the way: what was seen midway is how the answers begin. Equal ones are folded by now.
  const texts = await lastTexts(server);
  expect([...midway].filter(([id, text]) => !(texts.get(id) ?? '').startsWith(text))).toEqual([]);
  const shown = await answersById(page);
  expect([...shown].filter(([id, text]) => texts.get(id) !== text)).toEqual([]);
  expect(new Set(shown.values())).toEqual(new Set(texts.values()));
  await page.reload();
  await page.getByText('Finished: 12 answers').waitFor();
  await expect.poll(() => answersById(page)).toEqual(shown);
  await expect.poll(() => page.getByLabel('Temperatures').inputValue()).toBe('0, 0.5, 1, 1.5');
});

test('a page reloaded in the middle of a run goes on where the run is, with no text doubled or lost', async () => {
  const { page, server } = shared;
  await startStory(page, server);
  await page.locator('.answer .text:not(:empty)').first().waitFor();
  await page.reload();
  await page.getByText(/^Running:/).waitFor();
  await page.getByText('Finished: 3 answers').waitFor();
  const texts = await lastTexts(server);
  const shown = await answersById(page);
  expect([...shown].filter(([id, text]) => texts.get(id) !== text)).toEqual([]);
  expect(new Set(shown.values())).toEqual(new Set(texts.values()));
});

test('Stop ends a run at once and keeps what was said', async () => {
  const { page, server } = shared;
  await startStory(page, server);
  await page.locator('.answer .text:not(:empty)').first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText(/^Stopped: /).waitFor();
  await page.locator('.answer').first().getByText('stopped').first().waitFor();
  await expect.poll(() => page.locator('.answer .text').first().textContent()).not.toBe('');
  await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
});

test('Ctrl+Enter runs from the message that is being typed, where Esc stops nothing; outside of it, Esc stops', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  const message = page.getByLabel('User message');
  await message.fill('Tell me a story.');
  await message.press('Control+Enter');
  await page.locator('.answer .text:not(:empty)').first().waitFor();
  await message.press('Escape');
  await expect.poll(() => page.getByRole('button', { name: 'Stop' }).first().isVisible()).toBe(true);
  await message.blur();
  await page.keyboard.press('Escape');
  await page.getByText(/^Stopped: /).waitFor();
});

test('what is typed is saved while typing, and counted', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  await page.getByLabel('System message').fill('You are a friendly assistant.');
  await page.getByLabel('User message').fill('Hello there!');
  await page.getByText('9 requests · free').click();
  await page.getByText(/^\d+ tokens in × 9 requests$/).waitFor();
  await page.reload();
  await expect.poll(() => page.getByLabel('User message').inputValue()).toBe('Hello there!');
  await expect.poll(() => page.getByLabel('System message').inputValue()).toBe('You are a friendly assistant.');
});

test('earlier turns are added, get a role, move and are deleted without losing what is being typed', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  await page.getByLabel('User message').fill('And now?');
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.getByLabel('User message 1').fill('one');
  await page.getByRole('button', { name: 'Add message' }).click();
  await page.getByLabel('Assistant message 2').fill('two');
  await openMenu(page, 'Actions for turn 2');
  await page.getByRole('button', { name: 'Move turn 2 up' }).click();
  await page.getByLabel('Assistant message 1').waitFor();
  expect(
    await page
      .locator('textarea[name=content]')
      .evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value)),
  ).toEqual(['two', 'one', 'And now?']);
  await page.getByLabel('Role of turn 1').selectOption('user');
  await page.getByLabel('User message 1').waitFor();
  await openMenu(page, 'Actions for turn 2');
  await page.getByRole('button', { name: 'Delete turn 2' }).click();
  await page.getByLabel('User message 2').waitFor({ state: 'detached' });
  await expect.poll(() => page.getByLabel('User message', { exact: true }).inputValue()).toBe('And now?');
});

test('cells are added, duplicated, moved, deleted and brought back', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByLabel('Note text (Markdown)').fill('# Plan\nwarm it up');
  await page.getByRole('heading', { name: 'Plan' }).waitFor();
  const kinds = () =>
    page
      .locator('#cells > section')
      .evaluateAll((all) => all.map((one) => one.classList.item(one.classList.length - 1)));
  await expect.poll(() => kinds()).toEqual(['experiment', 'note']);
  await openMenu(page, 'Actions for this note');
  await page.locator('.note').getByRole('button', { name: 'Move cell up' }).click();
  await page.locator('#cells > section:first-child.note').waitFor();
  await expect.poll(() => kinds()).toEqual(['note', 'experiment']);
  await openMenu(page.locator('.experiment'), /^Actions for/);
  await page.locator('.experiment').getByRole('button', { name: 'Duplicate', exact: true }).click();
  await page.locator('#cells > section:nth-child(3)').waitFor();
  await openMenu(page.locator('.experiment').first(), /^Actions for (?!turn)/);
  await page.locator('.experiment').first().getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('#cells > section:nth-child(3)').waitFor();
  await expect.poll(() => kinds()).toEqual(['note', 'experiment', 'experiment']);
});

test('raw request and response, copy and rendered Markdown are one click away', async () => {
  const { page, server } = shared;
  await newExperiment(page, server);
  await page.getByLabel('User message').fill('Hello!');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Samples').fill('1');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Finished: 1 answer').waitFor();
  await openMore(page.locator('.answer'));
  await page.getByTitle('The exact request and response').click();
  const raw = page.locator('#sheet-body');
  await raw.getByText('"include_usage": true').waitFor();
  await expect.poll(() => raw.innerText()).toContain('"content": "Hello!"');
  await page
    .getByRole('dialog', { name: 'The exact request and response' })
    .getByRole('button', { name: 'Close' })
    .click();
  await openMenu(page, /^More about run/);
  await page.getByRole('button', { name: 'Show as Markdown', exact: true }).click();
  await page.locator('.answer .prose').waitFor();
});

async function newExperiment(on: Page, { url }: TestServer): Promise<void> {
  await on.goto(url);
  await on.getByRole('button', { name: 'New notebook' }).click();
  await on.getByLabel('User message').waitFor();
}

async function startStory(on: Page, to: TestServer): Promise<void> {
  await newExperiment(on, to);
  await on.getByLabel('User message').fill('Tell me a story.');
  await on.getByLabel('Temperatures').fill('0.7');
  await on.getByLabel('Max tokens').fill('120');
  await on.getByRole('button', { name: 'Run', exact: true }).click();
}

/** The answers on the page by the id of their completion. */
async function answersById(on: Page): Promise<ReadonlyMap<string, string>> {
  const answers = await on
    .locator('.answer')
    .evaluateAll((all) => all.map((one) => [one.id, one.querySelector('.text')?.textContent ?? ''] as const));
  return new Map(answers);
}

/** All answers of the last run, as the API has them. */
async function lastTexts(of: TestServer): Promise<ReadonlyMap<string, string>> {
  const { runs } = await (await fetch(`${of.url}/api/v1/runs`)).json();
  const { completions } = await (await fetch(`${of.url}/api/v1/runs/${runs[0].id}`)).json();
  return new Map(completions.map((one: { id: number; text: string }) => [`completion-${one.id}`, one.text]));
}

/** The lengths of a text as it grows, until it has changed three times. */
async function growth(on: Page, text: ReturnType<Page['locator']>): Promise<number[]> {
  await text.filter({ hasText: /./ }).waitFor();
  const element = await text.elementHandle();
  const lengths: number[] = [];
  for (let i = 0; i < 3; i++) {
    const length = (await element?.textContent())?.length ?? 0;
    lengths.push(length);
    await on.waitForFunction(([node, before]) => ((node as Element).textContent?.length ?? 0) > Number(before), [
      element,
      length,
    ] as const);
  }
  return lengths;
}
