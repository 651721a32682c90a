import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { gate } from '../support/gate.ts';
import { openMore } from '../support/menus.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer, chunk, textInParts } from '../support/scripts.ts';
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
  server = await startTestServer({ endpoint, config: { concurrency: 1 } });
  page = await browser.borrowPage();
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  await endpoint.close();
});

test('a request that begins while the page listens loses nothing of its first words', async () => {
  const listening = gate();
  const read = gate();
  endpoint.enqueue(
    textInParts('first', { until: listening.opened, text: ', and the rest.' }),
    textInParts('Once', { until: read.opened, text: ', and the rest.' }),
  );
  await run(page, { samples: '2' });
  await page.getByText('1 streaming').first().waitFor();
  listening.open();
  const second = page.locator('.answer[aria-label="Sample 2"] .text');
  await second.filter({ hasText: 'Once' }).waitFor();
  read.open();
  await page.getByText('Finished: 2 answers').waitFor();
  await expect
    .poll(() => page.locator('.answer .text').allTextContents())
    .toEqual(['first, and the rest.', 'Once, and the rest.']);
});

test('two experiments of one notebook stream at once over one connection, and a retry keeps both going', async () => {
  await page.goto(await newNotebook(server, 'one', { temperature: '0', samples: '1' }));
  endpoint.answerBy(() => answer('done'));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Finished: 1 answer').waitFor();
  await page.getByRole('button', { name: 'Add experiment' }).click();
  const second = page.locator('[data-experiment]').nth(1);
  await second.getByLabel('User message').fill('two');
  const later = gate();
  endpoint.enqueue(textInParts('slow', { until: later.opened, text: ', and the rest.' }), answer('again'));
  await setUp(second, '1');
  await second.getByText('slow', { exact: true }).waitFor();
  await openMore(page.locator('[data-experiment]').first().locator('.answer'));
  await page.locator('[data-experiment]').first().getByRole('button', { name: 'Retry' }).click();
  later.open();
  await second.getByText('slow, and the rest.').waitFor();
  await page.locator('[data-experiment]').first().getByText('again', { exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[data-status=running]').length === 0);
});

test('text with carriage returns, angle brackets and event-stream lines arrives as it is', async () => {
  const text = 'a\rb\r\nc\n\ndata: x\n\nevent: end\n<b>&amp;</b> \u{1F9CA}';
  const listening = gate();
  endpoint.enqueue({
    steps: [
      { event: chunk({ content: 'first ' }) },
      { until: listening.opened },
      ...[...text].map((content) => ({ event: chunk({ content }) })),
      { event: chunk({}, { finishReason: 'stop' }) },
      { raw: 'data: [DONE]\n\n' },
    ],
  });
  await run(page, { samples: '1' });
  await page.getByText('first', { exact: true }).waitFor();
  listening.open();
  await page.getByText('Finished: 1 answer').waitFor();
  await expect.poll(() => page.locator('.answer .text').textContent()).toBe(`first ${text}`);
});

async function run(on: Page, { samples }: { readonly samples: string }): Promise<void> {
  await on.goto(await newNotebook(server, 'Tell me.', { temperature: '0', samples }));
  await on.getByRole('button', { name: 'Run', exact: true }).click();
}

async function setUp(experiment: ReturnType<Page['locator']>, samples: string): Promise<void> {
  await experiment.getByLabel('Temperatures').fill('0');
  await experiment.getByLabel('Samples').fill(samples);
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
}
