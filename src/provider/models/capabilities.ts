import type { Capability } from '../../domain/models/connection.ts';
import type { Settings } from '../../domain/run/sweep.ts';

/** A refusal that was seen: a 400 that named a parameter. */
export interface LearnedRefusal {
  readonly model: string;
  readonly param: string;
  /** The value that was refused, when it was kept; `null`: any. */
  readonly value: unknown;
  readonly message: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

interface Rule {
  readonly models: RegExp;
  readonly params: readonly string[];
  /** Whether these settings are refused; without it every value is. */
  readonly refuses?: (setting: {
    readonly param: string;
    readonly value: unknown;
    readonly effort: string | null;
  }) => boolean;
  readonly reason: string;
}

/** The day the tables below were last compared with what the vendors' documents and users' reports say. */
const CHECKED = '2026-11-22';

/** The parameters that shape sampling; models that reason take them only at their default. */
const SAMPLING = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logprobs', 'top_logprobs'] as const;

const GPT5_CHAT = /^gpt-5(\.\d+)?-chat/;
const O_SERIES = /^o\d/;
const GPT5 = /^gpt-5(?=$|-)(?!-chat)/;
const GPT5_LATER = /^gpt-5\.\d+(?!-chat)(?!\d)(?!-(pro|codex))/;
const CLAUDE_WITHOUT_SAMPLING = /^claude-opus-(4[.-]([7-9]|1\d)|[5-9])/;
const CLAUDE = /^claude-/;

const RULES: readonly Rule[] = [
  {
    models: O_SERIES,
    params: SAMPLING,
    refuses: notDefault,
    reason: 'o-series models reason and take only the default (temperature and top_p 1, penalties 0)',
  },
  {
    models: GPT5,
    params: SAMPLING,
    refuses: notDefault,
    reason: 'gpt-5, -mini and -nano reason and take only the default (temperature and top_p 1, penalties 0)',
  },
  {
    models: GPT5_LATER,
    params: SAMPLING,
    refuses: (setting) => (setting.effort ?? 'none') !== 'none' && notDefault(setting),
    reason: 'gpt-5.1 and later take it only with the reasoning effort “none”, which is their default',
  },
  {
    models: /^gpt-5[.\d]*-(pro|codex)/,
    params: SAMPLING,
    refuses: notDefault,
    reason: 'pro and codex models always reason and take only the default',
  },
  {
    models: CLAUDE_WITHOUT_SAMPLING,
    params: ['temperature', 'top_p'],
    reason: 'Claude Opus 4.7 and later have no sampling parameters',
  },
  {
    models: CLAUDE,
    params: ['temperature'],
    refuses: ({ value }) => typeof value === 'number' && value > 1,
    reason: 'Claude models take temperatures from 0 to 1',
  },
  { models: /^(o3|o4|gpt-5)/, params: ['stop'], reason: 'models that reason take no stop sequences' },
  {
    models: /^(gpt-3|gpt-4|chatgpt-)/,
    params: ['reasoning_effort', 'verbosity'],
    reason: 'models before gpt-5 that do not reason have no such setting',
  },
  { models: GPT5_CHAT, params: ['reasoning_effort'], reason: 'chat variants of gpt-5 do not reason' },
  { models: O_SERIES, params: ['verbosity'], reason: 'verbosity came with gpt-5' },
  {
    models: GPT5,
    params: ['reasoning_effort'],
    refuses: ({ value }) => value === 'none' || value === 'xhigh',
    reason: 'gpt-5, -mini and -nano take minimal, low, medium and high',
  },
];

/**
 * Whether a model takes a parameter with these settings, as far as is known: from refusals seen before, which count most,
 * else from a dated table; what neither knows is taken to be accepted. A parameter that is not sent is accepted.
 */
export function capabilityOf(question: {
  readonly model: string;
  readonly param: string;
  readonly settings: Partial<Settings>;
  /** The parameter's value where `settings` do not hold it, as for `stop` and `logprobs`. */
  readonly value?: unknown;
  readonly learned?: readonly LearnedRefusal[];
}): Capability {
  const { model, param, settings, learned = [] } = question;
  const value = question.value ?? (settings as Readonly<Record<string, unknown>>)[param] ?? null;
  if (value === null || (param === 'logprobs' && value === false))
    return { param, accepted: true, reason: 'It is not sent.' };
  const seen = learned.find((one) => one.model === model && one.param === param && sameValue(one.value, value));
  if (seen !== undefined) {
    return { param, accepted: false, reason: `${model} refused it on ${seen.date}: “${seen.message}”` };
  }
  const rule = RULES.find(
    ({ models, params, refuses }) =>
      params.includes(param) &&
      models.test(baseName(model)) &&
      (refuses?.({ param, value, effort: settings.reasoning_effort ?? null }) ?? true),
  );
  if (rule !== undefined) return { param, accepted: false, reason: `${rule.reason} (as of ${CHECKED}).` };
  return { param, accepted: true, reason: `Nothing is known against it (as of ${CHECKED}).` };
}

/** Whether a model thinks before it answers, so that its answers need room for that. */
export function isReasoningModel(model: string): boolean {
  const name = baseName(model);
  if (GPT5_CHAT.test(name)) return false;
  return /^(o\d|gpt-5|gpt-oss)|codex|deepseek-(r\d|reasoner)|\bqwq|magistral|thinking|reason/.test(name);
}

/** Max tokens when nobody chose any: thinking counts as output, so models that reason get more. */
export function defaultMaxTokens(model: string): number {
  return isReasoningModel(model) ? 2_000 : 500;
}

/** Models to begin with, best first: cheap, widely known, and free to vary in temperature. As of `CHECKED`. */
export const DEFAULT_MODELS: readonly string[] = [
  'gpt-4.1-mini',
  'gpt-4o-mini',
  'gpt-4.1-nano',
  'gpt-5.4-mini',
  'gpt-5.4-nano',
  'gpt-4.1',
  'gpt-4o',
  'gpt-5-chat-latest',
  'gpt-5.2',
  'gpt-5.1',
];

/** A model's own name, without the vendor that gateways put before it: `openai/gpt-5` is `gpt-5`. */
export function baseName(model: string): string {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  // Fine-tuned models are called ft:base:organization:name:id.
  return name.startsWith('ft:') ? (name.split(':')[1] ?? name) : name;
}

const DEFAULTS: Readonly<Record<string, number>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

function notDefault({ param, value }: { readonly param: string; readonly value: unknown }): boolean {
  return value !== DEFAULTS[param];
}

/** A refusal of one value says nothing about another, as 1 is taken where 0.5 is not. */
function sameValue(refused: unknown, value: unknown): boolean {
  return refused === null || refused === undefined || refused === value;
}
