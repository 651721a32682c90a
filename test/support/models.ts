import type { Locator, Page } from 'playwright-core';

/** The field in which an experiment's models are searched and picked. */
export function modelSearch(scope: Page | Locator): Locator {
  return scope.getByRole('combobox', { name: 'Model', exact: true });
}

/** Picks these models, by `connection/id`, in the place of those that are picked. */
export async function pickModels(scope: Page | Locator, ...keys: readonly string[]): Promise<void> {
  const field = modelSearch(scope);
  const remove = scope.locator('[data-models] .chip [data-remove]');
  for (let left = await remove.count(); left > 0; left -= 1) await field.press('Backspace');
  for (const key of keys) {
    await field.fill(key.slice(key.indexOf('/') + 1));
    await scope.locator(`[data-models] [role="option"][data-key="${key}"]`).click();
    await scope.locator(`[data-models] .chip[data-key="${key}"]`).waitFor();
  }
  await field.press('Escape');
}
