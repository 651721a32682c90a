import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/domain/notebook/notebook.ts';
import { EMPTY_PROMPT } from '../../src/domain/prompt/prompt.ts';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { launchBrowser } from '../support/browser.ts';
import { countScreen } from '../support/screen-count.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answerOf, refusal } from '../support/scripts.ts';
import { startTestServer } from '../support/test-app.ts';
import { onePage } from './one-page.ts';

let endpoint: ScriptedEndpoint;
beforeAll(async () => {
  endpoint = await startScriptedEndpoint();
});
afterAll(() => endpoint?.close());
const shared = onePage(() => ({ endpoint }));

/** An experiment on the built-in model, in a notebook of its own. */
async function experiment(content: string) {
  const { store } = shared.server;
  const notebook = await store.notebooks.create('Pages');
  const settings = {
    ...DEFAULT_SETTINGS,
    model: 'practice/practice',
    temperature: '0, 1',
    samples: '2',
    max_completion_tokens: '20',
  };
  const prompt = { ...EMPTY_PROMPT, messages: [{ role: 'user' as const, content }] };
  const cell = await store.cells.addExperiment(notebook.id, { title: 'Pages', draft: { prompt, settings } });
  return { notebook: notebook.id, cell: cell.id };
}

/** Starts a run over the API, and answers its id once it has ended. */
async function run(body: Readonly<Record<string, unknown>>): Promise<number> {
  const { url } = shared.server;
  const started = await fetch(`${url}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Name a colour.' }], ...body }),
  });
  expect([started.status, started.status === 202 ? '' : await started.clone().text()]).toEqual([202, '']);
  const { id } = (await started.json()) as { readonly id: number };
  await (await fetch(`${url}/api/v1/runs/${id}?wait=30`)).text();
  return id;
}

const heightOf = () => shared.page.evaluate(() => document.documentElement.scrollHeight);
const focused = () =>
  shared.page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
  });

/** Presses Tab until the focus is on what begins with this name; answers how often. */
async function tabTo(name: string, most: number): Promise<number> {
  for (let presses = 1; presses <= most; presses++) {
    await shared.page.keyboard.press('Tab');
    if ((await focused()).startsWith(name)) return presses;
  }
  throw new Error(`“${name}” is not reached within ${most} presses of Tab`);
}

test('every page is without serious findings, light and dark, wide and narrow, and no wider than its window', async () => {
  const { page, server } = shared;
  const { notebook, cell } = await experiment('Hello!');
  await page.goto(`${server.url}/notebooks/${notebook}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Finished: 4 answers').waitFor();
  const [made] = await server.store.runs.list({ before: null, limit: 1, notebook });
  const refused = refusal(400, { message: 'This prompt is refused.' });
  endpoint.enqueue(refused, refused);
  const failed = await run({ model: 'gpt-4o-mini', temperature: [0, 1] });
  const checked = await run({
    model: 'practice',
    connection: 'practice',
    temperature: [0, 1],
    max_completion_tokens: 5,
    cases: [{ message: 'Name a colour.', expected: 'blue' }, { message: 'Name a fruit.' }],
  });
  const paths = [
    '/',
    `/runs/${checked}/matrix`,
    `/runs/${checked}/matrix/0`,
    `/notebooks/${notebook}`,
    `/runs/${made?.id}`,
    `/runs/${failed}`,
    `/experiments/${cell}/versions`,
    `/experiments/${cell}/cases`,
    `/comparisons?a=${made?.id}:0&b=${made?.id}:1`,
    '/history',
    '/models',
    '/settings',
    '/settings/data',
    '/methods',
    '/connections',
    '/pastes',
  ];
  const found: string[] = [];
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(server.url + path);
    found.push(...(await findingsAt(page, path)));
  }
  expect(found).toEqual([]);
});

test('so are the page to sign in, one that is not found, and one that was shared', async () => {
  const { server } = shared;
  // A page of its own: that one is not found, a browser logs as an error.
  const other = await (await launchBrowser()).newPage();
  const guarded = await startTestServer({ password: 'open sesame' });
  await other.goto(guarded.url);
  await other.getByLabel('Password').fill('wrong');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByText('That is not the password.').waitFor();
  const found = [...(await findingsAt(other, 'signing in'))];
  expect(await other.getByRole('navigation').count()).toBe(0);
  await other.goto(`${server.url}/nothing-here`);
  found.push(...(await findingsAt(other, 'not found')));
  const { notebook } = await experiment('Hello!');
  await other.setContent(await (await fetch(`${server.url}/notebooks/${notebook}/share`)).text());
  found.push(...(await findingsAt(other, 'shared')));
  await Promise.all([other.close(), guarded.close()]);
  expect(found).toEqual([]);
});

