import { AppError } from '../../errors.ts';
import { jsonTexts } from './json-texts.ts';

/** Levels of arrays and objects within each other; more is an attempt to exhaust whatever reads them recursively. */
export const MAX_JSON_DEPTH = 100;
/**
 * The key through which a careless copy of an object would change all objects. `constructor` and `prototype` are names like
 * any other: what reads objects from outside looks at their own keys only.
 */
const FORBIDDEN_KEY = '__proto__';

/** How wide JSON may be: what checks its shape says something of every field and item that is wrong. */
export interface JsonBounds {
  readonly maxFields: number;
  readonly maxItems: number;
}

const UNBOUNDED: JsonBounds = { maxFields: Number.POSITIVE_INFINITY, maxItems: Number.POSITIVE_INFINITY };

/**
 * Reads JSON that came from outside.
 * @throws AppError 400 `bad-json`: not JSON, nested too deeply, with a key such as `__proto__` or twice the same, or wider than
 *   the bounds
 */
export function readJson(text: string, bounds: JsonBounds = UNBOUNDED): unknown {
  const value = parse(text);
  const keys = checkStructure(value, bounds);
  if (writtenKeys(text).length > keys)
    throw badJson(`The JSON has the key "${doubledKey(text, value)}" twice in one object.`);
  return value;
}

/**
 * The text of bytes that came from outside.
 * @throws AppError 400 `bad-json` for bytes that are no UTF-8, which would otherwise be read as other characters
 */
export function readUtf8(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badJson('This is not valid UTF-8: save or send it in that encoding.', cause);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = /position \d+/.exec(String(cause))?.[0];
    throw badJson(`This is not valid JSON${position === undefined ? '' : `: the mistake is at ${position}`}.`, cause);
  }
}

/** What `JSON.parse` passes over in silence: of two members with one key it keeps the last. */
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
function doubledKey(text: string, value: unknown): string {
  const unread = new Map<string, number>();
  for (const written of writtenKeys(text)) {
    const key = String(JSON.parse(written));
    unread.set(key, (unread.get(key) ?? 0) + 1);
  }
  for (const container of containersWithin(value)) {
    if (!Array.isArray(container))
      for (const key of Object.keys(container)) unread.set(key, (unread.get(key) ?? 0) - 1);
  }
  return [...unread].find(([, times]) => times > 0)?.[0] ?? '';
}

/** @returns how many keys all objects have */
function checkStructure(root: unknown, bounds: JsonBounds): number {
  let keys = 0;
  for (const container of containersWithin(root)) keys += checkContainer(container, bounds);
  return keys;
}

/** Walks level by level rather than recursively, as its purpose is to find what is too deep to walk recursively. */
function* containersWithin(root: unknown): Generator<object> {
  let level = containersIn([root]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) throw badJson(`The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`);
    yield* level;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
}

function containersIn(values: readonly unknown[]): readonly object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}

/** @returns how many keys an object has; a list has none */
function checkContainer(container: object, { maxFields, maxItems }: JsonBounds): number {
  if (Array.isArray(container)) {
    if (container.length > maxItems) throw badJson(`The JSON has a list of more than ${maxItems} items.`);
    return 0;
  }
  const keys = Object.keys(container).length;
  if (keys > maxFields) throw badJson(`The JSON has an object of more than ${maxFields} fields.`);
  if (Object.hasOwn(container, FORBIDDEN_KEY))
    throw badJson(`The JSON has a key "${FORBIDDEN_KEY}", which is refused.`);
  return keys;
}

/** 400 `bad-json`, in words. */
export function badJson(message: string, cause?: unknown): AppError {
  return new AppError(400, 'bad-json', message, { cause });
}
