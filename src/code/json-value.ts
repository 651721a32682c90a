/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** The JSON of a request without what a program that waits for the whole answer does not need. */
export function wholeRequest(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'stream' && name !== 'stream_options'));
}

/** Whether a request is one of the Responses API, which holds its messages under another name. */
export function isResponsesRequest(body: JsonObject): boolean {
  return body['input'] !== undefined && body['messages'] === undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
