import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openMenu, openMore } from '../support/menus.ts';
import type { TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';
import { onePage } from './one-page.ts';

const shared = onePage();
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

async function newExperiment(on: Page, server: TestServer): Promise<void> {
  await on.goto(await newNotebook(server));
}
