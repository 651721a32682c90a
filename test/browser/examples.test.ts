import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';

let browser: TestBrowser;
let server: TestServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
});

afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

const CSV = [
  'input,output,tags',
  ...Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0
      ? `"The film was lovely, number ${index + 1}.",positive,film`
      : `Stale soup ${index + 1}.,negative,food`,
  ),
].join('\r\n');

/** A new notebook with one experiment, open in a page. */
async function openExperiment(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByRole('button', { name: 'Add experiment' }).click();
  await page.getByLabel('User message').waitFor();
  return page;
}

async function importCsv(page: Page, csv: string): Promise<void> {
  await page.getByRole('button', { name: 'Import…' }).click();
  await page.getByLabel('Rows to import').fill(csv);
  await page.getByRole('button', { name: /^Add \d+ rows?$/ }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

const inputs = (page: Page) =>
  page
    .locator('.ex textarea[data-field="input"]')
    .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value));

/** The rows as they are kept, whatever the page shows. */
async function keptRows(page: Page) {
  const id = await page.locator('[data-experiment]').first().getAttribute('data-experiment');
  return (await server.store.cells.experiment(Number(id)))?.draft.prompt.examples ?? [];
}

test('20 rows from CSV, five switched off, one dragged, 0-shot against 15-shot as two columns', async () => {
  const page = await openExperiment();
  await importCsv(page, CSV);
  await expect.poll(() => page.locator('.ex').count()).toBe(20);
  expect(await page.getByLabel('Example 1 input').inputValue()).toBe('The film was lovely, number 1.');

  for (const number of [16, 17, 18, 19, 20]) {
    const name = `Example ${number} on`;
    await page.getByRole('switch', { name, exact: true }).click();
    await expect.poll(() => page.getByRole('switch', { name, exact: true }).getAttribute('aria-checked')).toBe('false');
  }
  await expect.poll(() => page.locator('.ex-state').textContent()).toContain('15 of 20 on');
  await expect.poll(() => page.locator('.shots').textContent()).toBe('15-shot');
  await expect.poll(() => page.locator('.ex [data-tok]').first().textContent()).toMatch(/^\d+ tok · \d+%$/);

  await page.getByLabel('System message').scrollIntoViewIfNeeded();
  const handle = await page.locator('.handle').first().boundingBox();
  const third = await page.locator('.ex').nth(2).boundingBox();
  if (handle === null || third === null) throw new Error('the rows are not to be seen');
  await page.mouse.move(handle.x + 5, handle.y + 10);
  await page.mouse.down();
  await page.mouse.move(handle.x + 5, third.y + third.height - 4, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await keptRows(page))[2]?.input).toBe('The film was lovely, number 1.');
  expect((await inputs(page)).slice(0, 3)).toEqual([
    'Stale soup 2.',
    'The film was lovely, number 3.',
    'The film was lovely, number 1.',
  ]);
  expect(await page.getByLabel('Example 3 input').inputValue()).toBe('The film was lovely, number 1.');

  await page.getByLabel('System message').fill('Classify the sentiment as positive or negative. Answer with one word.');
  await page.getByLabel('User message').fill('Horrible, stale bread.');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Max tokens').fill('6');
  await page.getByText('Variants').first().click();
  await page.getByLabel('0-shot', { exact: true }).check();
  await page.getByLabel('15-shot', { exact: true }).check();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Finished: 6 answers').waitFor();
  expect(await page.locator('.col .temp').allTextContents()).toEqual(['0-shot', '15-shot']);
  const raw = await page.locator('.col').nth(1).locator('article').first().getAttribute('id');
  const completion = Number(raw?.replace('completion-', ''));
  expect(await server.store.runs.messagesOf(completion)).toHaveLength(1 + 2 * 15 + 1);
  await page.close();
});

test('rows are typed, moved with the keyboard, duplicated and deleted, and every step can be undone and redone', async () => {
  const page = await openExperiment();
  await importCsv(page, 'one,1\ntwo,2\nthree,3');
  await expect.poll(() => inputs(page)).toEqual(['one', 'two', 'three']);

  await page.getByLabel('Example 3 input').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await keptRows(page)).map(({ input }) => input)).toEqual(['one', 'three', 'two']);
  await page.keyboard.type('!');
  expect(await page.getByLabel('Example 2 input').inputValue()).toContain('!');

  await page.getByRole('button', { name: 'Example 1: duplicate' }).click();
  await expect.poll(() => page.locator('.ex').count()).toBe(4);
  await page.getByRole('button', { name: 'Example 4: delete' }).click();
  await expect.poll(async () => (await inputs(page)).length).toBe(3);
  await page.getByLabel('Example 1 output').fill('changed after');

  await page.getByRole('button', { name: 'Take the last edit back' }).click();
  await expect.poll(() => page.locator('.ex').count()).toBe(4);
  await page.locator('body').click({ position: { x: 3, y: 3 } });
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.locator('.ex').count()).toBe(3);
  // The text typed after the edits stays; only the edits go.
  expect(await page.getByLabel('Example 1 output').inputValue()).toBe('changed after');
  await page.keyboard.press('Control+z');
  await expect
    .poll(async () => (await inputs(page)).map((text) => text.replace('!', '')))
    .toEqual(['one', 'two', 'three']);
  await page.keyboard.press('Control+Shift+z');
  await expect
    .poll(async () => (await inputs(page)).map((text) => text.replace('!', '')))
    .toEqual(['one', 'three', 'two']);
  await page.reload();
  expect((await inputs(page)).map((text) => text.replace('!', ''))).toEqual(['one', 'three', 'two']);
  await page.close();
});

