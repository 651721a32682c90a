import type { Context } from 'hono';
import { badJson, readJson } from '../../platform/read-json.ts';

/**
 * The JSON body of a request, safe to walk recursively and to copy; its shape is for the caller to check.
 * @param whenEmpty what an empty body stands for; without it, an empty body is an error
 * @throws AppError 400 `bad-json`
 */
export async function parseJson(c: Context, whenEmpty?: unknown): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() !== '') return readJson(text);
  if (whenEmpty === undefined) throw badJson('The body is empty: send JSON.');
  return whenEmpty;
}
