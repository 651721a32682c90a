import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Draft } from '../../src/domain/notebook/notebook.ts';
import type { Example } from '../../src/domain/prompt/prompt.ts';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { openMenu, openMore } from '../support/menus.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

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

/** A new notebook with one experiment, open in a page that is given back after the test. */
async function openExperiment(message = '', settings: Partial<Draft['settings']> = {}): Promise<Page> {
  const page = await borrowPage();
  await page.goto(await newNotebook(server, message, settings));
  return page;
}

async function borrowPage(): Promise<Page> {
  const page = await browser.borrowPage();
  onTestFinished(() => browser.giveBack(page));
  return page;
}

async function importCsv(page: Page, csv: string): Promise<void> {
  await openMenu(page, 'Options for examples');
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

test('the whole loop: import, switch, drag, compare, promote, versions, restore, export, import again', async () => {
  const page = await openExperiment();
  const problems = problemsOf(page);
  await importCsv(page, CSV);
  await expect.poll(() => page.locator('.ex').count()).toBe(20);
  await expect.poll(() => page.getByLabel('Example 1 input').inputValue()).toBe('The film was lovely, number 1.');
  await switchOff(page, [16, 17, 18, 19, 20]);
  await expect.poll(() => page.locator('.ex-state').textContent()).toContain('15 of 20 on');
  await expect.poll(() => page.locator('.ex [data-tok]').first().textContent()).toMatch(/^\d+ tok · \d+%$/);
  await dragFirstRowToThird(page);
  await expect.poll(() => page.getByLabel('Example 3 input').inputValue()).toBe('The film was lovely, number 1.');

  await page.getByLabel('System message').fill('Classify the sentiment as positive or negative. Answer with one word.');
  await page.getByLabel('User message').fill('Horrible, stale bread.');
  await page.getByLabel('Temperatures').fill('0');
  await page.getByLabel('Max tokens').fill('6');
  await page.getByText('More settings').click();
  await page.getByLabel('0-shot', { exact: true }).check();
  await page.getByLabel('15-shot', { exact: true }).check();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Finished: 6 answers').waitFor();
  await expect.poll(() => page.locator('.col .temp').allTextContents()).toEqual(['0-shot', '15-shot']);
  const shown = await page.locator('.col').nth(1).locator('article').first().getAttribute('id');
  expect(await server.store.runs.messagesOf(Number(shown?.replace('completion-', '')))).toHaveLength(1 + 2 * 15 + 1);
  const atFirst = await keptRows(page);

  const answer = (await page.locator('.col').nth(1).locator('.answer .text').first().textContent()) ?? '';
  await page.locator('.col').nth(1).getByRole('button', { name: 'Use as example' }).first().click();
  await page.getByText('Leak: the user message is also the input of example 21').waitFor();
  await expect.poll(() => page.getByLabel('Example 21 output').inputValue()).toBe(answer);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Run 2', exact: true }).waitFor();
  await page.getByText('Finished: 6 answers').waitFor();
  await expect.poll(() => page.locator('.col .temp').allTextContents()).toEqual(['0-shot', '16-shot']);

  await openMenu(page.locator('.experiment'), /^Actions for/);
  await page.getByRole('link', { name: 'Versions' }).click();
  await page.getByRole('heading', { name: 'Versions of' }).waitFor();
  expect((await page.locator('ins').allInnerTexts()).join(' ')).toContain('Horrible, stale bread.');
  await expect.poll(() => page.locator('del').count()).toBe(0);
  await page.getByLabel('Name of version 1').fill('Fifteen shots');
  await page.getByLabel('Name of version 1').press('Tab');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await page.getByText('Version 1 is now the draft.').waitFor();
  await page.getByRole('link', { name: 'Back to the experiment' }).click();
  await page.locator('.ex').nth(19).waitFor();
  expect((await keptRows(page)).map(asWritten)).toEqual(atFirst.map(asWritten));
  await expect.poll(() => page.locator('.ex').count()).toBe(20);

  await openMore(page.locator('.answer').first());
  await page.getByRole('button', { name: 'Rate good' }).first().click();
  await page.locator('[aria-label="Rate good"][aria-pressed="true"]').waitFor();
  await page.getByLabel('Note on this answer').first().fill('as it should be');
  await page.waitForResponse((response) => response.url().endsWith('/marks'));
  const original = page.url();
  const file = await exported(page);
  await page.goto(server.url);
  await page.getByText('Import', { exact: true }).click();
  await page
    .getByLabel('Notebook file')
    .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Import notebook' }).click();
  await page.getByText('from a notebook file').first().waitFor({ state: 'attached' });
  expect(page.url()).not.toBe(original);
  await expect.poll(() => inputs(page)).toEqual(atFirst.map(({ input }) => input));
  await expect.poll(() => page.locator('.col .temp').allTextContents()).toEqual(['0-shot', '16-shot']);
  await expect.poll(() => page.getByLabel('Note on this answer').first().inputValue()).toBe('as it should be');
  expect(await seriousFindings(page)).toEqual([]);
  expect(await exported(page)).toBe(file);
  await openMenu(page.locator('.experiment'), /^Actions for/);
  await page.getByRole('link', { name: 'Versions' }).click();
  await expect.poll(() => page.getByLabel('Name of version 1').inputValue()).toBe('Fifteen shots');
  expect(problems).toEqual([]);
});

/** Whatever goes wrong in a page from now on. */
function problemsOf(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

async function switchOff(page: Page, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const row = page.getByRole('switch', { name: `Example ${number} on`, exact: true });
    await row.click();
    await expect.poll(() => row.getAttribute('aria-checked')).toBe('false');
  }
}

async function dragFirstRowToThird(page: Page): Promise<void> {
  await page.getByLabel('System message').scrollIntoViewIfNeeded();
  const handle = await page.locator('.handle').first().boundingBox();
  const third = await page.locator('.ex').nth(2).boundingBox();
  if (handle === null || third === null) throw new Error('the rows are not to be seen');
  const first = (await inputs(page))[0];
  await page.mouse.move(handle.x + 5, handle.y + 10);
  await page.mouse.down();
  await page.mouse.move(handle.x + 5, third.y + third.height - 4, { steps: 8 });
  await page.mouse.up();
  await expect.poll(async () => (await keptRows(page))[2]?.input).toBe(first);
}

async function exported(page: Page): Promise<string> {
  await openMenu(page, 'Actions for the notebook');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export', exact: true }).click(),
  ]);
  return String(await readFile(await download.path()));
}

