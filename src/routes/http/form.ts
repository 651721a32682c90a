import type { Context } from 'hono';
import { AppError } from '../../errors.ts';

/** More than the longest page of an experiment sends. */
const MAX_FIELDS = 50_000;
/** A file costs far more to make than another field. */
const MAX_FILES = 1_000;
const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * The form that was sent; an empty one where nothing was.
 * @throws AppError 415 for a body of another kind, 413 `too-many-fields`, 400 `bad-form` for one that cannot be read
 */
export async function formOf(c: Context): Promise<FormData> {
  const type = c.req.header('content-type');
  if (type === undefined) return new FormData();
  if (!FORM.test(type)) throw new AppError(415, 'not-a-form', 'Send a form here, not another kind of body.');
  const body = Buffer.from(await c.req.arrayBuffer());
  if (hasTooMany(body, type))
    throw new AppError(413, 'too-many-fields', 'The form has more fields than any form of ours.');
  try {
    return await new Response(body, { headers: { 'Content-Type': type } }).formData();
  } catch (cause) {
    throw new AppError(400, 'bad-form', 'The form cannot be read: it is cut off or malformed.', { cause });
  }
}

/** Counted in the bytes, before anything is made of them. */
function hasTooMany(body: Buffer, type: string): boolean {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  if (boundary === null) return hasMore(body, '&', MAX_FIELDS);
  const parts = `--${boundary[1] ?? boundary[2] ?? ''}`;
  return hasMore(body, parts, MAX_FIELDS) || hasMore(body, '; filename=', MAX_FILES);
}

function hasMore(body: Buffer, mark: string, most: number): boolean {
  let at = body.indexOf(mark);
  for (let count = 0; at !== -1; count += 1) {
    if (count > most) return true;
    at = body.indexOf(mark, at + mark.length);
  }
  return false;
}
