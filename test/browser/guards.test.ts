import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  guardedApp,
  listen,
  PASSWORD,
  type RunningApp,
  SECRET,
  type SmallApp,
  unguardedApp,
} from '../guards/guarded-app.ts';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';

const EVIL_PAGE = '<!doctype html><title>evil</title><p>evil';

let browser: TestBrowser;
let evil: Server;
let guarded: RunningApp;
let unguarded: RunningApp;

beforeAll(async () => {
  browser = await launchBrowser();
  evil = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(EVIL_PAGE));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  guarded = await listen((hosts) => afterAttacker(guardedApp({ hosts })));
  unguarded = await listen(() => afterAttacker(unguardedApp()));
});

afterAll(async () => {
  await Promise.all([browser?.close(), guarded?.[Symbol.asyncDispose](), unguarded?.[Symbol.asyncDispose]()]);
  evil?.close();
});

/**
 * The page of an attacker whose name meant the attacker's server when the page was loaded, and means this machine afterwards. It must
 * really come over the network: a page made up by the test driver has no address, and browsers treat it as if from far away.
 */
function afterAttacker({ app, received }: SmallApp): SmallApp {
  const both = new Hono();
  both.get('/attack', (c) => c.html(EVIL_PAGE));
  both.all('*', (c) => app.fetch(c.req.raw, c.env));
  return { app: both, received };
}

const evilPort = () => (evil.address() as AddressInfo).port;
const own = ({ port }: RunningApp) => `http://127.0.0.1:${port}`;

/** What a page at `pageUrl` gets by trying everything a page can try against `target`. */
async function attack(pageUrl: string, target: string, app: RunningApp) {
  const page = await browser.newPage();
  try {
    await page.goto(pageUrl);
    app.received.length = 0;
    const texts = await page.evaluate(tryToRead, target);
    const embedded = await page.evaluate(tryToEmbed, target);
    await page.evaluate(tryToSpend, target);
    await submitForm(page, target);
    return { read: texts.some((text) => text.includes(SECRET)), embedded, runs: app.received.length };
  } finally {
    await page.close();
  }
}

function tryToRead(target: string): Promise<readonly string[]> {
  const requests: readonly [path: string, init: RequestInit][] = [
    ['/', {}],
    ['/', { mode: 'no-cors' }],
    ['/', { credentials: 'include', headers: { 'HX-Request': 'true' } }],
    ['/api/v1/runs', {}],
    ['/api/v1/runs', { credentials: 'include' }],
  ];
  const read = async ([path, init]: (typeof requests)[number]) => (await fetch(target + path, init)).text();
  return Promise.all(requests.map((request) => read(request).catch((error) => `refused: ${error}`)));
}

/** Whether the browser would load the answer as an image, style or script of this page. */
async function tryToEmbed(target: string): Promise<boolean> {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${target}/static/app.css` });
  document.head.append(link);
  return new Promise((resolve) => {
    link.onload = () => resolve(true);
    link.onerror = () => resolve(false);
  });
}

async function tryToSpend(target: string): Promise<void> {
  const bodies: readonly RequestInit[] = [
    { mode: 'no-cors', body: '{}' },
    { mode: 'no-cors', body: '{}', headers: { 'Content-Type': 'text/plain' } },
    { mode: 'no-cors', credentials: 'include', body: '{}' },
    { mode: 'no-cors', referrerPolicy: 'no-referrer', body: '{}' },
    { mode: 'no-cors', body: new Blob(['{}']) },
    { body: '{}', headers: { 'Content-Type': 'application/json' } },
    {},
  ];
  const send = (init: RequestInit) => fetch(`${target}/api/v1/runs`, { method: 'POST', ...init });
  await Promise.allSettled(bodies.map(send));
  navigator.sendBeacon(`${target}/api/v1/runs`, '{}');
}

async function submitForm(page: Page, target: string): Promise<void> {
  await page.evaluate((action) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', enctype: 'text/plain', action });
    form.append(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
    document.body.append(form);
  }, `${target}/api/v1/runs`);
  await Promise.all([page.waitForResponse(`${target}/api/v1/runs`), page.evaluate(() => document.forms[0]?.submit())]);
}

/** Writes three scripts into the page and waits until each has run or been refused. */
async function injectScripts(): Promise<{ ran: readonly string[]; refused: number }> {
  const ran: string[] = [];
  let refused = 0;
  const settled = new Promise<void>((resolve) => {
    const check = () => ran.length + refused === 3 && resolve();
    document.addEventListener('ran', (event) => {
      ran.push((event as CustomEvent<string>).detail);
      check();
    });
    document.addEventListener('securitypolicyviolation', () => {
      refused++;
      check();
    });
  });
  const say = (what: string) => `document.dispatchEvent(new CustomEvent('ran', { detail: '${what}' }))`;
  const link = Object.assign(document.createElement('a'), { href: `javascript:void ${say('link')}`, text: 'x' });
  document.body.insertAdjacentHTML('beforeend', `<img src="/nowhere" onerror="${say('handler')}">`);
  document.body.append(link, Object.assign(document.createElement('script'), { text: say('script') }));
  link.click();
  await settled;
  return { ran: ran.sort(), refused };
}

describe('a page on another origin', () => {
  test('can neither read nor spend nor embed', async () => {
    const gained = await attack(`http://evil.test:${evilPort()}/`, own(guarded), guarded);
    expect(gained).toEqual({ read: false, embedded: false, runs: 0 });
  });

  test('on another port of the same host cannot either', async () => {
    const gained = await attack(`http://127.0.0.1:${evilPort()}/`, own(guarded), guarded);
    expect(gained).toEqual({ read: false, embedded: false, runs: 0 });
  });

  test('could spend and embed without the guards, while the browser itself forbids it to read', async () => {
    const gained = await attack(`http://evil.test:${evilPort()}/`, own(unguarded), unguarded);
    expect(gained).toMatchObject({ read: false, embedded: true });
    expect(gained.runs).toBeGreaterThan(3);
  });
});

