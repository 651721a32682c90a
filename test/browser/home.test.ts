import { expect, test } from 'vitest';
import { seriousFindingsInBoth } from '../support/axe.ts';
import { onePage } from './one-page.ts';

const shared = onePage(() => ({ config: { practiceRate: 0 } }));

test('a newcomer tries a prompt on the first page, and its notebook opens and answers', async () => {
  const { page, server } = shared;
  await server.deps.starters.makeMissing();
  await page.goto(server.url);
  await page.getByText('12 requests to practice, free').waitFor();
  await page.getByLabel('User message').fill('Tell me a story about a very small dog.');
  await page.getByLabel('Samples').fill('2');
  await page.getByText('6 requests to practice, free').waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForURL(/\/notebooks\/\d+$/);
  await page.locator('[data-status="done"]').nth(2).waitFor();
  await expect.poll(() => page.getByLabel('User message').inputValue()).toBe('Tell me a story about a very small dog.');
  expect(await page.title()).toBe('Tell me a story about a very small dog · Tempera');
});

test('a new notebook has one experiment with the caret in its user message', async () => {
  const { page, server } = shared;
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByLabel('User message').waitFor();
  await expect.poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('User message');
  await expect.poll(() => page.locator('[data-experiment]').count()).toBe(1);
});

test('the tab of the browser is called as its notebook is, and a title typed right before a reload is kept', async () => {
  const { page, server } = shared;
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.getByLabel('User message').fill('Name three rivers.');
  await page.getByRole('button', { name: 'Use the first user message as title' }).click();
  await expect.poll(() => page.title()).toBe('Name three rivers · Tempera');
  const id = Number(new URL(page.url()).pathname.split('/').at(-1));
  const kept = async () => (await server.store.notebooks.get(id))?.title;
  const saved = page.waitForResponse((response) => response.url().endsWith('/title'));
  await page.getByLabel('Notebook title').fill('Lakes');
  await saved;
  await expect.poll(kept).toBe('Lakes');
  await page.getByLabel('Notebook title').fill('Rivers');
  await expect.poll(() => page.title()).toBe('Rivers · Tempera');
  // At once, before the pause after which it is saved.
  await page.reload();
  await expect.poll(kept).toBe('Rivers');
});

test('a row of one’s notebooks opens as a whole, is found by a search, and its actions are in a menu', async () => {
  const { page, server } = shared;
  await server.store.notebooks.create('Plans for the garden');
  await page.goto(server.url);
  await page.getByLabel('Search notebooks').fill('garden');
  const rows = page.locator('#notebooks tbody tr');
  await expect.poll(() => rows.count()).toBe(1);
  await rows.first().click({ position: { x: 500, y: 12 } });
  await page.waitForURL(/\/notebooks\/\d+$/);
  await page.goBack();
  await page.getByLabel('Actions for Plans for the garden').click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Deleted “Plans for the garden”.').waitFor();
  await expect.poll(() => rows.filter({ hasText: 'garden' }).count()).toBe(0);
});

test('the colours somebody chose hold on every page of the browser, from its first paint on', async () => {
  const { page, server } = shared;
  const scheme = () => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
  await page.goto(server.url);
  await expect.poll(() => scheme()).toBe('light dark');
  await page.getByLabel('More: pages, colours, keys').click();
  await page.getByText('dark', { exact: true }).click();
  await expect.poll(() => scheme()).toBe('dark');
  await page.goto(`${server.url}/history`);
  await expect.poll(() => scheme()).toBe('dark');
  await page.getByLabel('More: pages, colours, keys').click();
  await page.getByText('system', { exact: true }).click();
  await expect.poll(() => scheme()).toBe('light dark');
});

test('the first page has no serious accessibility findings and is no wider than its window, its head one line', async () => {
  const { page, server } = shared;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(server.url);
    await page.getByText('12 requests to practice, free').waitFor();
    expect(await seriousFindingsInBoth(page), `${width} px`).toEqual([]);
    const beside = '(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.documentElement)';
    expect([width, await page.evaluate(beside)]).toEqual([width, false]);
    const head = await page.locator('header.top').boundingBox();
    expect(head?.height).toBeLessThanOrEqual(49);
  }
  // A phone's head has no room for them.
  await page.getByLabel('More: pages, colours, keys').click();
  await expect
    .poll(() => page.locator('.head-menu a:visible').allTextContents())
    .toEqual(['Models', 'Settings', 'Connections']);
  await page.setViewportSize({ width: 1280, height: 800 });
});
