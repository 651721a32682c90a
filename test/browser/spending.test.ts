import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

let browser: TestBrowser;
let endpoint: ScriptedEndpoint;
let server: TestServer;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  endpoint = await startScriptedEndpoint();
  server = await startTestServer({ endpoint });
  page = await browser.borrowPage();
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  await endpoint.close();
});

/** An experiment on the paid connection, with so many samples. */
async function experimentOf(on: Page, samples: string): Promise<void> {
  const settings = { model: 'openai/gpt-4o-mini', temperature: '0', samples, max_completion_tokens: '20' };
  await on.goto(await newNotebook(server, 'Say hello.', settings));
}

async function setting(name: string, value: string): Promise<void> {
  await page.goto(`${server.url}/settings`);
  await page.getByLabel(name, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
}

test('a large run asks first: Escape sends nothing and loses nothing, Enter sends it', async () => {
  await experimentOf(page, '201');
  await page.getByLabel('Samples').press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Send 201 requests?' });
  await dialog.waitFor();
  await expect.poll(() => dialog.innerText()).toMatch(/201 requests[\s\S]*at most \$0\.00/);
  // The same keys again are no answer.
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(endpoint.requests).toHaveLength(0);
  await expect.poll(() => page.getByLabel('User message').inputValue()).toBe('Say hello.');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('samples');

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(endpoint.requests).toHaveLength(0);

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Finished: 201 answers').waitFor();
  expect(endpoint.requests).toHaveLength(201);
});

test('a run is held at a cap, says so, and goes on from where it was once the cap is raised', async () => {
  await setting('Each run, requests', '2');
  await experimentOf(page, '5');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Held by a cap: 2 of 5 ended, 3 not sent').waitFor();
  await expect
    .poll(() => page.locator('.owed').innerText())
    .toContain('The cap for a run of 2 requests is reached: 2 requests sent.');
  // The same stands with the answers, in words.
  await expect.poll(() => page.locator('.col').innerText()).toContain('3 held');
  const notebook = page.url();
  await page.getByRole('button', { name: 'Resume 3 requests' }).click();
  await page.getByRole('alert').filter({ hasText: 'The cap for a run' }).waitFor();

  await setting('Each run, requests', '');
  await page.goto(notebook);
  await page.getByRole('button', { name: 'Resume 3 requests' }).click();
  await page.getByText('Finished: 5 answers').waitFor();
  expect(endpoint.requests).toHaveLength(5);
});

test('the head of each page says what was spent today, also as a run ends, and the cap for a day', async () => {
  await setting('Each day, dollars', '2.5');
  await experimentOf(page, '2');
  const today = page.locator('#today');
  await expect.poll(() => today.innerText()).toBe('$0 of $2.50 today');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Finished: 2 answers').waitFor();
  // 10 tokens in and 5 out each, as the endpoint reports them.
  await expect.poll(() => today.innerText()).toBe('$0.000009 of $2.50 today');
  await page.goto(`${server.url}/history`);
  await expect.poll(() => today.innerText()).toBe('$0.000009 of $2.50 today');
});

test('Save stands out once a setting differs from what is kept', async () => {
  await page.goto(`${server.url}/settings`);
  const look = () => page.getByRole('button', { name: 'Save' }).getAttribute('class');
  await expect.poll(look).toBe('button');
  await page.getByLabel('Each day, dollars').fill('3');
  await expect.poll(() => look()).toBe('button primary');
  await page.getByText('not saved yet').waitFor();
  await page.getByLabel('Each day, dollars').fill('');
  await expect.poll(() => look()).toBe('button');
});

test('a wrong setting is told below its field, and what was typed stays', async () => {
  await page.goto(`${server.url}/settings`);
  await page.getByLabel('Each day, dollars').fill('a lot');
  await page.getByRole('button', { name: 'Save' }).click();
  const field = page.getByLabel('Each day, dollars');
  await page.getByText('Nothing was saved').waitFor();
  await expect.poll(() => field.inputValue()).toBe('a lot');
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
});

test('settings, question and held run have no serious finding and fit a phone, light or dark', async () => {
  const phone = await browser.borrowPage({ viewport: { width: 390, height: 800 } });
  await phone.goto(`${server.url}/settings`);
  await phone.getByLabel('Each run, requests').fill('1');
  await phone.getByLabel('More than, requests').fill('2');
  await phone.getByLabel('Each day, tokens').fill('wrong');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Nothing was saved').waitFor();
  await fitsWithoutFindings(phone);
  await phone.getByLabel('Each day, tokens').fill('');
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Saved.').waitFor();
  await fitsWithoutFindings(phone);

  await experimentOf(phone, '3');
  await phone.getByRole('button', { name: 'Run', exact: true }).click();
  await phone.getByRole('dialog').waitFor();
  await fitsWithoutFindings(phone);
  await phone.getByRole('button', { name: 'Send 3 requests' }).click();
  await phone.getByText('Held by a cap').waitFor();
  await fitsWithoutFindings(phone);
  await browser.giveBack(phone);
});

async function fitsWithoutFindings(on: Page): Promise<void> {
  expect(await seriousFindingsInBoth(on)).toEqual([]);
  await expect.poll(() => on.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
}

test('the time zone of the browser is offered once, taken by one press, and gone where days are of it', async () => {
  const berlin = await browser.newPage({ timezoneId: 'Europe/Berlin' });
  await berlin.goto(`${server.url}/history`);
  await berlin.getByText('Days are of UTC, and this browser is in Europe/Berlin').waitFor();
  await berlin.getByRole('button', { name: 'Use the browser’s time zone' }).click();
  await berlin.getByText('Saved.').waitFor();
  await server.store.timeZones.settled();
  await berlin.reload();
  await berlin.getByText('Today (Europe/Berlin)').waitFor();
  await expect.poll(() => berlin.locator('[data-zone-offer]').isVisible()).toBe(false);
  const choose = berlin.getByRole('button', { name: 'Use this time zone' });
  await expect.poll(() => choose.getAttribute('class')).not.toContain('primary');
  await berlin.getByLabel('Days are of').selectOption('Asia/Kathmandu');
  await expect.poll(() => choose.getAttribute('class')).toContain('primary');
  await choose.click();
  await berlin.getByText('Saved.').waitFor();
  await server.store.timeZones.settled();
  await berlin.reload();
  await berlin.getByText('Today (Asia/Kathmandu)').waitFor();
  await berlin.goto(`${server.url}/history`);
  await berlin.getByRole('heading', { name: 'What it cost' }).waitFor();
  await expect.poll(() => berlin.locator('[data-zone-offer]').count()).toBe(0);
  await berlin.close();
});
