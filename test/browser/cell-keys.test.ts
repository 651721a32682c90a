import { expect, test } from 'vitest';
import { openMenu } from '../support/menus.ts';
import { onePage } from './one-page.ts';

const shared = onePage(() => ({ config: { practiceRate: 0 } }), 'new page');

/** The cells in the order of the page: `n` for a note, `x` for an experiment, with its user message. */
async function order(): Promise<readonly string[]> {
  return await shared.page
    .locator('.cells > .cell')
    .evaluateAll((cells) =>
      cells.map((cell) =>
        cell.matches('.note') ? 'n' : `x ${cell.querySelector<HTMLTextAreaElement>('[name=content]')?.value}`,
      ),
    );
}

/** What has the focus, in a word or two. */
async function focused(): Promise<string> {
  return await shared.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'nothing');
}

test('cells are made, chosen, written in, run and deleted by keys alone, as in other notebooks', async () => {
  const { page, server } = shared;
  await page.goto(server.url);
  await page.getByRole('button', { name: 'New notebook' }).click();
  await expect.poll(focused).toBe('User message');
  await page.keyboard.type('one');
  await page.locator('#saved', { hasText: 'Saved' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => focused()).toBe('Experiment: Experiment');

  await page.keyboard.press('b');
  await expect.poll(focused).toBe('User message');
  await page.keyboard.type('two');
  await expect.poll(order).toEqual(['x one', 'x two']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('A');
  await expect.poll(focused).toBe('Note text (Markdown)');
  await expect.poll(() => order()).toEqual(['x one', 'n', 'x two']);

  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused()).toBe('User message');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => focused()).toBe('Note');
  await page.getByText('Finished: 9 answers').waitFor();

  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect.poll(order).toEqual(['x one', 'x two']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(order).toEqual(['x one', 'n', 'x two']);
});

test('a cell is inserted between two others, dragged to another place, and both are kept', async () => {
  const { page } = shared;
  await page.locator('.insert').first().hover();
  await openMenu(page, 'Insert below');
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await expect.poll(order).toEqual(['x one', 'n', 'n', 'x two']);
  await expect.poll(focused).toBe('Note text (Markdown)');

  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const last = page.locator('.cells > .cell').last();
  await last.hover({ position: { x: 300, y: 20 } });
  const grip = await last.locator('[data-grip]').boundingBox();
  const target = await page.locator('.cells > .cell').nth(1).boundingBox();
  await page.mouse.move((grip?.x ?? 0) + 8, (grip?.y ?? 0) + 8);
  await page.mouse.down();
  await page.mouse.move((grip?.x ?? 0) + 8, (target?.y ?? 0) + 2, { steps: 12 });
  await page.mouse.up();
  await expect.poll(order).toEqual(['x one', 'x two', 'n', 'n']);
  await page.reload();
  await expect.poll(() => order()).toEqual(['x one', 'x two', 'n', 'n']);
});

test('a prompt and a cell are collapsed, stay so when the page is opened again, and are shown again', async () => {
  const { page } = shared;
  const cell = page.locator('.experiment').first();
  await openMenu(cell, 'Actions for Experiment');
  await cell.getByRole('button', { name: 'Collapse prompt' }).click();
  await page.reload();
  await expect.poll(() => cell.getByLabel('User message').isVisible()).toBe(false);
  await expect.poll(() => cell.getByRole('button', { name: 'Run', exact: true }).isVisible()).toBe(true);
  await cell.getByRole('button', { name: 'Show prompt' }).click();
  await expect.poll(() => cell.getByLabel('User message').isVisible()).toBe(true);
  await cell.getByRole('button', { name: 'Collapse Experiment' }).click();
  await expect.poll(() => cell.getByLabel('User message').isVisible()).toBe(false);
  await expect
    .poll(() => cell.getByRole('button', { name: 'Collapse Experiment' }).getAttribute('aria-expanded'))
    .toBe('false');
  await cell.getByRole('button', { name: 'Collapse Experiment' }).click();
});

test('Run is at most 12 stops of the Tab key away from the top, by the link that skips to it', async () => {
  const { page } = shared;
  await page.reload();
  await page.evaluate(() => document.body.focus());
  let stops = 0;
  const isRun = () => page.evaluate(() => document.activeElement?.matches('[aria-keyshortcuts="Control+Enter"]'));
  while (!(await isRun()) && stops < 30) {
    await page.keyboard.press('Tab');
    stops += 1;
    const link = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (link === 'Skip to Run') await page.keyboard.press('Enter');
  }
  expect(stops).toBeLessThanOrEqual(12);
});

test('a message can be closed, leaves by itself, and covers neither Run nor the last line of the page', async () => {
  const { page } = shared;
  await page.clock.install();
  await page.reload();
  const deleteLast = async () => {
    const note = page.locator('.cells > .note').last();
    await note.hover();
    await openMenu(note, 'Actions for this note');
    await note.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted the note.').waitFor();
  };
  await deleteLast();
  const message = await page.locator('.toast').boundingBox();
  for (const part of [page.locator('.runbar').first(), page.locator('.page-foot a')]) {
    await part.scrollIntoViewIfNeeded();
    const box = await part.boundingBox();
    const apart = (box?.y ?? 0) + (box?.height ?? 0) <= (message?.y ?? 0) || (box?.y ?? 0) >= 800;
    expect(apart).toBe(true);
  }
  await page.getByRole('button', { name: 'Close message' }).click();
  await expect.poll(() => page.locator('.toast').count()).toBe(0);
  await deleteLast();
  await page.mouse.move(600, 5);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.clock.runFor(12_000);
  await expect.poll(() => page.locator('.toast').count()).toBe(0);
});