describe('a page under a name that was made to resolve to this machine', () => {
  test('can neither read nor spend nor embed', async () => {
    const rebound = `http://evil.test:${guarded.port}`;
    expect(await attack(`${rebound}/attack`, rebound, guarded)).toEqual({ read: false, embedded: false, runs: 0 });
  });

  test('could do all of it without the guards', async () => {
    const rebound = `http://evil.test:${unguarded.port}`;
    const gained = await attack(`${rebound}/attack`, rebound, unguarded);
    expect(gained).toMatchObject({ read: true, embedded: true });
    expect(gained.runs).toBeGreaterThan(3);
  });
});

describe('a frame in a page of another site', () => {
  const shows = async (app: RunningApp) => {
    const page = await browser.newPage();
    await page.goto(`http://evil.test:${evilPort()}/`);
    await page.setContent(`<iframe src="${own(app)}/"></iframe>`);
    const texts = await Promise.all(page.frames().map((frame) => frame.content()));
    await page.close();
    return texts.some((text) => text.includes(SECRET));
  };

  test('shows nothing of ours, while without the guards it would', async () => {
    expect(await shows(guarded)).toBe(false);
    expect(await shows(unguarded)).toBe(true);
  });
});

describe('our own page', () => {
  test('can read and spend', async () => {
    const page = await browser.newPage();
    await page.goto(own(guarded));
    await expect.poll(() => page.textContent('p')).toBe(SECRET);
    guarded.received.length = 0;
    const status = await page.evaluate(async () => {
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch('/api/v1/runs', { method: 'POST', mode: 'same-origin', headers, body: '{}' })).status;
    });
    expect([status, guarded.received.length]).toEqual([202, 1]);
    await page.close();
  });

  test('can be reached by a link on another site', async () => {
    const page = await browser.newPage();
    await page.goto(`http://evil.test:${evilPort()}/`);
    await page.setContent(`<a href="${own(guarded)}/">there</a>`);
    await Promise.all([page.waitForURL(`${own(guarded)}/`), page.click('a')]);
    await expect.poll(() => page.textContent('p')).toBe(SECRET);
    await page.close();
  });

  const injectInto = async (app: RunningApp) => {
    const page = await browser.newPage();
    await page.goto(own(app));
    const outcome = await page.evaluate(injectScripts);
    await page.close();
    return outcome;
  };

  test('runs no script that was written into it, while without the guards it would', async () => {
    expect(await injectInto(guarded)).toEqual({ ran: [], refused: 3 });
    expect(await injectInto(unguarded)).toEqual({ ran: ['handler', 'link', 'script'], refused: 0 });
  });
});

describe('with a password', () => {
  test.each([
    ['on loopback', '127.0.0.1'],
    ['by a name over plain HTTP, where browsers say less about the sender', 'box.test'],
  ])('a person logs in %s, sees the page that was wanted, and stays logged in', async (_, host) => {
    await using app = await listen((hosts) =>
      guardedApp({
        hosts: () => new Set([...hosts()].map((name) => name.replace('localhost', 'box.test'))),
        password: PASSWORD,
      }),
    );
    const page = await browser.newPage();
    await page.goto(`http://${host}:${app.port}/?from=link`);
    expect(await page.content()).not.toContain(SECRET);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button').click();
    await page.getByText('That is not the password.').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    await page.getByText(SECRET).waitFor();
    expect(page.url()).toBe(`http://${host}:${app.port}/?from=link`);
    await page.reload();
    await expect.poll(() => page.textContent('p')).toBe(SECRET);
    await expect.poll(() => page.evaluate(() => document.cookie)).toBe('');
    await page.close();
  });
});