/** A row but for the name it has while it is edited. */
function asWritten({ input, output, enabled, tags }: Example) {
  return { input, output, enabled, tags };
}

test('rows are typed, moved with the keyboard, duplicated and deleted, and every step can be undone and redone', async () => {
  const page = await openExperiment();
  await importCsv(page, 'one,1\ntwo,2\nthree,3');
  await expect.poll(() => inputs(page)).toEqual(['one', 'two', 'three']);

  await page.getByLabel('Example 3 input').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await keptRows(page)).map(({ input }) => input)).toEqual(['one', 'three', 'two']);
  await page.keyboard.type('!');
  await expect.poll(() => page.getByLabel('Example 2 input').inputValue()).toContain('!');

  await openMenu(page, 'Example 1: more');
  await page.getByRole('button', { name: 'Example 1: duplicate' }).click();
  await expect.poll(() => page.locator('.ex').count()).toBe(4);
  await openMenu(page, 'Example 4: more');
  await page.getByRole('button', { name: 'Example 4: delete' }).click();
  await expect.poll(async () => (await inputs(page)).length).toBe(3);
  await page.getByLabel('Example 1 output').fill('changed after');

  await page.getByRole('button', { name: 'Take the last edit back' }).click();
  await expect.poll(() => page.locator('.ex').count()).toBe(4);
  await page.locator('body').click({ position: { x: 3, y: 3 } });
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.locator('.ex').count()).toBe(3);
  // The text typed after the edits stays; only the edits go.
  await expect.poll(() => page.getByLabel('Example 1 output').inputValue()).toBe('changed after');
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
});

test('a variable gets a field, and a missing one is named before anything is sent', async () => {
  const page = await openExperiment();
  await page.getByLabel('User message').fill('What is the capital of {{country}}?');
  const field = page.getByRole('textbox', { name: 'country' });
  await field.waitFor();
  await expect.poll(() => page.locator('.vars .field .field-error').textContent()).toContain('“country” has no value');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect.poll(() => page.locator('.run').count()).toBe(0);
  await field.fill('Portugal');
  await expect.poll(() => page.locator('.vars .field .field-error').textContent()).toBe('');
  await page.getByText('Messages sent').click();
  await expect.poll(() => page.locator('.sent-body').textContent()).toContain('What is the capital of Portugal?');
});

