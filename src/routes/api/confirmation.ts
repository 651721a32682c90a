import type { Context } from 'hono';
import * as z from 'zod';
import { AppError } from '../../errors.ts';
import type { Confirmed } from '../../planning/run-continuation.ts';
import { validated } from '../../platform/input/validated.ts';
import { parseJson } from '../http/json-body.ts';

/** What a request would send and cost, as the API says it. */
export interface EstimateJson {
  readonly requests: number;
  readonly input_tokens: number;
  readonly max_cost_usd: number | null;
}

/**
 * Lets through only what whoever asks says is meant, by `confirm: true`; the answer to others says what it would cost.
 * @throws AppError 409 `confirmation-required` with the estimate
 */
export function requireConfirmation(confirm: boolean, estimate: EstimateJson): void {
  if (confirm) return;
  const { requests, max_cost_usd: most } = estimate;
  const cost = most === null ? 'at a cost that is not known' : `for at most $${most}`;
  throw new AppError(
    409,
    'confirmation-required',
    `This would send ${requests} requests ${cost}. Send it again with "confirm": true if that is meant.`,
    { members: { estimate } },
  );
}

const confirmationBody = z.strictObject({ confirm: z.boolean().optional() });

/**
 * Whether a body that says nothing else says that what is asked for is meant, whatever it may cost; an empty body does not.
 * @throws ValidationError for a body of another shape
 */
export async function readConfirmation(c: Context): Promise<Confirmed> {
  const { confirm } = validated(confirmationBody, await parseJson(c, {}));
  return { confirmed: confirm === true };
}
