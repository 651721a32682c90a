import type { Context } from 'hono';
import { AppError } from '../../errors.ts';

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/**
 * The form that was sent; an empty one where nothing was.
 * @throws AppError 415 for a body of another kind, 400 `bad-form` for one that cannot be read
 */
export async function formOf(c: Context): Promise<FormData> {
  const type = c.req.header('content-type');
  if (type === undefined) return new FormData();
  if (!FORM.test(type)) throw new AppError(415, 'not-a-form', 'Send a form here, not another kind of body.');
  try {
    return await c.req.formData();
  } catch (cause) {
    throw new AppError(400, 'bad-form', 'The form cannot be read: it is cut off or malformed.', { cause });
  }
}
