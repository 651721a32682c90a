import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

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
  page = await browser.borrowPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const settings = { temperature: '0', samples: '1', max_completion_tokens: '20' };
  await page.goto(await newNotebook(server, 'My name is Ann.', settings));
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  expect(problems).toEqual([]);
});

async function run(number: number): Promise<string> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: `Run ${number}`, exact: true }).waitFor();
  await page.getByText('Finished: 1 answer').waitFor();
  return (await page.locator('.answer .text').first().textContent()) ?? '';
}

async function messages(): Promise<readonly string[]> {
  return await page
    .locator('textarea[name=content]')
    .evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value));
}

async function reply(): Promise<void> {
  await page.locator('.answer').getByRole('button', { name: 'Reply' }).click();
  await page.waitForFunction(() => {
    const field = document.activeElement;
    return (
      field instanceof HTMLTextAreaElement && field.getAttribute('aria-label') === 'User message' && field.value === ''
    );
  });
}

test('a conversation: reply twice, typing where the focus is; each turn with its tokens, and a branch from the first', async () => {
  const first = await run(1);
  await reply();
  await page.keyboard.type('What is my name?');
  const second = await run(2);
  await reply();
  await expect.poll(() => messages()).toEqual(['My name is Ann.', first, 'What is my name?', second, '']);

  await page.getByLabel('User message 3').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(messages).toEqual(['My name is Ann.', 'What is my name?', first, second, '']);
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(messages).toEqual(['My name is Ann.', first, 'What is my name?', second, '']);

  const turns = page.getByRole('region', { name: 'Turns of the conversation' }).locator('tbody tr');
  await turns.nth(1).waitFor();
  const input = async (turn: number) => Number(await turns.nth(turn).locator('td').nth(2).innerText());
  expect(await input(1)).toBeGreaterThan(await input(0));
  await expect
    .poll(() => turns.nth(1).locator('td').nth(5).innerText())
    .toContain(`${(await input(0)) + (await input(1))} in`);
  await expect.poll(() => page.locator('.conversation').innerText()).toContain('sends the whole conversation again');

  await turns.nth(0).getByRole('button', { name: 'Branch' }).click();
  await page.locator('[data-experiment]').nth(1).waitFor();
  const branch = page.locator('[data-experiment]').nth(1).locator('textarea[name=content]');
  await expect
    .poll(() => branch.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value)))
    .toEqual(['My name is Ann.', first, '']);
  // Where the caret is, is in the window; what then lies under the head of the page cannot be hit, and is found to be too small.
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
});
