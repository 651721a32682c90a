import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { openMore } from '../support/menus.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, usageOf } from '../support/scripts.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

const MODELS = '/models?connection=openai&model=house-model';

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
  endpoint.answerBy(() => answer('A fine answer', { usage: usageOf(1_000, 100) }));
  server = await startTestServer({ endpoint });
  page = await browser.borrowPage();
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  await endpoint.close();
});

/** A run over the API, ended. */
async function asked(model: string): Promise<number> {
  const post = await fetch(`${server.url}/api/v1/runs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], model, connection: 'openai', samples: 2 }),
  });
  const { id } = (await post.json()) as { id: number };
  await fetch(`${server.url}/api/v1/runs/${id}?wait=30`);
  return id;
}

test('from an unpriced answer to its price, and on to pricing what was asked before', async () => {
  const run = await asked('house-model');
  await page.goto(`${server.url}/runs/${run}`);
  await page.getByRole('link', { name: 'unpriced', exact: true }).first().click();
  await page.getByLabel('Input', { exact: true }).fill('1,25');
  await page.getByLabel('Output').fill('10');
  await page.getByRole('button', { name: 'Set price' }).click();
  await page.getByText('Input: write the decimals after a point: 1.25.').waitFor();
  await expect.poll(() => page.getByLabel('Output').inputValue()).toBe('10');
  await page.getByLabel('Input', { exact: true }).fill('1.25');
  await page.getByRole('button', { name: 'Set price' }).click();
  await page.getByText('The price is set.').waitFor();
  await page.getByText('2 past requests of house-model have no known cost.').waitFor();
  await page.getByRole('button', { name: 'Price 2 past requests' }).click();
  await page.getByText('2 past requests were priced, $0.0045 in all.').waitFor();
  await page.goto(`${server.url}/runs/${run}`);
  await expect.poll(() => page.getByText('$0.00225 (price set later)').count()).toBeGreaterThan(0);
});

test('an answer opens what it cost and why; its run says what it would have cost elsewhere', async () => {
  const run = await asked('gpt-4o-mini');
  await page.goto(`${server.url}/runs/${run}`);
  const article = page.getByRole('article').first();
  await openMore(article);
  await article.getByTitle('What it cost, and why').click();
  await page.locator('#sheet').getByText('computed from the usage the endpoint reported').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('What would it have cost on').selectOption('list:openai/gpt-5');
  await page.getByLabel('at batch prices (half)').check();
  await page.getByRole('button', { name: 'Work it out' }).click();
  // 2 x (1,000 x 1.25 + 100 x 10) millionths, and half of that.
  await page.getByText('Would have cost $0.00225 on gpt-5 at batch prices').waitFor();
  expect(page.url()).toContain('would_model=');
});

test('other models stand side by side under the live line, and follow what is typed', async () => {
  await page.goto(await newNotebook(server, 'Hello!'));
  await page.getByText('More settings').click();
  await page.getByText('What would other models cost?').click();
  const table = page.getByRole('region', { name: 'What other models would cost' });
  await table.getByRole('row').nth(5).waitFor();
  const first = table.getByRole('row').nth(2);
  const before = await first.innerText();
  await page.getByRole('button', { name: 'Remove gpt-5 from the comparison' }).click();
  await expect.poll(() => table.getByRole('rowheader', { name: 'gpt-5', exact: true }).count()).toBe(0);
  const saves: string[] = [];
  page.on('request', (request) => void (request.method() === 'PUT' && saves.push(request.url())));
  await page.getByRole('searchbox', { name: /^Search \d+ models/ }).fill('openai 4.1-nano');
  // A search is nothing to be saved, and no answer to a save may take away what was found.
  expect(await page.locator('form.editor').getAttribute('data-unsaved')).toBe(null);
  await expect.poll(() => page.getByLabel('Another model').locator('option').allInnerTexts()).toEqual(['gpt-4.1-nano']);
  await page.getByLabel('Another model').selectOption('list:openai/gpt-4.1-nano');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await table.getByRole('rowheader', { name: 'gpt-4.1-nano' }).waitFor();
  expect(saves).toEqual([]);
  await page.getByLabel('Max tokens').fill('50');
  await expect.poll(() => first.innerText()).not.toBe(before);
  await expect.poll(() => table.isVisible()).toBe(true);
});

test('nothing serious for people who use other means, nothing beside the screen, light or dark', async () => {
  const [priced, unpriced] = [await asked('gpt-4o-mini'), await asked('house-model')];
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(server.url);
  const today = page.locator('#today');
  expect(await today.innerText()).toMatch(/^\$0\.\d+ \+ \? today$/);
  expect(await today.getAttribute('title')).toContain('without 2 unpriced');
  for (const path of [
    MODELS,
    `/runs/${priced}?would_model=list:openai/gpt-5`,
    `/runs/${unpriced}`,
    '/history?batch=1',
    '/nothing-here',
  ]) {
    await page.goto(server.url + path);
    expect([path, await seriousFindingsInBoth(page)]).toEqual([path, []]);
    const beside = '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.documentElement)';
    expect([path, await page.evaluate(beside)]).toEqual([path, false]);
  }
});
