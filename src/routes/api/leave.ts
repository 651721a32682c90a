import type { Context } from 'hono';
import { z } from 'zod';
import { ValidationError } from '../../errors.ts';
import { fieldErrors } from '../../field-errors.ts';
import { parseJson } from '../../guards/parse-json.ts';
import type { Confirmed } from '../../planning/run-continuation.ts';

const leaveBody = z.strictObject({ confirm: z.boolean().optional() });

/** Whether the body says that what is asked for is meant, whatever it may cost; an empty body does not. */
export async function readConfirmation(c: Context): Promise<Confirmed> {
  const body = leaveBody.safeParse(await parseJson(c, {}));
  if (!body.success) throw new ValidationError(fieldErrors(body.error));
  return { confirmed: body.data.confirm === true };
}
