import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a scheme can change: all other rules find the same in the dark one and in the light one. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** In the page: all rules but those whose findings are never serious, which took a quarter of the time. */
const ALL_OF_IMPACT = `{
  rules: {
    ...Object.fromEntries(
      axe._audit.rules
        .filter(({ impact }) => impact === 'minor' || impact === 'moderate')
        .map(({ id }) => [id, { enabled: false }]),
    ),
    'target-size': { enabled: true },
  },
}`;

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

/**
 * What axe finds serious or critical on the page as it is, as `rule: element` lines. `only`: the rules that are asked for; all if empty,
 * and how large targets are, at which axe does not look by itself.
 */
export async function seriousFindings(page: Page, only: readonly string[] = []): Promise<readonly string[]> {
  // Evaluated by the test driver, outside the page's own scripts, so the page's CSP stays as strict as it is.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  const asked = only.length === 0 ? ALL_OF_IMPACT : `{ runOnly: ${JSON.stringify(only)} }`;
  // From the top of the page, where its head that stays in view lies over nothing.
  const look = `(async () => {
    const at = scrollY;
    scrollTo(0, 0);
    const found = await axe.run({ resultTypes: ['violations'], ...${asked} });
    scrollTo(0, at);
    return found;
  })()`;
  const { violations } = await page.evaluate<AxeResults>(look);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** What axe finds on the page in the dark scheme and in the light one, in which it leaves the page. */
export async function seriousFindingsInBoth(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await seriousFindings(page, OF_COLOURS);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await seriousFindings(page);
  return [...dark.map((finding) => `dark: ${finding}`), ...light.map((finding) => `light: ${finding}`)];
}
