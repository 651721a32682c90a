import type { Context } from 'hono';
import { badJson, type JsonBounds, readJson } from '../../platform/read-json.ts';

/** Far more than any body has that is taken; of a million wrong fields, each would be named. */
const BOUNDS: JsonBounds = { maxFields: 2_000, maxItems: 10_000 };

/**
 * The JSON body of a request, safe to walk recursively and to copy; its shape is for the caller to check.
 * @param whenEmpty what an empty body stands for; without it, an empty body is an error
 * @throws AppError 400 `bad-json`
 */
export async function parseJson(c: Context, whenEmpty?: unknown): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() !== '') return readJson(text, BOUNDS);
  if (whenEmpty === undefined) throw badJson('The body is empty: send JSON.');
  return whenEmpty;
}
