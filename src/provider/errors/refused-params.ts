/**
 * Which parameter of a request a refusal is about, in the many ways in which services say so (November 2026; sources in
 * docs/services.md): apart in the error, in a list of bad fields, or only in the sentence, in snake case, camel case or plain words.
 */

import { literalPattern } from '../../platform/literal-pattern.ts';
import { FORM_PARAMS, type FormParam } from '../chat/request-form.ts';
import type { UpstreamError } from './error-body.ts';

/** Parameters without which a request would not be one; a problem with them is not a refused setting. */
const NOT_A_SETTING = /^(messages|model|prompt|input|input_tokens|input_text|contents)\b/;
/** Statuses at which a parameter that is named is what was refused. */
const HAS_PARAMS: ReadonlySet<number> = new Set([400, 422]);
/** Statuses, none among them, at which the words have to say so as well. */
const WITH_WORDS: ReadonlySet<number | null> = new Set([null, 403, 404, 406, 412, 415, 500, 501]);
const PASSING = /temporar|try again|overload|at (the|this) moment/i;

/** A refusal of the parameter as such, whatever its value. */
const NAME_CODES =
  /unsupported_param|unknown_(parameter|field)|unrecognized|extra_forbidden|unexpected_(keyword|field)|invalid_parameter_name|additionalProperties/i;
