import type { Context } from 'hono';
import { MAX_COMPLETIONS } from '../../domain/run/run.ts';
import { badJson, type JsonBounds, readJson, readUtf8 } from '../../platform/input/read-json.ts';

/** As many cases as a run takes, and far more fields than any body has; of a million wrong ones, each would be named. */
const BOUNDS: JsonBounds = { maxFields: 2_000, maxItems: MAX_COMPLETIONS };

/**
 * The JSON body of a request, safe to walk recursively and to copy; its shape is for the caller to check.
 * @param whenEmpty what an empty body stands for; without it, an empty body is an error
 * @throws AppError 400 `bad-json`
 */
export async function parseJson(c: Context, whenEmpty?: unknown): Promise<unknown> {
  const text = readUtf8(await c.req.arrayBuffer());
  if (text.trim() !== '') return readJson(text, BOUNDS);
  if (whenEmpty === undefined) throw badJson('The body is empty: send JSON.');
  return whenEmpty;
}
