import type { UpstreamError } from './error-body.ts';
import { FORM_PARAMS, type FormParam } from './request-form.ts';

const STATUSES: ReadonlySet<number> = new Set([400, 404, 415, 422, 501]);
/** A refusal of the parameter as such, whatever its value. */
const NAME_CODES =
  /unsupported_parameter|unknown_parameter|unrecognized|extra_forbidden|unexpected|invalid_parameter_name/i;
const NAME_WORDS =
  /(un|not )supported|does(n't| not) support|unknown|unrecogni[sz]ed|unexpected|extra (inputs?|fields?)|not (permitted|allowed|accepted|valid for)|cannot find|no such|deprecated|instead|not a valid (parameter|field)/i;
/** A refusal of its value, which is the person's. */
const VALUE_WORDS =
  /too (large|small|big|high|low)|less than|greater than|at (most|least)|between|exceed|maximum|minimum|positive|integer/i;

/**
 * The part of the request's form that a service refused, rather than a value a person set; `null` when it is not about the form.
 * `param` is the parameter that the error is about, as far as is known.
 */
export function refusedForm(
  error: UpstreamError,
  facts: { readonly param: string | null; readonly status: number | null; readonly sent: readonly string[] },
): FormParam | null {
  if (facts.status !== null && !STATUSES.has(facts.status)) return null;
  const root = facts.param?.split(/[.[]/)[0] ?? null;
  const refused = FORM_PARAMS.find((name) => name === root && facts.sent.includes(name));
  if (refused === undefined) return null;
  if (refused === 'stream' || refused === 'stream_options') return refused;
  const { message, code, type } = error;
  if (refused === 'seed') return /random_seed/.test(message) ? 'seed' : null;
  const isName = NAME_CODES.test(`${code ?? ''} ${type ?? ''}`) || NAME_WORDS.test(message);
  return isName && !VALUE_WORDS.test(message) ? refused : null;
}
