import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
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
  page = await browser.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByRole('button', { name: 'Add experiment' }).click();
  await page.getByLabel('User message').fill('My name is Ann.');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Samples').fill('1');
  await page.getByLabel('Max tokens').fill('20');
});
afterEach(async () => {
  await page.close();
  await server.close();
  expect(problems).toEqual([]);
});

const userMessage = (): Locator => page.getByLabel('User message', { exact: true });

async function run(number: number): Promise<string> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('link', { name: `Run ${number} ·` }).waitFor();
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
  expect(await messages()).toEqual(['My name is Ann.', first, 'What is my name?', second, '']);

  const turns = page.getByRole('region', { name: 'Turns of the conversation' }).locator('tbody tr');
  await turns.nth(1).waitFor();
  const input = async (turn: number) => Number(await turns.nth(turn).locator('td').nth(2).innerText());
  expect(await input(1)).toBeGreaterThan(await input(0));
  expect(await turns.nth(1).locator('td').nth(5).innerText()).toContain(`${(await input(0)) + (await input(1))} in`);
  expect(await page.locator('.conversation').innerText()).toContain('sends the whole conversation again');

  await turns.nth(0).getByRole('button', { name: 'Branch' }).click();
  await page.locator('[data-experiment]').nth(1).waitFor();
  const branch = page.locator('[data-experiment]').nth(1).locator('textarea[name=content]');
  expect(await branch.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value))).toEqual([
    'My name is Ann.',
    first,
    '',
  ]);
  expect(await seriousFindings(page)).toEqual([]);
});

test('an answer becomes an example, with a warning that the question is answered now, and Undo takes it back', async () => {
  const answer = await run(1);
  await page.getByRole('button', { name: 'Use as example' }).click();
  await page.getByText('Leak: the user message is also the input of example 1').waitFor();
  expect(await page.getByLabel('Example 1 input').inputValue()).toBe('My name is Ann.');
  expect(await page.getByLabel('Example 1 output').inputValue()).toBe(answer);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.getByText('Leak: the user message').waitFor({ state: 'detached' });
});

test('version 1 against version 2, restored, named, and branched', async () => {
  await run(1);
  await userMessage().fill('My name is Peter.');
  await run(2);
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('heading', { name: 'Versions of' }).waitFor();
  expect(await page.locator('del').allInnerTexts()).toEqual(['Ann']);
  expect(await page.locator('ins').allInnerTexts()).toEqual(['Peter']);
  await page.getByLabel('Name of version 1').fill('Ann first');
  await page.getByLabel('Name of version 1').press('Tab');
  expect(await seriousFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('Version 1 is now the draft.').waitFor();
  await page.getByRole('link', { name: 'Back to the experiment' }).click();
  expect(await userMessage().inputValue()).toBe('My name is Ann.');

  await page.getByRole('button', { name: 'Versions' }).click();
  expect(await page.getByLabel('Name of version 1').inputValue()).toBe('Ann first');
  expect(await page.locator('#versions tbody tr').count()).toBe(2);
  await page.getByRole('button', { name: 'Branch from version 2' }).click();
  await page.locator('[data-experiment]').nth(1).waitFor();
  expect(await messages()).toEqual(['My name is Ann.', 'My name is Peter.']);
});

test('the notebook is exported, imported again, and shows its answers and what was made of them', async () => {
  const answer = await run(1);
  await page.getByRole('button', { name: 'Rate good' }).click();
  await page.locator('[aria-label="Rate good"][aria-pressed="true"]').waitFor();
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.locator('[aria-pressed="true"]', { hasText: 'Pin' }).waitFor();
  await page.getByTitle('Note', { exact: true }).click();
  await page.getByLabel('Note on this answer').fill('as it should be');
  await page.waitForResponse((response) => response.url().endsWith('/marks'));

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const file = await readFile(await download.path());
  await page.goto(server.url);
  await page
    .getByLabel('Notebook file')
    .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: file });
  await page.getByRole('button', { name: 'Import notebook' }).click();
  await page.getByText('from a notebook file').waitFor();
  expect(page.url()).toBe(`${server.url}/notebooks/2`);
  expect(await page.locator('.answer .text').allTextContents()).toEqual([answer]);
  expect(await page.getByRole('button', { name: 'Rate good' }).getAttribute('aria-pressed')).toBe('true');
  expect(await page.getByLabel('Note on this answer').inputValue()).toBe('as it should be');
  expect(await seriousFindings(page)).toEqual([]);

  const [again] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(String(await readFile(await again.path()))).toBe(String(file));
  await page.goto(`${server.url}/history?rating=good&pinned=true`);
  expect(await page.locator('.totals').innerText()).toContain('1 request');
  expect(await seriousFindings(page)).toEqual([]);
});
