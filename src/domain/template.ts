/*
 * Variables in text: `{{name}}` stands for a value. A name is letters, digits, `_`, `-` and `.`, beginning with a letter or
 * `_`; spaces inside the braces do not matter. A backslash before the braces keeps them as they are: `\{{name}}` is sent as
 * `{{name}}`, and a backslash meant to stand before a value is doubled. Braces around anything else are plain text.
 */

const PLACEHOLDER = /(\\*)\{\{[^\S\n]*([\p{L}_][\p{L}\p{N}_.-]{0,63})[^\S\n]*\}\}/gu;

/** The variables a text uses, each once, in the order in which they first stand. */
export function variableNames(text: string): readonly string[] {
  if (!text.includes('{{')) return [];
  const names = [...text.matchAll(PLACEHOLDER)].flatMap(([, slashes = '', name = '']) =>
    slashes.length % 2 === 0 ? [name] : [],
  );
  return [...new Set(names)];
}

/** The text with its values in place. A variable without a value stays as it is written; values are not read again. */
export function renderText(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes('{{')) return text;
  return text.replace(PLACEHOLDER, (whole: string, slashes: string, name: string) => {
    const half = '\\'.repeat(Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) return half + whole.slice(slashes.length);
    return values.has(name) ? half + values.get(name) : whole;
  });
}

/** The text that `renderText` gives back as it was, whatever the values. */
export function escapeText(text: string): string {
  return text.replace(PLACEHOLDER, (whole: string, slashes: string) => `${slashes}\\${whole}`);
}
