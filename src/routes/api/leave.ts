import type { Context } from 'hono';
import { z } from 'zod';
import { fieldErrors, ValidationError } from '../../errors.ts';
import type { Confirmed } from '../../planning/run-continuation.ts';
import { parseJson } from '../http/json-body.ts';

const leaveBody = z.strictObject({ confirm: z.boolean().optional() });

/** Whether the body says that what is asked for is meant, whatever it may cost; an empty body does not. */
export async function readConfirmation(c: Context): Promise<Confirmed> {
  const body = leaveBody.safeParse(await parseJson(c, {}));
  if (!body.success) throw new ValidationError(fieldErrors(body.error));
  return { confirmed: body.data.confirm === true };
}