/** What axe finds of a page in a wide window and a narrow one, in both schemes, and whether it is wider than its window. */
async function findingsAt(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) found.push(`${name} at ${width}: ${wide} px wide`);
    found.push(...(await seriousFindingsInBoth(page)).map((finding) => `${name} at ${width}, ${finding}`));
  }
  return found;
}

test('the mark in the head keeps its size, and names of variants stand over what they send, in any window', async () => {
  const { page, server } = shared;
  const variants = [
    { name: 'plain', changes: {} },
    { name: 'kind', changes: { system: 'Be kind.' } },
  ];
  const id = await run({ model: 'practice', temperature: 0, variants });
  for (const width of [320, 390, 720, 760, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${server.url}/runs/${id}`);
    const mark = await page.locator('.brand svg').boundingBox();
    expect([width, mark?.width]).toEqual([width, mark?.height]);
    const [name, role] = await Promise.all(
      [page.locator('.still .variant-name'), page.locator('.still .role')].map((all) =>
        all.first().evaluate((element) => {
          const text = document.createRange();
          text.selectNodeContents(element);
          return text.getBoundingClientRect().left;
        }),
      ),
    );
    expect([width, name]).toEqual([width, role]);
  }
});

test('the history begins with at most 26 controls in the window', async () => {
  const { page, server } = shared;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/history`);
  expect((await page.evaluate(countScreen)).controls).toBeLessThanOrEqual(26);
});

test('Run is at most 12 presses of Tab from the top of a notebook', async () => {
  const { page, server } = shared;
  const { notebook } = await experiment('Hello!');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/notebooks/${notebook}`);
  await page.locator('.cost', { hasText: '4 requests' }).waitFor();
  const skip = await tabTo('Skip to Run', 3);
  await page.keyboard.press('Enter');
  expect(skip + (await tabTo('RunCtrl', 12 - skip))).toBeLessThanOrEqual(12);
});

test('run, edit, run, compare with the run before and restore it, by keyboard alone', async () => {
  const { page, server } = shared;
  const { notebook, cell } = await experiment('');
  await page.goto(`${server.url}/notebooks/${notebook}`);
  await expect.poll(focused).toBe('User message');
  await page.keyboard.type('Name a colour.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Finished: 4 answers').waitFor();
  const first = (await page.locator('.run-status h3').innerText()).toLowerCase();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Name an animal.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: `Compare with ${first}` }).waitFor();
  await tabTo(`Compare with ${first}`, 40);
  await page.keyboard.press('Enter');
  await page.getByText('version 2 changes 1 part of the prompt').waitFor();
  await tabTo('Restore version 1', 20);
  await page.keyboard.press('Enter');
  const written = async () => (await server.store.cells.experiment(cell))?.draft.prompt.messages.at(-1)?.content;
  await expect.poll(written).toBe('Name a colour.');
});

test('a page of 12 temperatures with 20 answers each stays under 6,000 px, and says which columns are in view', async () => {
  const { page, server } = shared;
  const temperature = Array.from({ length: 12 }, (_, index) => index / 6);
  const id = await run({
    model: 'practice',
    connection: 'practice',
    temperature,
    samples: 20,
    max_completion_tokens: 12,
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.url}/runs/${id}`);
  await page.getByText('Finished: 240 answers').waitFor();
  await expect.poll(() => heightOf()).toBeLessThan(6_000);
  await page.getByText(/^Columns 1–\d+ of 12$/).waitFor();
});

test('a page with an answer of 600,000 characters stays under 6,000 px', async () => {
  const { page, server } = shared;
  // In few pieces: one for each word would be 144,000 of them, which say nothing of the page.
  endpoint.enqueue(answerOf(Array.from({ length: 240 }, () => 'A line of a long answer.\n'.repeat(100))));
  const id = await run({ model: 'gpt-4o-mini', temperature: 0 });
  await page.goto(`${server.url}/runs/${id}`);
  await page.getByText('Finished: 1 answer').waitFor();
  await expect.poll(() => heightOf()).toBeLessThan(6_000);
});
