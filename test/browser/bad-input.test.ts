import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Draft } from '../../src/domain/notebook/notebook.ts';
import { SOON } from '../support/asking-the-app.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { html, refusal } from '../support/scripts.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';
import { newNotebook } from './new-notebook.ts';

const DRAFT = 'What I typed and do not want to lose.';

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
  page = await browser.borrowPage();
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  await endpoint.close();
});

async function newDraft(settings: Partial<Draft['settings']> = {}): Promise<void> {
  await page.goto(await newNotebook(server, '', settings));
  await page.getByLabel('User message').fill(DRAFT);
}

const pressRun = () => page.getByRole('button', { name: 'Run', exact: true }).click();
const field = (label: string) => page.getByLabel(label, { exact: true });

/** What stands right below a field. */
async function errorOf(label: string): Promise<string> {
  const id = await field(label).getAttribute('data-error');
  return (await page.locator(`[id="${id}"]`).textContent()) ?? '';
}

async function runsStarted(): Promise<number> {
  const { runs } = (await (await fetch(`${server.url}/api/v1/runs`)).json()) as { readonly runs: readonly unknown[] };
  return runs.length;
}

describe('what is typed wrongly', () => {
  beforeEach(async () => {
    server = await startTestServer();
  });

  test.each([
    [
      'Temperatures',
      [
        ['-1', 'outside 0 to 2'],
        ['0, 2.1', '2.1 is outside 0 to 2'],
        ['abc', 'abc'],
        ['', 'is empty'],
      ],
    ],
    ['Samples', [['0', 'outside 1 to 1000']]],
    ['Max tokens', [['many', 'many']]],
  ] as const)(
    '%s: it is told below the field, starts nothing, and is still there after a reload',
    async (label, wrong) => {
      await newDraft();
      for (const [typed, said] of wrong) {
        await field(label).fill(typed);
        await expect.poll(() => errorOf(label), SOON).toContain(said);
        await pressRun();
        await expect.poll(() => field(label).getAttribute('aria-invalid'), SOON).toBe('true');
        await page.reload();
        await expect.poll(() => field(label).inputValue()).toBe(typed);
        await expect.poll(() => page.getByLabel('User message').inputValue()).toBe(DRAFT);
        await expect.poll(() => errorOf(label), SOON).toContain(said);
      }
      expect(await runsStarted()).toBe(0);
      await field(label).fill('1');
      await expect.poll(() => errorOf(label), SOON).toBe('');
    },
  );

  test('an empty message is asked for in its place', async () => {
    await newDraft();
    await page.getByLabel('User message').fill('  ');
    await pressRun();
    await expect.poll(() => errorOf('User message'), SOON).toContain('Write the user message');
    expect(await runsStarted()).toBe(0);
  });

  test('a text of 2.1 MB is refused with a sentence, and stays on the page', async () => {
    await newDraft();
    await expect.poll(() => page.locator('.preview .pop').textContent(), SOON).toMatch(/\d\d tokens? in/);
    await page.getByLabel('User message').fill('x'.repeat(2_100_000));
    await page.getByText('larger than the 2 MB').waitFor();
    const length = () => page.getByLabel('User message').evaluate((area) => (area as HTMLTextAreaElement).value.length);
    await expect.poll(length).toBe(2_100_000);
    await page.reload();
    await expect.poll(() => page.getByLabel('User message').inputValue()).toBe(DRAFT);
  });
});

describe('what the endpoint will not have', () => {
  /** Runs the draft on the connection's model; the sentence in the answer's cell. */
  async function failedRun(): Promise<string> {
    await newDraft({ temperature: '0', samples: '1' });
    await pressRun();
    const answer = page.locator('.answer[data-status=failed]');
    await answer.waitFor();
    return (await answer.locator('.err').allTextContents()).join(' ');
  }

  async function keepsDraft(): Promise<void> {
    await page.reload();
    await expect.poll(() => page.getByLabel('User message').inputValue()).toBe(DRAFT);
    await page.locator('.answer[data-status=failed]').waitFor();
  }

  test('an unknown model is told in the cell of its answer', async () => {
    server = await startTestServer({ endpoint });
    endpoint.answerBy(() => refusal(404, { message: 'The model does not exist', code: 'model_not_found' }));
    expect(await failedRun()).toMatch(/has no model “gpt-4.*Choose another model/);
    await keepsDraft();
  });

  test('no key is told with what to set', async () => {
    const openai = { apiKey: null, baseUrl: endpoint.baseUrl };
    server = await startTestServer({ config: { openai } });
    endpoint.answerBy(() => refusal(401, { message: 'You did not provide an API key' }));
    expect(await failedRun()).toContain('Set OPENAI_API_KEY and start Tempera again');
    await keepsDraft();
  });

  test('an endpoint that speaks HTML is told as such, in the cell', async () => {
    server = await startTestServer({ endpoint });
    endpoint.answerBy(() => html());
    expect(await failedRun()).toContain('does not answer as an OpenAI endpoint does');
    await keepsDraft();
  });

  test('one that speaks HTML from the start is named where models are listed', async () => {
    endpoint.listBy(() => html());
    server = await startTestServer({ endpoint });
    await page.goto(`${server.url}/models`);
    await page.getByText('does not list models as an OpenAI endpoint does').waitFor();
  });
});

test('without a key there is a word on where to get one, and the built-in model answers', async () => {
  server = await startTestServer();
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Use a real model' }).click();
  await page.getByRole('link', { name: /platform\.openai\.com\/api-keys/ }).waitFor();
  await newDraft();
  await pressRun();
  await page.getByText(/^Finished:/).waitFor();
});
