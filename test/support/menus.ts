import type { Locator, Page } from 'playwright-core';

/** Opens the menu that bears this name; what is in it can then be pressed. */
export async function openMenu(within: Locator | Page, name: string | RegExp): Promise<void> {
  await within.locator('details[data-menu] > summary').and(within.getByLabel(name)).first().click();
}

/** Opens what else can be done with an answer. */
export async function openMore(answer: Locator): Promise<void> {
  await openMenu(answer, 'More about this answer');
}

/** Shows what is behind a tab of a run. */
export async function openTab(
  within: Locator | Page,
  name: 'Answers' | 'Differences' | 'Charts' | 'Log',
): Promise<void> {
  await within.locator('.tabs label', { hasText: name }).first().click();
}
