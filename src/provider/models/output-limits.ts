import { baseName } from './capabilities.ts';

/** How long a model's answer can get, thinking included. */
export interface OutputLimit {
  readonly tokens: number;
  /** The day the limit was last compared with what the vendor publishes, `YYYY-MM-DD`. */
  readonly asOf: string;
}

const CHECKED = '2026-11-28';

/** The first that matches counts. Only models whose limit is published are here: a guess would be no bound. */
const LIMITS: readonly (readonly [RegExp, number])[] = [
  [/^gpt-5(\.[123])?-chat-latest$/, 16_384],
  // The vendor's page of the model: the rest of the 400,000 tokens of context.
  [/^gpt-5-pro(-\d{4}-\d{2}-\d{2})?$/, 272_000],
  [/^gpt-5(\.[12])?(-mini|-nano|-pro)?(-\d{4}-\d{2}-\d{2})?$/, 128_000],
  [/^gpt-4\.1(-mini|-nano)?(-\d{4}-\d{2}-\d{2})?$/, 32_768],
  [/^gpt-4\.5-preview/, 16_384],
  [/^gpt-4o-2024-05-13$/, 4_096],
  [/^(gpt-4o(-mini)?(-\d{4}-\d{2}-\d{2})?|chatgpt-4o-latest)$/, 16_384],
  [/^(o1|o3|o3-mini|o3-pro|o1-pro|o4-mini)(-\d{4}-\d{2}-\d{2})?$/, 100_000],
  [/^o1-mini(-\d{4}-\d{2}-\d{2})?$/, 65_536],
  [/^o1-preview(-\d{4}-\d{2}-\d{2})?$/, 32_768],
  [/^gpt-4-(turbo|1106-preview|0125-preview|vision-preview)/, 4_096],
  [/^gpt-4(-0613)?$/, 8_192],
  [/^gpt-3\.5-turbo/, 4_096],
];

/** The longest answer of a model without max tokens, by its name; `null` when that is not known. */
export function outputLimitOf(model: string): OutputLimit | null {
  const name = baseName(model);
  const known = LIMITS.find(([pattern]) => pattern.test(name));
  return known === undefined ? null : { tokens: known[1], asOf: CHECKED };
}