test('two tabs on one experiment: the second is told, and offered both texts', async () => {
  const first = await openExperiment();
  const second = await borrowPage();
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
  await expect.poll(() => kept()).toBe('From the first tab.');
  await expect.poll(() => second.locator('.conflict').textContent()).toContain('From the first tab.');
  await expect.poll(() => second.locator('.conflict').textContent()).toContain('From the second tab.');
  const box = async (name: string) => await second.getByRole('button', { name }).boundingBox();
  await expect
    .poll(async () => {
      const [mine, theirs] = [await box('Keep my text'), await box('Take the other text')];
      return (theirs?.x ?? 0) - (mine?.x ?? 0) - (mine?.width ?? 0);
    })
    .toBeGreaterThan(4);
  await second.getByRole('button', { name: 'Keep my text' }).click();
  await expect.poll(kept).toBe('From the second tab.');
  await expect.poll(() => second.locator('.conflict').count()).toBe(0);

  await first.getByLabel('System message').fill('First again.');
  await first.getByText('This experiment was changed in another tab.').waitFor();
  await first.getByRole('button', { name: 'Take the other text' }).click();
  await expect.poll(() => first.getByLabel('System message').inputValue()).toBe('From the second tab.');
  await first.getByLabel('System message').fill('In turn.');
  await expect.poll(kept).toBe('In turn.');
});

test('what is typed outlives a reload at once', async () => {
  const page = await openExperiment();
  await importCsv(page, 'one,1');
  await page.getByLabel('Example 1 input').fill('typed a moment before');
  await page.getByLabel('User message').fill('and so was this');
  await page.reload();
  await expect.poll(async () => (await keptRows(page))[0]?.input).toBe('typed a moment before');
  await page.reload();
  await expect.poll(() => page.getByLabel('User message').inputValue()).toBe('and so was this');
});

test.each(['User message', 'Note text (Markdown)'])(
  'whoever types in “%s” without a pause has all but the last second saved',
  async (field) => {
    const address = await newNotebook(server);
    await server.store.cells.addNote(Number(address.split('/').at(-1)), { text: '' });
    const page = await browser.newPage();
    // The page's clock stands still but for what is typed, so that no busy machine decides how long a pause is.
    await page.clock.install();
    await page.addInitScript(recordTyping);
    await page.goto(address);
    await page.clock.pauseAt(Date.now() + 60_000);
    const text = 'somebody who never stops for a breath at all';
    await page.getByLabel(field).focus();
    for (const [at, letter] of [...text].entries()) {
      await page.keyboard.type(letter);
      await page.clock.runFor([30, 290, 110, 299][at % 4] ?? 0);
      await page.evaluate(() => (globalThis as unknown as { record: Typing }).record.answered.then(String));
    }
    const { typed, sent } = await page.evaluate(() => (globalThis as unknown as { record: Typing }).record);
    expect(typed).toHaveLength(text.length);
    const waits = typed.map(([when, so]) => {
      const saved = sent.find(
        ([later, body]) => later >= when && body.includes(encodeURIComponent(so).replaceAll('%20', '+')),
      );
      return saved === undefined ? Number.POSITIVE_INFINITY : saved[0] - when;
    });
    // The last letters are saved a pause later.
    const untilLast = typed.filter(([when]) => (typed.at(-1)?.[0] ?? 0) - when > 1_000).length;
    expect(untilLast).toBeGreaterThan(30);
    expect(Math.max(...waits.slice(0, untilLast))).toBeLessThanOrEqual(800);
    await page.close();
  },
);

interface Typing {
  /** When, and what then stood in the field. */
  readonly typed: [number, string][];
  /** When, and the body of each save. */
  readonly sent: [number, string][];
  /** Ends with the answer to the last save. */
  answered: Promise<unknown>;
}

/** Runs in the page: what is typed and what is sent, by the page's own clock. */
function recordTyping() {
  const record: Typing = { typed: [], sent: [], answered: Promise.resolve() };
  const send = globalThis.fetch;
  Object.assign(globalThis, {
    record,
    fetch: (to: string, init: RequestInit = {}) => {
      const answer = send(to, init);
      if (init.method === 'PUT') {
        record.sent.push([Date.now(), String(init.body)]);
        record.answered = answer;
      }
      return answer;
    },
  });
  addEventListener('input', ({ target }) => record.typed.push([Date.now(), (target as HTMLTextAreaElement).value]));
}

test('“Try both side by side” runs each encoding as a column', async () => {
  const page = await openExperiment('A lovely show.', { temperature: '0', max_completion_tokens: '5' });
  await importCsv(page, 'Lovely film.,positive\nStale bread.,negative');
  await openMenu(page, 'Options for examples');
  await page.getByRole('button', { name: 'Try both side by side' }).click();
  await page.getByText('Finished: 6 answers').waitFor();
  await expect.poll(() => page.locator('.col .temp').allTextContents()).toEqual(['turns', 'inline']);
  await page.getByLabel('Encoding').selectOption('inline');
  await page.getByLabel(/^Template of one example/).waitFor();
});
