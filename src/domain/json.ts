/** An object as `JSON.parse` makes it. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** Whether a parsed JSON value is an object, and no list. */
export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; `undefined` for a text that is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON nested deeper than this is not read: no honest one is, and what is built from it could exhaust the stack. */
export const MAX_DEPTH = 64;
/** A shorter text cannot be nested so deep that it does harm. */
const MAX_UNCHECKED = 1_000;

/** Whether a JSON text has lists and objects inside each other more than 64 levels deep. */
export function isTooDeep(text: string): boolean {
  if (text.length <= MAX_UNCHECKED) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isInString = !isInString;
    else if (isInString && character === '\\') at += 1;
    else if (isInString) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
