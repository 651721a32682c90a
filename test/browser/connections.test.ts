import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { pickModels } from '../support/models.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, refusal } from '../support/scripts.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

const NAMES = ['Alpha', 'Beta', 'Gamma'] as const;

let browser: TestBrowser;
let server: TestServer;
let endpoints: readonly ScriptedEndpoint[];

beforeAll(async () => {
  browser = await launchBrowser();
  endpoints = await Promise.all(
    NAMES.map((name) =>
      startScriptedEndpoint({ models: ['shared-model'], answering: () => answer(`${name} speaking.`) }),
    ),
  );
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  for (const endpoint of endpoints) await endpoint.close();
  await browser.close();
});

async function addConnection(page: Page, name: string, endpoint: ScriptedEndpoint): Promise<void> {
  await page.goto(`${server.url}/connections?preset=other`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Base URL').fill(endpoint.baseUrl);
  await page.getByLabel('Key', { exact: true }).fill(`CANARY-key-of-${name}`);
  await page.getByRole('button', { name: 'Add connection' }).click();
  await page.getByText(`${name} was added.`).waitFor();
}

test('three connections added in the page answer the same prompt as columns of one run', async () => {
  const page = await browser.borrowPage();
  for (const [index, name] of NAMES.entries()) {
    await addConnection(page, name, endpoints[index] as ScriptedEndpoint);
  }
  expect(await seriousFindings(page)).toEqual([]);
  expect(await page.content()).not.toContain('CANARY');

  await page.goto(await newNotebook(server, 'Who is speaking?', { temperature: '0', samples: '1' }));
  await pickModels(page, ...NAMES.map((name) => `${name.toLowerCase()}/shared-model`));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  for (const name of NAMES) {
    await page.getByText(`${name} speaking.`).first().waitFor();
    await page.getByText(`${name.toLowerCase()}: shared-model`).first().waitFor();
  }
  const run = (await (await fetch(`${server.url}/api/v1/runs/1?wait=5`)).json()) as {
    completions: readonly { column: number; connection: string; text: string }[];
  };
  expect(run.completions.map(({ column, connection, text }) => [column, connection, text])).toEqual(
    NAMES.map((name, index) => [index, name.toLowerCase(), `${name} speaking.`]),
  );
  for (const [index, endpoint] of endpoints.entries()) {
    expect(endpoint.requests.map(({ headers }) => headers['authorization'])).toEqual([
      `Bearer CANARY-key-of-${NAMES[index]}`,
    ]);
    expect(endpoint.requests[0]?.body).toMatchObject({ model: 'shared-model' });
  }
  await browser.giveBack(page);
});

test('a model that refuses temperature is run without it, in its place, by one press', async () => {
  const refusing = await startScriptedEndpoint({
    models: ['cold-model'],
    answering: ({ body }) =>
      typeof body === 'object' && body !== null && 'temperature' in body
        ? refusal(400, { message: "'temperature' is not supported with this model.", param: 'temperature' })
        : answer('Answered without.'),
  });
  const page = await browser.borrowPage();
  await addConnection(page, 'Cold', refusing);
  const settings = { model: 'cold/cold-model', temperature: '0, 1', samples: '1' };
  await page.goto(await newNotebook(server, 'Can you?', settings));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('cold-model refused temperature.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Run without temperature' }).click();
  await page.getByText('Answered without.').first().waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/notebooks\/\d+$/);
  expect(refusing.requests.at(-1)?.body).not.toHaveProperty('temperature');
  // Before the next run it is warned of, and taken out of the draft by one press.
  await page.getByRole('textbox', { name: 'Samples' }).fill('2');
  await page.getByText('cold-model may refuse temperature').first().waitFor();
  await page.getByRole('button', { name: 'Without temperature', exact: true }).click();
  await page.getByText('cold-model may refuse temperature').first().waitFor({ state: 'detached' });
  await expect.poll(() => page.getByLabel('Temperatures').inputValue()).toBe('not sent');
  await browser.giveBack(page);
  await refusing.close();
});

test('a connection is tested, changed and removed in the page', async () => {
  const page = await browser.borrowPage();
  await addConnection(page, 'Delta', endpoints[0] as ScriptedEndpoint);
  const card = page.getByRole('region', { name: 'Delta' });
  await card.getByRole('link', { name: 'Test Delta' }).click();
  await card.getByText('Sends 4 requests of at most 16 tokens each to shared-model').waitFor();
  await card.getByRole('button', { name: 'Test Delta now' }).click();
  await card.getByText('Answers stream.').waitFor();
  await card.getByRole('link', { name: 'Edit Delta' }).click();
  await expect.poll(() => page.getByLabel('Key', { exact: true }).inputValue()).toBe('');
  await page.getByLabel('Name', { exact: true }).fill('Epsilon');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Epsilon was changed.').waitFor();
  const changed = page.getByRole('region', { name: 'Epsilon' });
  await changed.getByText('Remove').first().click();
  await changed.getByRole('button', { name: 'Remove Epsilon for good' }).click();
  await page.getByText('Epsilon was removed').waitFor();
  await browser.giveBack(page);
});

test('fields stay on one line whatever is said below one of them, and a table wider than its card shows that it goes on', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}/connections?preset=other`);
  await page.getByLabel('Base URL').fill('nonsense');
  await page.getByRole('button', { name: 'Add connection' }).click();
  await page.getByText('is not a URL').waitFor();
  const top = async (label: string) => (await page.getByLabel(label, { exact: true }).boundingBox())?.y;
  await expect.poll(async () => (await top('Base URL')) === (await top('Name'))).toBe(true);
  await expect.poll(async () => (await top('Base URL')) === (await top('Key'))).toBe(true);

  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${server.url}/settings`);
  const table = page.getByRole('region', { name: 'Table of what was used' });
  await expect.poll(() => table.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
  await expect
    .poll(() => table.evaluate((box) => getComputedStyle(box).backgroundAttachment))
    .toBe('local, local, scroll, scroll');
  await page.close();
});
