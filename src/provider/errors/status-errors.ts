import type { ErrorKind } from '../../domain/run/completion.ts';
import type { UpstreamError } from './error-body.ts';
import { isAboutParam, isSetting } from './refused-params.ts';

/** 52x are what a proxy before the service says of it; 498 and 529 are full services. */
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429, 498, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);
const HAS_PARAMS: ReadonlySet<number> = new Set([400, 422]);
const WRONG_PATH =
  /invalid url|unknown (request )?(url|endpoint|path|route)|unrecognized request url|^(404:? )?(page )?not found\.?$|^(the )?(requested )?(resource|endpoint|path|url|page|route)( you (are|were) looking for| requested)? ?(was|is|could|does)?( be)? ?not (be )?(found|exist)|no route|could not route|cannot post|^file not found|unexpected endpoint|没找到对象/i;

/**
 * How services say what people act on, as they were seen to say it (November 2026; sources in docs/services.md). The first that
 * fits counts. `names` are found in codes, types and reasons, whatever the status; `words` in the sentence, at the statuses that
 * are not `except`ed.
 */
interface Saying {
  readonly kind: ErrorKind;
  readonly names: RegExp;
  readonly words: RegExp;
  readonly except: readonly number[];
}

const SAYINGS: readonly Saying[] = [
  {
    // Cerebras says "quota" of a minute's share, and "too many tokens" of it.
    kind: 'rate_limit',
    names: /(token|request)s?_quota_exceeded/i,
    words: /(tokens|requests) per (second|minute|hour|day) limit exceeded/i,
    except: [],
  },
  {
    kind: 'content_filter',
    names:
      /content_?filter|content_policy|ResponsibleAIPolicy|moderation|data_?inspection|PROHIBITED_CONTENT|safety_check|guardrail|SensitiveContent|IllegalDetected|censorship|malicious_content|\b(1301|1026|1027)\b/i,
    words:
      /content (management )?policy|content filter|flagged (by|for|as)\b|(input|prompt|message|content|request) (was|is|has been) flagged|requires? moderation|usage (polic|guideline)|(inappropriate|sensitive|prohibited|unsafe|harmful) (content|information)|content[^.]{0,40} is (blocked|sensitive)|PROHIBITED_CONTENT|content exists risk|considered high risk|safety (system|filter|polic|setting|check)|guardrail|violat\w* [^.]{0,60}(polic|guideline|terms)/i,
    except: [401, 404, 429, 500, 502, 503, 504],
  },
  {
    kind: 'no_quota',
    names:
      /insufficient_?(user_?)?(quota|balance|credit|fund)|billing_?(hard_limit|not_active|disabled|error)|quota_exceeded|exceeded_current_quota|budget_exceeded|arrearage|overdue|payment_required|FreeTierOnly|\b(1113|1008|30001)\b/i,
    words:
      /(insufficient|not enough|out of|run out of|no remaining|lacks?)[ _](your )?(account )?(available )?(balance|credit|fund|quota)|(balance|credits?|funds|budget|free (tier|quota)|allowance)\b[^.]{0,60}\b(too low|insufficient|not enough|exhausted|depleted|used up|negative|has been exceeded)|(any|enough|more|available|included) credits\b|no credits?\b|recharge|top up your|key limit exceeded|inactive subscription|specified api usage limits|^usage limit exceeded|(exhausted|used up) (its|your) [^.]{0,30}\bfree\b|plan [^.]{0,20}\bhas expired|extra usage is required|valid credit card|spend(ing)? limit|past invoices|overdue|arrears|good standing|payment required|requires billing|billing[^.]{0,30}(disabled|not (active|enabled))|(余额|额度)不足|欠费/i,
    except: [401, 404, 500, 502, 503, 504],
  },
  {
    kind: 'no_such_model',
    names:
      /model_?(not_?(found|supported|exist|available)|decommissioned|deprecated)|(unknown|unavailable|unsupported|invalid)_model|DeploymentNotFound|\b(1211|20012)\b/i,
    words:
      /(unknown|invalid|no such) model\b|not a valid model|\bmodel\b.{0,120}\b(does not exist|not exist|doesn't exist|(is |was |be )?not found|is not supported by any|is not available|has been (decommissioned|deprecated|retired|removed))|no such model|no models? loaded|\bmodel (was |is |has been )?unloaded|does not work with the specified model/i,
    except: [401, 403, 429, 500, 502, 503, 504],
  },
  {
    kind: 'context_too_long',
    names:
      /context_?(length|size|window)|string_above_max_length|too_many_(prompt_|input_)?tokens|tokens_limit_reached|(prompt|input)_too_(long|large)|exceed_context|request_too_large|\b1261\b/i,
    words:
      /context (length|window|size)|maximum (context|prompt|sequence|input)( (length|size|tokens?)|\b)|too many (input |prompt )?tokens|(prompt|messages?|inputs?)( text)? (is|are|was|were) too (long|large)|too long for (the|this|requested) model|too large for .{0,80}tokens?\b|request too large.{0,200}token|reduce (the length|your (message|prompt|input))|input token count.{0,60}exceed|exceed(s|ed)? .{0,60}(context|token limit|maximum (number|length) of tokens)|(prompt|input)( length)?[^.]{0,40}exceed(s|ed)? (the |its )?(max|limit)|must have (less|fewer) than \d+ tokens|range of input length|keep the first \d+ tokens|\bn_ctx\b|max message tokens|max_seq_len|payload size exceeds|^token limit exceeded|max tokens of \W?\d+\W? exceeded|tokens \+ .{0,20}max_new_tokens/i,
    except: [401, 403, 404, 429, 502, 503, 504],
  },
  {
    kind: 'wrong_key',
    names: /invalid_?api_?key|api_key_(invalid|expired|missing)|invalid_authentication|authentication_(error|failed)/i,
    words:
      /(incorrect|invalid|wrong|bad|missing|no) (api|access|auth\w*|bearer)[ -]?(key|token)|(api|access)[ -](key|token)\b[^.]{0,40}\b(not valid|invalid|incorrect|expired|revoked|missing(?! (acl|scope|permission))|disabled|leaked|blocked)|(invalid|no auth|bad) credentials|(provide|pass|need|require)s? a valid (api|access)[ -]?(key|token)|authentication (error|failed|failure)|validate credentials|(missing|invalid) authorization( header)?\b|^authorization failed|login fail|unregistered callers/i,
    except: [404, 429, 500, 502, 503, 504],
  },
  {
    kind: 'not_allowed',
    names: /organization_restricted|unsupported_country/i,
    words:
      /(organization|account) has been (disabled|restricted)|location is not supported|insufficient permissions|missing (acls|scopes|permissions)|matching your [^.]{0,60}data policy/i,
    except: [429, 500, 502, 503, 504],
  },
];

/** What kind of error an HTTP status and the reported error amount to; `null` for an error without a status. */
export function kindOf(error: UpstreamError, status: number | null, hasKey: boolean): ErrorKind {
  const said = sayingOf(error, status);
  if (said === 'wrong_key') return hasKey ? 'wrong_key' : 'no_key';
  if (said !== null) return said;
  if (status !== null && HAS_PARAMS.has(status)) return kindOfBadRequest(error);
  if (namesSetting(error) && isAboutParam(error, status)) return 'parameter_refused';
  // LM Studio answers 200 at an address that it does not have.
  if (status === null) return WRONG_PATH.test(error.message) ? 'not_an_openai_endpoint' : 'server_error';
  return KINDS[status] === undefined ? kindOfRange(status) : KINDS[status](error, hasKey);
}

/** Whether an error says something of itself that people act on, whatever its status usually means. */
export function hasSaying(error: UpstreamError, status: number | null): boolean {
  return sayingOf(error, status) !== null;
}

function sayingOf(error: UpstreamError, status: number | null): ErrorKind | null {
  const { code, type, reasons, message, param, waitMs } = error;
  if (status === 402) return 'no_quota';
  const names = `${code ?? ''} ${type ?? ''} ${reasons}`;
  // A named parameter is what it is about, unless that holds the prompt.
  const isAboutSetting = param !== null && isSetting(param);
  for (const saying of SAYINGS) {
    if (saying.names.test(names)) return saying.kind;
    if (isAboutSetting || (status !== null && saying.except.includes(status))) continue;
    // Google says "exceeded your quota" of a minute's share, and how long to wait.
    if (saying.kind === 'no_quota' && waitMs !== null) continue;
    if (saying.words.test(message)) return saying.kind;
  }
  return isTooLarge(status, message) && /token/i.test(`${names} ${message}`) ? 'context_too_long' : null;
}

/** OpenAI answers as to a rate limit when one request alone is over it, which no waiting mends. */
function isTooLarge(status: number | null, message: string): boolean {
  return status === 413 || (status === 429 && /^request too large/i.test(message));
}

/** Whether the same request may succeed when it is made again. */
export function isRetryableStatus(status: number | null): boolean {
  return status !== null && RETRYABLE.has(status);
}

const KINDS: Readonly<Record<number, (error: UpstreamError, hasKey: boolean) => ErrorKind>> = {
  401: (_, hasKey) => (hasKey ? 'wrong_key' : 'no_key'),
  403: () => 'not_allowed',
  404: kindOfNotFound,
  405: () => 'not_an_openai_endpoint',
  408: () => 'server_error',
  425: () => 'server_error',
  429: () => 'rate_limit',
  498: () => 'rate_limit',
};

function kindOfNotFound(error: UpstreamError): ErrorKind {
  if (isWrongPath(error)) return 'not_an_openai_endpoint';
  // OpenRouter's words when no provider of a model takes what was sent.
  return /requested parameters/i.test(error.message) ? 'parameter_refused' : 'no_such_model';
}

function kindOfRange(status: number): ErrorKind {
  if (status >= 500) return 'server_error';
  return status < 400 ? 'not_an_openai_endpoint' : 'request_refused';
}

function kindOfBadRequest(error: UpstreamError): ErrorKind {
  return namesSetting(error) ? 'parameter_refused' : 'request_refused';
}

/** A service that does not stream refuses no setting of a person's. */
function namesSetting({ param }: UpstreamError): boolean {
  return param !== null && isSetting(param) && param !== 'stream';
}

function isWrongPath({ format, message }: UpstreamError): boolean {
  return format !== 'json' || WRONG_PATH.test(message);
}
