import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { buildServer, newFolder, type RunningServer, startServer } from '../support/running-server.ts';

const KILLS = 10;
const LETTERS_PER_SECOND = 20;
const MAX_LOST_MS = 1_000;

let browser: TestBrowser;

beforeAll(async () => {
  buildServer();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('the server killed while somebody types loses at most the last second; the page then saves the rest', async () => {
  const { folder, remove } = newFolder();
  let server = await startServer({ folder });
  const env = { PORT: String(server.port) };
  const page = await openExperiment(server);
  const notebook = new URL(page.url()).pathname;
  const lost: number[] = [];
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const field = page.getByLabel('User message');
      await field.fill('');
      const typing = typeFor(
        page,
        `${kill}: somebody writes on and on, and never stops. `.repeat(2),
        1_500 + 170 * kill,
      );
      const killedAt = await typing.afterAWhile(() => server.stop());
      const typed = await typing.keystrokes();
      server = await startServer({ folder, env });
      const kept = await keptText(server, notebook);
      const firstLost = typed.find(([when, so]) => when <= killedAt && !kept.startsWith(so));
      expect(typed.length).toBeGreaterThan(20);
      expect(kept.length).toBeGreaterThan(5);
      lost.push(firstLost === undefined ? 0 : killedAt - firstLost[0]);

      await field.press('End');
      await field.pressSequentially('!');
      const whole = await field.inputValue();
      await expect.poll(() => keptText(server, notebook), { timeout: 10_000 }).toBe(whole);
      expect(await page.locator('.conflict').count()).toBe(0);
    }
  } finally {
    await server.stop();
    remove();
  }
  const sorted = lost.toSorted((a, b) => a - b);
  console.log(`lost typing in ms over ${KILLS} kills: ${sorted.map(Math.round).join(', ')}`);
  expect(Math.max(...lost)).toBeLessThanOrEqual(MAX_LOST_MS);
});

async function openExperiment(server: RunningServer): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const typed: [number, string][] = [];
    Object.assign(globalThis, { typed });
    addEventListener('input', ({ target }) => typed.push([Date.now(), (target as HTMLTextAreaElement).value]));
  });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByLabel('User message').waitFor();
  return page;
}

/** Types at an even pace, and calls what shall happen meanwhile; both keep the same clock, as both run on this machine. */
function typeFor(page: Page, text: string, ms: number) {
  const start = page.evaluate(() => (globalThis as unknown as { typed: unknown[] }).typed.splice(0));
  const typing = start.then(() =>
    page.getByLabel('User message').pressSequentially(text, { delay: 1_000 / LETTERS_PER_SECOND }),
  );
  return {
    afterAWhile: async (then: () => Promise<void>) => {
      await start;
      await page.waitForTimeout(ms);
      const at = Date.now();
      await then();
      return at;
    },
    keystrokes: async () => {
      await typing;
      return page.evaluate(() => (globalThis as unknown as { typed: [number, string][] }).typed);
    },
  };
}

/** The user message as a page that is opened now shows it. */
async function keptText(server: RunningServer, notebook: string): Promise<string> {
  const html = await (await server.request(notebook)).text();
  return /aria-label="User message"[^>]*>([^<]*)</.exec(html)?.[1] ?? '';
}
