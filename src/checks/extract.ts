import type { Extract } from '../domain/cases/check.ts';
import { isFields, parsedJson } from '../domain/json.ts';
import type { LinearRegex } from './linear-regex.ts';

/** The part of an answer that is checked; `null` when it is not there. */
export function extracted(text: string, extract: Extract, regex: (pattern: string) => LinearRegex): string | null {
  switch (extract) {
    case 'whole':
      return text;
    case 'first_line':
      return linesOf(text).at(0) ?? null;
    case 'last_line':
      return linesOf(text).at(-1) ?? null;
    case 'after_think':
      return afterThink(text);
    default:
      return 'regex' in extract ? regex(extract.regex).firstGroup(text) : jsonField(text, extract.json_field);
  }
}

/** An answer that is extracted as it stands may be empty; a line never is. */
function linesOf(text: string): readonly string[] {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const THINK_END = '</think>';
const THINK_START = /^\s*<think>/;

/** All of a text without thinking; thinking that never ended has no answer after it. */
export function afterThink(text: string): string | null {
  const end = text.lastIndexOf(THINK_END);
  if (end === -1) return THINK_START.test(text) ? null : text;
  return text.slice(end + THINK_END.length).trim();
}

/** A field by its path, as in `a.b` or `items.0.name`: texts as they are, everything else as JSON. */
function jsonField(text: string, path: string): string | null {
  const value = path.split('.').reduce<unknown>(memberOf, parsedJson(text));
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(name) ? (value as readonly unknown[])[Number(name)] : undefined;
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
