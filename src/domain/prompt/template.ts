/*
 * Variables in text: `{{name}}` stands for a value. A name begins with a letter, a digit or `_`; letters, combining marks,
 * digits, spaces, `_`, `-` and `.` may follow, 64 characters in all. Names are compared after Unicode normalisation (NFC),
 * and spaces next to the braces do not count. A backslash before the braces keeps them as they are: `\{{name}}` is sent as
 * `{{name}}`, and a backslash that stands before a value is doubled. Braces around anything else are plain text.
 */

import { lazily } from '../lazily.ts';

/** The longest name of a variable, in characters. */
const MAX_NAME = 64;
/** What values may add to the texts of one request, in characters: far beyond what any model reads. */
export const MAX_INSERTED = 20_000_000;
/** Joiners belong to words of several scripts, Persian and Hindi among them. */
const NAME = `[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.\\u200c\\u200d -]{0,${MAX_NAME - 2}}[\\p{L}\\p{M}\\p{N}_.\\u200c\\u200d-])?`;
/** Made when they are first used: reading the classes of letters takes milliseconds, which a start need not wait for. */
const wholeName = lazily(() => new RegExp(`^${NAME}$`, 'u'));
const insideBraces = lazily(() => new RegExp(`^[^\\S\\n]*(?!__proto__[^\\S\\n]*$)(${NAME})[^\\S\\n]*$`, 'u'));

/** Values would make a text longer than anything that can be sent. */
export class TextTooLong extends Error {
  override readonly name = 'TextTooLong';

  constructor() {
    super(
      `The values of variables would add more than ${MAX_INSERTED / 1e6} million characters: shorten them, or use them less often.`,
    );
  }
}

/** Whether a text can be the name of a variable. `__proto__` cannot: as a key it means something else in JavaScript. */
export function isVariableName(name: string): boolean {
  return wholeName().test(name) && name !== '__proto__';
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
  return [...variableCounts(text).keys()];
}

/** How often a text uses each of its variables, by name in NFC. */
export function variableCounts(text: string): ReadonlyMap<string, number> {
  if (text.length < LONG) return countsIn(text);
  const counts = COUNTED.get(text) ?? countsIn(text);
  COUNTED.delete(text);
  COUNTED.set(text, counts);
  const [oldest] = COUNTED.keys();
  if (COUNTED.size > MAX_COUNTED && oldest !== undefined) COUNTED.delete(oldest);
  return counts;
}

/** Long texts that were counted last: a page that is typed on has the same one counted several times. */
const COUNTED = new Map<string, ReadonlyMap<string, number>>();
const MAX_COUNTED = 4;
const LONG = 50_000;

function countsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  eachPlaceholder(text, (_start, _end, slashes, name) => {
    if (slashes % 2 === 0) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return counts;
}

/**
 * The text with its values in place. A variable without a value stays as it is written; values are not read again.
 * @param values by name in NFC, as `variableValues` gives them
 * @throws TextTooLong
 */
export function renderText(text: string, values: ReadonlyMap<string, string>): string {
  // Without values, only escaped braces change.
  if (values.size === 0 && !text.includes('\\{{')) return text;
  let inserted = 0;
  return replaced(text, (start, end, slashes, name) => {
    const half = '\\'.repeat(Math.floor(slashes / 2));
    if (slashes % 2 === 1) return half + text.slice(start + slashes, end);
    const value = values.get(name);
    if (value === undefined) return null;
    inserted += value.length;
    if (inserted > MAX_INSERTED) throw new TextTooLong();
    return half + value;
  });
}

/** The text that `renderText` gives back as it was, whatever the values; with `only`, just these names are escaped. */
export function escapeText(text: string, only: ReadonlySet<string> | null = null): string {
  return replaced(text, (start, end, slashes, name) =>
    only === null || (slashes % 2 === 0 && only.has(name))
      ? `${'\\'.repeat(slashes + 1)}${text.slice(start, end)}`
      : null,
  );
}

/**
 * Takes braces around a name: where the backslashes before them begin and the braces end, how many backslashes there are, and the
 * name in NFC. Not one object, because a text can hold some hundred thousand of them.
 */
type Visit<Result> = (start: number, end: number, slashes: number, name: string) => Result;

/** The text with some placeholders replaced; `null` leaves one as it is. */
function replaced(text: string, replacement: Visit<string | null>): string {
  const pieces: string[] = [];
  let done = 0;
  eachPlaceholder(text, (start, end, slashes, name) => {
    const instead = replacement(start, end, slashes, name);
    if (instead === null) return;
    if (start > done) pieces.push(text.slice(done, start));
    pieces.push(instead);
    done = end;
  });
  return pieces.length === 0 ? text : pieces.join('') + text.slice(done);
}

/**
 * Visits the placeholders of a text in order. A text can hold some hundred thousand of them, so each costs two searches for a
 * brace, and each spelling is read once.
 */
function eachPlaceholder(text: string, visit: Visit<void>): void {
  const names = new Map<string, string | null>();
  let from = 0;
  let close = -1;
  for (let at = text.indexOf('{{'); at !== -1; at = text.indexOf('{{', at)) {
    if (close < at) close = text.indexOf('}', at);
    if (close === -1) return;
    // The innermost braces count: `{{{a}}` holds `{{a}}`.
    const open = text.lastIndexOf('{', close);
    const name = open > at + 1 || text[close + 1] !== '}' ? null : nameInside(text.slice(at + 2, close), names);
    if (name === null) {
      at = open > at + 1 ? open - 1 : close + 1;
      continue;
    }
    let start = at;
    while (start > from && text[start - 1] === '\\') start -= 1;
    from = close + 2;
    visit(start, from, at - start, name);
    at = from;
  }
}

function nameInside(inside: string, known: Map<string, string | null>): string | null {
  const seen = known.get(inside);
  if (seen !== undefined) return seen;
  const name = insideBraces().exec(inside)?.[1];
  const read = name === undefined ? null : variableName(name);
  known.set(inside, read);
  return read;
}
