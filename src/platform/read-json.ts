import { AppError } from '../errors.ts';

/** Levels of arrays and objects within each other; more is an attempt to exhaust whatever reads them recursively. */
export const MAX_JSON_DEPTH = 100;
/**
 * The key through which a careless copy of an object would change all objects. `constructor` and `prototype` are names like
 * any other: what reads objects from outside looks at their own keys only.
 */
const FORBIDDEN_KEY = '__proto__';

/**
 * Reads JSON that came from outside.
 * @throws AppError 400 `bad-json`: not JSON, nested too deeply, or with a key such as `__proto__`
 */
export function readJson(text: string): unknown {
  const value = parse(text);
  checkStructure(value);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = /position \d+/.exec(String(cause))?.[0];
    throw badJson(`This is not valid JSON${position === undefined ? '' : `: the mistake is at ${position}`}.`, cause);
  }
}

/** Walks level by level rather than recursively, as its purpose is to find what is too deep to walk recursively. */
function checkStructure(root: unknown): void {
  let level = containersIn([root]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) throw badJson(`The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`);
    for (const container of level) checkKeys(container);
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
}

function containersIn(values: readonly unknown[]): readonly object[] {
  return values.filter((value): value is object => typeof value === 'object' && value !== null);
}

function checkKeys(container: object): void {
  if (Array.isArray(container)) return;
  if (Object.hasOwn(container, FORBIDDEN_KEY))
    throw badJson(`The JSON has a key "${FORBIDDEN_KEY}", which is refused.`);
}

/** 400 `bad-json`, in words. */
export function badJson(message: string, cause?: unknown): AppError {
  return new AppError(400, 'bad-json', message, { cause });
}
