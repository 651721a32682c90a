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
