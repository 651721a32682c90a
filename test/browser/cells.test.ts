import { beforeEach, expect, test } from 'vitest';
import { onePage } from './one-page.ts';

const shared = onePage(() => ({}), 'new page');

/** A notebook with a note and an experiment, opened; answers the ids of the two cells. */
async function opened() {
  const { page, server } = shared;
  const { id } = await server.store.notebooks.create('Cells');
  const note = await server.store.cells.addNote(id, { text: 'A **note**' });
  await page.goto(`${server.url}/notebooks/${id}`);
  await page.getByRole('button', { name: 'Add experiment', exact: true }).click();
  await page.locator('[data-experiment]').waitFor();
  return { notebook: id, note: note.id };
}

/** What kinds of cells the page shows, in their order, and the store keeps. */
async function kinds(notebook: number) {
  const { page, server } = shared;
  const shown = await page
    .locator('.cells > .cell')
    .evaluateAll((cells) => cells.map((cell) => (cell.classList.contains('note') ? 'note' : 'experiment')));
  const kept = (await server.store.cells.list(notebook)).map(({ kind }) => kind);
  expect(shown).toEqual(kept);
  return kept;
}

const focusedLabel = () => shared.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

beforeEach(async () => {
  await shared.page.setViewportSize({ width: 1440, height: 900 });
});

test('what is added has the caret where one types next: experiment, example, message, note', async () => {
  const { page } = shared;
  await opened();
  await expect.poll(focusedLabel).toBe('User message');
  await page.keyboard.type('Hello');
  await page.getByRole('button', { name: 'Add example' }).click();
  await expect.poll(focusedLabel).toBe('Example 1 input');
  await page.getByRole('button', { name: 'Add message' }).click();
  await expect.poll(focusedLabel).toBe('User message 1');
  await page.getByRole('button', { name: 'Add note', exact: true }).click();
  await expect.poll(focusedLabel).toBe('Note text (Markdown)');
  await page.keyboard.type('Seen');
  await page.locator('#saved', { hasText: /^Saved$/ }).waitFor();
});

test('keys on a cell: Escape leads to it, arrows walk, a and b add, d d deletes with Undo, Enter writes', async () => {
  const { page } = shared;
  const { notebook, note } = await opened();
  await expect.poll(focusedLabel).toBe('User message');
  await page.keyboard.press('Escape');
  await expect.poll(focusedLabel).toBe('Experiment: Experiment');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focusedLabel).toBe('Note: A **note**');
  await page.keyboard.press('Enter');
  await expect.poll(focusedLabel).toBe('Note text (Markdown)');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(focusedLabel).toBe('Experiment: Experiment');
  await expect.poll(() => page.locator(`#cell-${note} details.source`).getAttribute('open')).toBeNull();

  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('a');
  await expect.poll(() => kinds(notebook)).toEqual(['experiment', 'note', 'experiment']);
  await expect.poll(focusedLabel).toBe('User message');
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await expect.poll(() => kinds(notebook)).toEqual(['experiment', 'experiment', 'note', 'experiment']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect.poll(() => kinds(notebook)).toEqual(['experiment', 'note', 'experiment']);
  await expect.poll(focusedLabel).toBe('Note: A **note**');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => kinds(notebook)).toEqual(['experiment', 'experiment', 'note', 'experiment']);
});

test('a cell is added in the gap below another one, and dragged by its grip to another place', async () => {
  const { page } = shared;
  const { notebook, note } = await opened();
  await page.locator(`#cell-${note}`).hover();
  const gap = page.locator(`#cell-${note} .insert`);
  await gap.locator('summary').click();
  await gap.getByRole('button', { name: 'Note' }).click();
  await expect.poll(() => kinds(notebook)).toEqual(['note', 'note', 'experiment']);

  const experiment = page.locator('[data-experiment]');
  await experiment.hover({ position: { x: 300, y: 10 } });
  const grip = await experiment.locator('.grip').first().boundingBox();
  const top = await page.locator(`#cell-${note}`).boundingBox();
  if (grip === null || top === null) throw new Error('there is no grip to take');
  await page.mouse.move(grip.x + 8, grip.y + 8);
  await page.mouse.down();
  await page.mouse.move(grip.x + 8, top.y + 40, { steps: 8 });
  await page.mouse.move(grip.x + 8, top.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => kinds(notebook)).toEqual(['experiment', 'note', 'note']);
});

test('a message in the corner is closed by its button, and leaves by itself', async () => {
  const { page } = shared;
  await page.clock.install();
  const { notebook } = await opened();
  const toast = page.locator('.toast');
  const remove = async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await toast.waitFor();
  };
  await expect.poll(focusedLabel).toBe('User message');
  await remove();
  await toast.getByRole('button', { name: 'Close message' }).click();
  await expect.poll(() => toast.count()).toBe(0);
  await expect.poll(() => kinds(notebook)).toEqual(['note']);

  await page.locator('.cells > .cell').focus();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await toast.waitFor();
  await page.mouse.move(700, 700);
  await page.clock.runFor(11_000);
  await expect.poll(() => toast.count()).toBe(0);
});
