import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestServer, type TestAppOptions, type TestServer } from '../support/test-app.ts';

/** A browser, a page and a server that all tests of a file share, as starting them takes longer than most tests. */
export interface OnePage {
  readonly page: Page;
  readonly server: TestServer;
}

/**
 * What the tests of a file share; after each, the page must not have complained. `options` are asked for when the server is started, so
 * that they may name what was started before. `kind`: a new page where tests change its clock or its scripts, which no later test is to
 * find.
 */
export function onePage(
  options: () => TestAppOptions = () => ({}),
  kind: 'new page' | 'borrowed page' = 'borrowed page',
): OnePage {
  const made: { browser?: TestBrowser; page?: Page; server?: TestServer } = {};
  const problems: string[] = [];
  beforeAll(async () => {
    [made.browser, made.server] = await Promise.all([launchBrowser(), startTestServer(options())]);
    made.page = kind === 'new page' ? await made.browser.newPage() : await made.browser.borrowPage();
    made.page.on('console', (message) => problems.push(message.text()));
    made.page.on('pageerror', (error) => problems.push(String(error)));
  });
  afterEach(() => {
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    if (kind === 'borrowed page' && made.page !== undefined) await made.browser?.giveBack(made.page);
    await made.browser?.close();
    await made.server?.close();
  });
  return {
    get page() {
      return started(made.page);
    },
    get server() {
      return started(made.server);
    },
  };
}

function started<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('it is started before the tests, not before that');
  return thing;
}
