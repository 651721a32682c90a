/** An object as `JSON.parse` makes it. */
export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** JSON nested deeper than this is not read: no answer is, and what is built from it could exhaust the stack. */
const MAX_DEPTH = 64;
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