test('a variable gets a field, and a missing one is named before anything is sent', async () => {
  const page = await openExperiment();
  await page.getByLabel('User message').fill('What is the capital of {{country}}?');
  const field = page.getByRole('textbox', { name: 'country' });
  await field.waitFor();
  await expect.poll(() => page.locator('.vars .field-error').textContent()).toContain('“country” has no value');
  await page.getByRole('button', { name: 'Run' }).click();
  expect(await page.locator('.run').count()).toBe(0);
  await field.fill('Portugal');
  await expect.poll(() => page.locator('.vars .field-error').textContent()).toBe('');
  await page.getByText('Messages sent').click();
  await expect.poll(() => page.locator('.sent-body').textContent()).toContain('What is the capital of Portugal?');
  await page.close();
});

test('two tabs on one experiment: the second is told, and offered both texts', async () => {
  const first = await openExperiment();
  const second = await browser.newPage();
  await second.goto(first.url());
  await first.getByLabel('System message').fill('From the first tab.');
  await first.locator('.ex-state[data-input]').waitFor();
  const kept = async () => {
    const id = await first.locator('[data-experiment]').first().getAttribute('data-experiment');
    return (await server.store.cells.experiment(Number(id)))?.draft.prompt.system;
  };
  await expect.poll(kept).toBe('From the first tab.');

  await second.getByLabel('System message').fill('From the second tab.');
  await second.getByText('This experiment was changed in another tab.').waitFor();
  expect(await kept()).toBe('From the first tab.');
  expect(await second.locator('.conflict').textContent()).toContain('From the first tab.');
  expect(await second.locator('.conflict').textContent()).toContain('From the second tab.');
  await second.getByRole('button', { name: 'Keep my text' }).click();
  await expect.poll(kept).toBe('From the second tab.');
  await expect.poll(() => second.locator('.conflict').count()).toBe(0);

  await first.getByLabel('System message').fill('First again.');
  await first.getByText('This experiment was changed in another tab.').waitFor();
  await first.getByRole('button', { name: 'Take the other text' }).click();
  await expect.poll(() => first.getByLabel('System message').inputValue()).toBe('From the second tab.');
  await first.getByLabel('System message').fill('In turn.');
  await expect.poll(kept).toBe('In turn.');
  await Promise.all([first.close(), second.close()]);
});

test('what is typed outlives a reload at once', async () => {
  const page = await openExperiment();
  await importCsv(page, 'one,1');
  await page.getByLabel('Example 1 input').fill('typed a moment before');
  await page.getByLabel('User message').fill('and so was this');
  await page.reload();
  await expect.poll(async () => (await keptRows(page))[0]?.input).toBe('typed a moment before');
  await page.reload();
  expect(await page.getByLabel('User message').inputValue()).toBe('and so was this');
  await page.close();
});

test('typing without a pause is saved while it goes on', async () => {
  const page = await openExperiment();
  const text = 'somebody who writes on and on and never stops for a breath at all '.repeat(2);
  const seen = new Set<string>();
  const id = Number(await page.locator('[data-experiment]').first().getAttribute('data-experiment'));
  const typing = page.getByLabel('User message').pressSequentially(text, { delay: 20 });
  let isTyping = true;
  void typing.then(() => {
    isTyping = false;
  });
  while (isTyping) {
    const cell = await server.store.cells.experiment(id);
    seen.add(cell?.draft.prompt.messages[0]?.content ?? '');
    await page.waitForTimeout(20);
  }
  expect([...seen].filter((kept) => kept !== '' && kept !== text).length).toBeGreaterThanOrEqual(2);
  await expect
    .poll(async () => (await server.store.cells.experiment(id))?.draft.prompt.messages[0]?.content)
    .toBe(text);
  await page.close();
});

test('“Try both side by side” runs each encoding as a column', async () => {
  const page = await openExperiment();
  await importCsv(page, 'Lovely film.,positive\nStale bread.,negative');
  await page.getByLabel('User message').fill('A lovely show.');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Max tokens').fill('5');
  await page.getByRole('button', { name: 'Try both side by side' }).click();
  await page.getByText('Finished: 6 answers').waitFor();
  expect(await page.locator('.col .temp').allTextContents()).toEqual(['turns', 'inline']);
  await page.getByLabel('Encoding').selectOption('inline');
  await page.getByLabel(/^Template of one example/).waitFor();
  await page.close();
});
