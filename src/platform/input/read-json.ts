import { AppError } from '../../errors.ts';
import { containersByLevel, doubledKey } from './json-keys.ts';

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
  checkStructure(value, bounds);
  const doubled = doubledKey(text, value);
  if (doubled !== null) throw badJson(`The JSON has the key "${doubled}" twice in one object.`);
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

function checkStructure(root: unknown, bounds: JsonBounds): void {
  let depth = 0;
  for (const level of containersByLevel(root)) {
    depth += 1;
    if (depth > MAX_JSON_DEPTH) throw badJson(`The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`);
    for (const container of level) checkContainer(container, bounds);
  }
}

function checkContainer(container: object, { maxFields, maxItems }: JsonBounds): void {
  if (Array.isArray(container)) {
    if (container.length > maxItems) throw badJson(`The JSON has a list of more than ${maxItems} items.`);
    return;
  }
  if (Object.keys(container).length > maxFields)
    throw badJson(`The JSON has an object of more than ${maxFields} fields.`);
  if (Object.hasOwn(container, FORBIDDEN_KEY))
    throw badJson(`The JSON has a key "${FORBIDDEN_KEY}", which is refused.`);
}

/** 400 `bad-json`, in words. */
export function badJson(message: string, cause?: unknown): AppError {
  return new AppError(400, 'bad-json', message, { cause });
}
