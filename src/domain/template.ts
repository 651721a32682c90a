/*
 * Variables in text: `{{name}}` stands for a value. A name begins with a letter, a digit or `_`; letters, combining marks,
 * digits, spaces, `_`, `-` and `.` may follow, 64 characters in all. Names are compared after Unicode normalisation (NFC),
 * and spaces next to the braces do not count. A backslash before the braces keeps them as they are: `\{{name}}` is sent as
 * `{{name}}`, and a backslash that stands before a value is doubled. Braces around anything else are plain text.
 */

/** The longest name of a variable, in characters. */
const MAX_NAME = 64;
/** Joiners belong to words of several scripts, Persian and Hindi among them. */
const NAME = `[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.\\u200c\\u200d -]{0,${MAX_NAME - 2}}[\\p{L}\\p{M}\\p{N}_.\\u200c\\u200d-])?`;
const WHOLE_NAME = new RegExp(`^${NAME}$`, 'u');
const PLACEHOLDER = new RegExp(`(\\\\*)\\{\\{[^\\S\\n]*(?!__proto__[^\\S\\n]*\\}\\})(${NAME})[^\\S\\n]*\\}\\}`, 'gu');

/** Whether a text can be the name of a variable. `__proto__` cannot: as a key it means something else in JavaScript. */
export function isVariableName(name: string): boolean {
  return WHOLE_NAME.test(name) && name !== '__proto__';
}

/** The one form in which equal names are equal texts: Unicode NFC. */
function variableName(name: string): string {
  return name.normalize('NFC');
}

/** Values of variables by the name they are looked up with. */
export function variableValues(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [variableName(name), value]));
}

/** The variables a text uses, each once, in the order in which they first stand, in NFC. */
export function variableNames(text: string): readonly string[] {
  if (!text.includes('{{')) return [];
  const names = [...text.matchAll(PLACEHOLDER)].flatMap(([, slashes = '', name = '']) =>
    slashes.length % 2 === 0 ? [variableName(name)] : [],
  );
  return [...new Set(names)];
}

/**
 * The text with its values in place. A variable without a value stays as it is written; values are not read again.
 * @param values by name in NFC, as `variableValues` gives them
 */
export function renderText(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes('{{')) return text;
  return text.replace(PLACEHOLDER, (whole: string, slashes: string, name: string) => {
    const half = '\\'.repeat(Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) return half + whole.slice(slashes.length);
    const value = values.get(variableName(name));
    return value === undefined ? whole : half + value;
  });
}

/** The text that `renderText` gives back as it was, whatever the values; with `only`, just these names are escaped. */
export function escapeText(text: string, only: ReadonlySet<string> | null = null): string {
  return text.replace(PLACEHOLDER, (whole: string, slashes: string, name: string) =>
    only === null || (slashes.length % 2 === 0 && only.has(variableName(name))) ? `${slashes}\\${whole}` : whole,
  );
}
