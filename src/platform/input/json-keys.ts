import { jsonTexts } from './json-texts.ts';

/**
 * The first key that a JSON text gives twice in one object, of which `JSON.parse` keeps the last in silence; `null` without any.
 * @param value what `JSON.parse` read from the text
 */
export function doubledKey(text: string, value: unknown): string | null {
  const written = writtenKeys(text);
  let kept = 0;
  for (const container of containersWithin(value)) kept += keysOf(container).length;
  return written.length > kept ? firstUnread(written, value) : null;
}

/** The objects and lists of a value, level by level rather than recursively: what is too deep to walk recursively is to be found, too. */
export function* containersByLevel(root: unknown): Generator<readonly object[]> {
  for (let level = containersIn([root]); level.length > 0; ) {
    yield level;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
}

function* containersWithin(root: unknown): Generator<object> {
  for (const level of containersByLevel(root)) yield* level;
}

function containersIn(values: readonly unknown[]): readonly object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}

function keysOf(container: object): readonly string[] {
  return Array.isArray(container) ? [] : Object.keys(container);
}

/** The keys as they are written, with their quotation marks. */
function writtenKeys(text: string): readonly string[] {
  const keys: string[] = [];
  for (const { start, end } of jsonTexts(text)) {
    BEFORE_VALUE.lastIndex = end;
    if (BEFORE_VALUE.test(text)) keys.push(text.slice(start, end));
  }
  return keys;
}

const BEFORE_VALUE = /\s*:/y;

/** The first key that is written more often than it was read. */
function firstUnread(written: readonly string[], value: unknown): string | null {
  const unread = new Map<string, number>();
  for (const key of written) {
    const name = String(JSON.parse(key));
    unread.set(name, (unread.get(name) ?? 0) + 1);
  }
  for (const container of containersWithin(value)) {
    for (const key of keysOf(container)) unread.set(key, (unread.get(key) ?? 0) - 1);
  }
  return [...unread].find(([, times]) => times > 0)?.[0] ?? null;
}
