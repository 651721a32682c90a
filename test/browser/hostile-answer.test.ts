import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runJson, SOON, start } from '../support/asking-the-app.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { openMenu, openMore } from '../support/menus.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answerOf, json, refusal } from '../support/scripts.ts';
import { startTestServer, type TestServer } from '../support/test-app.ts';

const MARKUP =
  '"><img src=x onerror=PWN=1><script>PWN=1</script><div hx-get=/pwn hx-trigger=load></div><div id=main hx-swap-oob=true>X</div>' +
  "'><svg/onload=PWN=1><iframe src=/pwn></iframe><style>*{display:none}</style></textarea></title><a href=javascript:PWN=1>a</a>";
const HTMX =
  '<hx-partial hx-target="#main" hx-swap="innerHTML">X</hx-partial><b hx-on:click="PWN=1" hx-on::load="PWN=1">b</b>';
const EVENTS = 'x\n\nevent: end\ndata: end\n\ndata: <b>bold</b>\r\n\r\nid: 9\rretry: 1\r\rdata: [DONE]\n\n: comment\n';
const MARKDOWN =
  '\n[a](java&#115;cript:PWN) ![x](http://127.0.0.1:9/?d=1) <http://127.0.0.1:9/> [r]: javascript:PWN\n' +
  '<svg><style><img src=x onerror=PWN=1>\n\n```html\n<script>PWN=1</script>\n```\n[b](/pwn "\\" onclick=PWN=1")\n';
const ANSWER = `${MARKUP}${HTMX}${EVENTS}${MARKDOWN}&lt;not an entity&gt; &amp;amp; {{7*7}} \${7*7}`;
/** On one line, as titles and errors are. */
const LINE = MARKUP + HTMX;

let browser: TestBrowser;
let endpoint: ScriptedEndpoint;
let server: TestServer;
let page: Page;
let requests: string[];
let complaints: string[];
let api: Parameters<typeof start>[0] & Parameters<typeof runJson>[0];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  endpoint = await startScriptedEndpoint({ models: [LINE, 'gpt-4o-mini'] });
  server = await startTestServer({ endpoint });
  api = {
    request: (path, init) => fetch(server.url + path, init),
    post: (path, body) =>
      fetch(server.url + path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
  };
  page = await browser.borrowPage();
  requests = [];
  complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});
afterEach(async () => {
  await browser.giveBack(page);
  await server.close();
  await endpoint.close();
});

/** What of the page shows that some text was taken for more than text. */
async function harm() {
  const suspects =
    'img, iframe, [hx-swap-oob], [hx-get="/pwn"], [onerror], [onload], a[href^="javascript" i], main script, main style, main b';
  return {
    elements: await page.locator(suspects).count(),
    ran: await page.evaluate(() => 'PWN' in globalThis),
    mains: await page.locator('[id=main]').count(),
    asked: requests.filter((url) => !url.startsWith(server.url) || /pwn|127\.0\.0\.1:9\//.test(url)),
    complaints,
  };
}

const NONE = { elements: 0, ran: false, mains: 1, asked: [], complaints: [] };

test('an answer full of markup, htmx and event lines, streamed a character at a time, stays text', async () => {
  let watch = () => {};
  const watched = new Promise<void>((resolve) => {
    watch = resolve;
  });
  const { steps } = answerOf([...ANSWER], { tokenMs: 2 });
  endpoint.answerBy(() => ({ steps: [...steps.slice(0, 40), { until: watched }, ...steps.slice(40)] }));
  const { id: notebook } = await server.store.notebooks.create(LINE);
  const messages = [
    { role: 'system', content: ANSWER },
    { role: 'user', content: ANSWER, name: 'x' },
  ];
  const run = await start(api, { model: LINE, messages, samples: 4, notebook });
  await page.goto(`${server.url}/notebooks/${notebook}`);
  await page.locator(`#run-${run}[data-status=running] .text:not(:empty)`).first().waitFor();
  await expect.poll(() => requests.some((url) => url.includes('/events')), SOON).toBe(true);
  watch();
  await page.locator(`#run-${run}[data-status=finished]`).waitFor();
  await page.getByTitle('all 4 same: show each').click();
  await page.locator(`#run-${run} .unfolded .answer`).last().waitFor();
  const texts = await page.locator(`#run-${run} .answer .text`).allTextContents();
  expect(texts).toEqual([ANSWER, ANSWER, ANSWER, ANSWER]);
  await expect.poll(() => page.locator('textarea[name=system]').inputValue()).toBe(ANSWER.replaceAll(/\r\n?/g, '\n'));
  expect(await page.title()).toContain(LINE.slice(0, 40));
  expect(await harm()).toEqual(NONE);

  await openMenu(page, /^More about run/);
  await page.getByRole('button', { name: 'Show as Markdown', exact: true }).click();
  await page.locator(`#run-${run} .answer .prose`).first().waitFor();
  await expect
    .poll(() => page.locator(`#run-${run} .answer .prose`).first().textContent())
    .toContain('<img src=x onerror=PWN=1>');
  const links = await page
    .locator('.prose a')
    .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).protocol));
  expect(links.filter((link) => !/^https?:$/.test(link))).toEqual([]);
  expect(await harm()).toEqual(NONE);

  for (const path of [`/notebooks/${notebook}`, `/runs/${run}`, '/history', '/', '/models']) {
    await page.goto(server.url + path);
    await page.locator('main').waitFor();
    expect([path, await harm()]).toEqual([path, NONE]);
  }
});

test('an upstream error, and what comes back raw, stay text', async () => {
  endpoint.listBy(() => json({ data: [{ id: LINE }] }));
  endpoint.answerBy(() => refusal(400, { message: LINE, param: LINE, code: LINE }));
  const failed = await start(api, { model: LINE });
  await runJson(api, failed, 10);
  endpoint.answerBy(() => answerOf([ANSWER], { model: LINE }));
  const answered = await start(api, { model: LINE });
  await runJson(api, answered, 10);

  await page.goto(`${server.url}/runs/${failed}`);
  await expect.poll(() => page.locator('.answer p.err').last().textContent()).toContain('<img src=x onerror=PWN=1>');
  expect(await harm()).toEqual(NONE);
  await page.goto(`${server.url}/runs/${answered}`);
  await openMore(page.locator('.answer').last());
  await page.getByTitle('The exact request and response').click();
  await page.locator('pre.json').last().waitFor();
  await expect.poll(() => page.locator('pre.json').last().textContent()).toContain('<script>PWN=1</script>');
  expect(await harm()).toEqual(NONE);
});

test('the same text taken for markup would have been noticed', async () => {
  await page.goto(server.url);
  await page.evaluate((markup) => {
    const main = document.querySelector('main');
    main?.insertAdjacentHTML('beforeend', markup);
    (globalThis as unknown as { htmx: { process(element: Element | null): void } }).htmx.process(main);
  }, ANSWER);
  await expect.poll(() => requests.some((url) => url.endsWith('/pwn')), SOON).toBe(true);
  const found = await harm();
  expect(found.elements).toBeGreaterThan(3);
  expect(found.mains).toBe(2);
  expect(found.complaints.length).toBeGreaterThan(0);
  // The policy keeps scripts from running even then.
  expect(found.ran).toBe(false);
});
