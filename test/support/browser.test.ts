import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { startTestServer, type TestServer } from './test-app.ts';

let browser: TestBrowser;
let server: TestServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('a page that was given back has the storage, the cookies, the window and the listeners of a new one', async () => {
  const complaints: string[] = [];
  const first = await browser.borrowPage({ viewport: { width: 390, height: 844 } });
  first.on('console', (message) => complaints.push(message.text()));
  await first.goto(server.url);
  await first.evaluate("localStorage.setItem('kept', 'yes'); document.cookie = 'kept=yes; max-age=10000'");
  await browser.giveBack(first);

  const again = await browser.borrowPage();
  expect(again).toBe(first);
  await again.goto(server.url);
  await again.evaluate("console.log('heard')");
  expect(await again.evaluate('[localStorage.length, document.cookie, innerWidth]')).toEqual([0, '', 1280]);
  expect(complaints).toEqual([]);
  await browser.giveBack(again);
});