const NAME_WORDS =
  /(un|not )supported|(does|do)(n't| not) (support|accept|allow)|not (available|enabled)|unavailable|unknown|unrecogni[sz]ed|unexpected|extra(neous)? (inputs?|fields?|keys?|data)|additional propert|not (permitted|allowed|accepted|valid for|recogni[sz]ed|implemented|a known)|cannot find|no endpoints found that support|no such|deprecated|\binstead\b|not a valid (parameter|field)|invalid (parameter|argument|field|key)( name)?s?:? ['"`[]/i;
/** A refusal of its value, which is the person's. */
const VALUE_WORDS =
  /too (large|small|big|high|low|long|many)|less than|greater than|at (most|least)|between|exceed|maximum|minimum|positive|negative|integer|\brange\b|unsupported value|invalid value|must be (one|a|an|in|set|of|>|<|=)|should be|only (the )?default|does not support [-\d.]|expected (a|an|one)\b/i;
/** Parts of parameters and other words for them, by the parameter they stand for. */
const OTHER_WORDS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    stream: /\bstreaming\b|\bto stream\b/i,
    stream_options: /\binclude_usage\b/i,
    tools: /\btool (use|call(s|ing)?)\b|\bfunction call(s|ing)?\b/i,
    response_format: /\bjson (mode|schema|output)\b|\bstructured outputs?\b|\bresponse_?schema\b/i,
    stop: /\bstop[_ ]?sequences?\b/i,
    reasoning_effort:
      /\breasoning[._]effort\b|\bthinking[_ ]?(config|budget|level|mode)\b|\bsupport thinking\b|\b(think|reasoning) value\b/i,
    presence_penalty: /(?<!(presence|frequency)[_ -]?)\bpenalty is not\b/i,
    frequency_penalty: /(?<!(presence|frequency)[_ -]?)\bpenalty is not\b/i,
    verbosity: /\btext\.verbosity\b/i,
    max_completion_tokens: /\bmax_?(output|new)_?tokens\b/i,
    max_tokens: /\bmax_?(output|new)_?tokens\b/i,
  }),
);
/** The older name of the limit, by which services speak of the newer one as well. */
const ELDER_LIMIT = /\bmax_tokens\b/i;
/** A name with an underscore at the start of a sentence, which no other sentence has there. */
const LEADING = /^\W{0,2}(\w+_\w+)/;
/** Google's words for a parameter that it does not have, and those of servers in Rust, which name all others after it. */
const UNKNOWN_NAME = /unknown (?:name|field):? ["'`](\w+)["'`]/i;
/** A service that knows only the older name of the limit misses it rather than refusing the newer one. */
const LIMIT_MISSING =
  /\bmax_tokens\b[^.]{0,60}\b(required|missing|must be (given|provided|specified|set)|none is not)|\b(required|missing)\b[^.]{0,60}\bmax_tokens\b/i;

/** Whether a refusal is one of the parameter as such, rather than of its value. */
export function refusesName({ message, code, type, reasons }: UpstreamError): boolean {
  if (UNKNOWN_NAME.test(message)) return true;
  if (VALUE_WORDS.test(message)) return false;
  return NAME_CODES.test(`${code ?? ''} ${type ?? ''} ${reasons}`) || NAME_WORDS.test(message);
}

/** Whether an error may be about a parameter, by its status and, where that does not tell, by its words. */
export function isAboutParam(error: UpstreamError, status: number | null): boolean {
  if (status !== null && HAS_PARAMS.has(status)) return true;
  return WITH_WORDS.has(status) && refusesName(error) && !PASSING.test(error.message);
}

/**
 * The parameter that an error is about, by the name it was sent under; `null` when it is about something else, or that does not show.
 * `isSaid`: whether the error says something else of itself that people act on, as that the credit is used up.
 */
export function refusedParam(
  error: UpstreamError,
  {
    status,
    sent,
    isSaid,
  }: { readonly status: number | null; readonly sent: readonly string[]; readonly isSaid: boolean },
): string | null {
  if (error.param !== null) return sentName(error.param, sent) ?? error.param;
  const { message } = error;
  if (error.format === 'html' || error.format === 'empty') return null;
  // A sentence that begins with a parameter is about that, whatever it compares it with.
  if (status !== null && HAS_PARAMS.has(status) && LEADING.test(message)) {
    const leading = sentName(LEADING.exec(message)?.[1] ?? '', sent);
    if (leading !== null) return leading;
  }
  if (isSaid) return null;
  // OpenRouter's words when no provider of a model takes what was sent.
  if (/requested parameters/i.test(message)) return onlySetting(sent);
  if (!isAboutParam(error, status)) return null;
  const named = namedIn(message, sent, { strictly: status === null || !HAS_PARAMS.has(status) });
  if (named.length <= 1) return named[0] ?? null;
  const unknown = UNKNOWN_NAME.exec(message)?.[1] ?? null;
  if (unknown !== null) return sentName(unknown, sent);
  return refusesName(error) ? (named[0] ?? null) : null;
}

/**
 * The part of the request's form that a service refused, rather than a value a person set; `null` when it is not about the form.
 * `param` is the parameter that the error is about, as far as is known.
 */
export function refusedForm(
  error: UpstreamError,
  {
    param,
    status,
    sent,
  }: { readonly param: string | null; readonly status: number | null; readonly sent: readonly string[] },
): FormParam | null {
  if (!isAboutParam(error, status)) return null;
  if (
    LIMIT_MISSING.test(`${error.param ?? ''} ${error.message}`) &&
    sent.includes('max_completion_tokens') &&
    !sent.includes('max_tokens')
  ) {
    return 'max_completion_tokens';
  }
  const refused = FORM_PARAMS.find((name) => name === param && sent.includes(name));
  if (refused === undefined) return null;
  if (WHOLE.has(refused)) return refused;
  if (refused === 'seed') return /random_seed/.test(error.message) ? 'seed' : null;
  return refusesName(error) ? refused : null;
}

/** Parts of the form that a service refuses whatever it says of them, as that an organization is not verified. */
const WHOLE: ReadonlySet<FormParam> = new Set(['stream', 'stream_options', 'reasoning.summary']);

/** Whether a parameter is a setting of the request, rather than what is asked of whom. */
export function isSetting(param: string): boolean {
  return !NOT_A_SETTING.test(param);
}

/** A parameter as it was sent, from a path or another spelling: `body.stopSequences`, `generation_config.top_p`, `/seed`. */
function sentName(named: string, sent: readonly string[]): string | null {
  if (sent.includes(named)) return named;
  const inOtherWords = sent.find((name) => OTHER_WORDS.get(name)?.test(named));
  if (inOtherWords !== undefined) return inOtherWords;
  const parts = named.split(/[^\w-]+/).filter((part) => part !== '');
  for (const part of parts) {
    if (!isSetting(part)) return null;
    const found = sent.find((name) => nameIn(name).test(part));
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * The parameters that a sentence names, in the order in which it does. Names that are words of any sentence as well count `strictly`
 * only in quotation marks, or where they are called a parameter.
 */
function namedIn(
  message: string,
  sent: readonly string[],
  { strictly }: { readonly strictly: boolean },
): readonly string[] {
  const places = sent.filter(isSetting).flatMap((name) => {
    const own = strictly && WORDS.has(name) ? asParameter(name) : nameIn(name);
    const found = [own, OTHER_WORDS.get(name)].flatMap((pattern) =>
      pattern === undefined ? [] : [message.search(pattern)],
    );
    const at = found.filter((place) => place >= 0);
    return at.length === 0 ? [] : [{ name, at: Math.min(...at) }];
  });
  const named = places.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  if (named.length === 0 && ELDER_LIMIT.test(message)) return sent.filter((name) => name === 'max_completion_tokens');
  // It is a part of what is said of others, too.
  return named.length > 1 ? named.filter((name) => name !== 'stream') : named;
}

const WORDS: ReadonlySet<string> = new Set(['stop', 'seed', 'tools', 'stream']);

function asParameter(name: string): RegExp {
  const called = `(parameter|argument|field|key|property)`;
  return new RegExp(`['"\`[]${name}['"\`\\]]|\\b${called}:? ${name}\\b|\\b${name} ${called}\\b`, 'i');
}

/** The only setting of the person's that was sent; `null` where there is none, or more than one. */
function onlySetting(sent: readonly string[]): string | null {
  const own = sent.filter((name) => isSetting(name) && !FORM_PARAMS.some((param) => param === name));
  return own.length === 1 ? (own[0] ?? null) : null;
}

/** `presence_penalty` as it is, in camel case, with hyphens or with spaces. */
function nameIn(param: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9_])${param.split('_').map(literalPattern).join('[_ -]?')}(?![A-Za-z0-9_])`, 'i');
}
