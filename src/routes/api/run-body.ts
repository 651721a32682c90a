import { z } from 'zod';
import { type Message, ROLES } from '../../domain/message.ts';
import { columnAxis } from '../../domain/plan.ts';
import {
  EMPTY_PROMPT,
  ENCODINGS,
  type Prompt,
  promptFromMessages,
  type Variables,
  withTemplates,
} from '../../domain/prompt.ts';
import { MAX_MESSAGES, type RunRequest } from '../../domain/run.ts';
import { noContentCase, STUDY_KINDS, studyProblem, studyVariants } from '../../domain/study.ts';
import {
  AXES,
  type Axis,
  NUMERIC_RANGES,
  REASONING_EFFORTS,
  type Sweep,
  singlePoint,
  VERBOSITIES,
} from '../../domain/sweep.ts';
import type { VariantChanges } from '../../domain/variant.ts';
import { type FieldError, fieldErrors, ValidationError } from '../../errors.ts';
import { cases, checks, variables } from './case-fields.ts';

/** Parts of the body that are promised but not built: named, so that nobody takes silence for success. */
const NOT_YET = ['tools'] as const;

/** Far more than fit in a request; the number of messages is checked for what is really sent. */
const MAX_EXAMPLES = 10_000;

/** One value or a list of at least one, as a list without repeats. */
function values<T extends z.ZodType>(value: T) {
  return z
    .union([value, z.array(value).min(1).max(200)], { error: (issue) => innermost(issue) })
    .transform((given) => [...new Set(Array.isArray(given) ? given : [given])] as z.output<T>[]);
}

function innermost(issue: {
  readonly code?: string;
  readonly errors?: readonly (readonly { readonly message: string }[])[];
}) {
  const branches = issue.errors ?? [];
  // The list branch speaks only when a list was given; the value branch says what a value must be.
  return (
    branches.flat().find(({ message }) => !/expected array/i.test(message))?.message ??
    'must be a value or a list of values'
  );
}

function numeric(axis: keyof typeof NUMERIC_RANGES) {
  const { min, max, integer } = NUMERIC_RANGES[axis];
  const wrong = `must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}, or null for not sent`;
  const number = z.number({ error: wrong }).min(min, wrong).max(max, wrong);
  return values((integer ? number.int(wrong) : number).nullable()).optional();
}

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });

const message = z
  .strictObject({
    role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
    content: z.union([z.string(), z.array(textPart)], { error: 'must be text, or a list of text parts' }),
    name: z.string().optional(),
  })
  .transform(
    ({ role, content, name }): Message => ({
      role,
      content: typeof content === 'string' ? content : content.map(({ text }) => text).join(''),
      ...(name === undefined ? {} : { name }),
    }),
  );

const messages = z
  .array(message)
  .min(1, 'must hold at least one message')
  .max(MAX_MESSAGES, `must hold at most ${MAX_MESSAGES} messages`);

const example = z.strictObject({
  input: z.string(),
  output: z.string(),
  enabled: z.boolean().default(true),
  tags: z.array(z.string().min(1)).default([]),
});

const examples = z.array(example).max(MAX_EXAMPLES, `must hold at most ${MAX_EXAMPLES} examples`);

const prompt = z.strictObject({
  system: z.string().nullable().default(null),
  examples: examples.default([]),
  messages,
  encoding: z.enum(ENCODINGS).default('turns'),
  template: z.string().nullable().default(null),
  variables: variables.optional(),
  templates: z.boolean().optional(),
});

/** What a variant may change; `shots` and `tag` choose among the rows that are on, `version` takes an earlier prompt. */
const changes = z.strictObject({
  version: z.number().int().positive().optional(),
  system: z.string().nullable().optional(),
  examples: examples.optional(),
  messages: messages.optional(),
  encoding: z.enum(ENCODINGS).optional(),
  template: z.string().nullable().optional(),
  variables: variables.optional(),
  shots: z.number().int().min(0).max(MAX_EXAMPLES).optional(),
  tag: z.string().min(1).optional(),
});

const variant = z.strictObject({ name: z.string().min(1).max(200), changes: changes.default({}) });

const body = z.strictObject({
  messages: messages.optional(),
  prompt: prompt.optional(),
  model: values(z.string().min(1)).optional(),
  temperature: numeric('temperature'),
  top_p: numeric('top_p'),
  reasoning_effort: values(z.enum(REASONING_EFFORTS).nullable()).optional(),
  verbosity: values(z.enum(VERBOSITIES).nullable()).optional(),
  presence_penalty: numeric('presence_penalty'),
  frequency_penalty: numeric('frequency_penalty'),
  seed: numeric('seed'),
  variant: values(z.string().min(1).nullable()).optional(),
  variants: z.array(variant).min(1).max(100).optional(),
  variables: variables.optional(),
  templates: z.boolean().optional(),
  max_completion_tokens: numeric('max_completion_tokens'),
  samples: z.number().int().min(1).max(1_000).default(1),
  connection: z.string().min(1).optional(),
  stop: z
    .union([z.string(), z.array(z.string()).min(1).max(4)])
    .nullable()
    .optional(),
  response_format: z.record(z.string(), z.unknown()).nullable().optional(),
  logprobs: z.boolean().optional(),
  top_logprobs: z.number().int().min(0).max(20).nullable().optional(),
  columns: z.enum(AXES as unknown as readonly [Axis, ...Axis[]]).optional(),
  rows: z
    .enum(AXES as unknown as readonly [Axis, ...Axis[]])
    .nullable()
    .optional(),
  cases: cases.optional(),
  checks: checks.optional(),
  study: z.enum(STUDY_KINDS).optional(),
  notebook: z.number().int().positive().optional(),
  confirm: z.boolean().optional(),
});

type RunBody = z.output<typeof body>;

/** What a body asks, apart from the model, which has to be looked up. */
export interface ReadRunBody {
  readonly body: RunBody;
  readonly prompt: Prompt;
}

/**
 * Reads the JSON of a run: an OpenAI chat completion request in which any sweepable setting may be a list.
 * @throws ValidationError naming each field that is wrong, unknown or not built yet
 */
export function readRunBody(json: unknown): ReadRunBody {
  const notYet = typeof json === 'object' && json !== null ? NOT_YET.filter((name) => name in json) : [];
  const parsed = body.safeParse(notYet.length === 0 ? json : without(json as object, notYet));
  const errors: FieldError[] = [
    ...notYet.map((name) => ({ path: name, message: `${name}: not yet: this is promised but not built so far.` })),
    ...(parsed.success ? [] : fieldErrors(parsed.error).map(withHint)),
  ];
  if (!parsed.success || errors.length > 0) throw new ValidationError(errors);
  if ((parsed.data.messages === undefined) === (parsed.data.prompt === undefined)) {
    throw new ValidationError([{ path: 'messages', message: 'Send either messages or prompt.' }]);
  }
  if (parsed.data.rows != null && parsed.data.rows === parsed.data.columns) {
    throw new ValidationError([
      { path: 'rows', message: `rows: ${parsed.data.rows} makes the columns already; name another setting.` },
    ]);
  }
  const wrong = variantErrors(parsed.data);
  if (wrong.length > 0) throw new ValidationError(wrong);
  return asStudied({ body: parsed.data, prompt: promptOf(parsed.data) });
}

/** The run a body asks for, once its models are known. */
export function runRequest(
  { body: given }: ReadRunBody,
  found: { readonly connection: string; readonly models: readonly string[] },
): RunRequest {
  const [first = ''] = found.models;
  const swept = Object.fromEntries(AXES.flatMap((axis) => (given[axis] === undefined ? [] : [[axis, given[axis]]])));
  const { variants } = given;
  const variant = given.variant ?? variants?.map(({ name }) => name) ?? [null];
  const sweep = { ...singlePoint(first), ...swept, variant, model: found.models } as Sweep;
  const topLogprobs = given.top_logprobs ?? null;
  return {
    connection: found.connection,
    sweep,
    samples: given.samples,
    columns: columnAxis(sweep, given.columns ?? null, given.rows ?? null),
    rows: given.rows ?? null,
    stop: given.stop === null || given.stop === undefined ? null : [given.stop].flat(),
    responseFormat: given.response_format ?? null,
    logprobs: given.logprobs ?? topLogprobs !== null,
    topLogprobs,
    ...(given.checks === undefined ? {} : { checks: given.checks }),
    ...(given.study === undefined ? {} : { study: given.study }),
    ...(variants === undefined
      ? {}
      : { variants: variants.map(({ name, changes: own }) => ({ name, changes: defined(own), inputTokens: null })) }),
  };
}

/** A study makes the variants, and the columns; that of labels makes the one case too. @throws ValidationError at `study` */
function asStudied(read: ReadRunBody): ReadRunBody {
  const { body: given, prompt: own } = read;
  const { study } = given;
  if (study === undefined) return read;
  const taken = (['variants', 'variant', 'columns', 'rows'] as const).filter((name) => given[name] !== undefined);
  const problem =
    taken.length > 0 ? `leave out ${taken.join(' and ')}: a study makes them itself.` : studyProblem(own, study);
  if (problem !== null) throw new ValidationError([{ path: 'study', message: `study: ${problem}` }]);
  if (study !== 'labels' && given.cases === undefined) {
    throw new ValidationError([{ path: 'cases', message: 'cases: a study needs cases to ask.' }]);
  }
  const { cases: asked, ...rest } = given;
  const used = study === 'labels' ? [noContentCase(own)] : asked;
  return {
    body: {
      ...rest,
      ...(used === undefined ? {} : { cases: used }),
      variants: studyVariants(own, study).map(({ name, changes: made }) => ({ name, changes: made as VariantOfBody })),
      columns: 'variant',
    },
    prompt: own,
  };
}

type VariantOfBody = z.output<typeof changes>;

function promptOf(given: RunBody): Prompt {
  const { prompt: own, messages: list = [] } = given;
  const values = { ...own?.variables, ...given.variables };
  const on = given.templates ?? own?.templates ?? true;
  if (own === undefined) return withTemplates(withVariables(promptFromMessages(list), values), on);
  const { variables: _, templates: __, ...parts } = own;
  return withTemplates(withVariables({ ...EMPTY_PROMPT, ...parts }, values), on);
}

function withVariables(prompt: Prompt, values: Variables): Prompt {
  return Object.keys(values).length === 0 ? prompt : { ...prompt, variables: values };
}

/** Each name once, and `variant` naming only what is there. */
function variantErrors({ variant: asked = [], variants = [] }: RunBody): readonly FieldError[] {
  const names = variants.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  const unknown = asked.find((name) => name !== null && !names.includes(name));
  return [
    ...(twice === undefined
      ? []
      : [{ path: 'variants', message: `variants: there are two with the name “${twice}”.` }]),
    ...(unknown === undefined
      ? []
      : [{ path: 'variant', message: `variant: “${unknown}” is none of the variants that are sent along.` }]),
  ];
}

/** zod leaves what was not sent as `undefined`; in a variant that would overwrite. */
function defined(given: z.output<typeof changes>): VariantChanges {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as VariantChanges;
}

function without(json: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)));
}

/** Fields that other APIs take under another name. */
const HINTS: Readonly<Record<string, string>> = {
  max_tokens: 'Use max_completion_tokens; endpoints that want max_tokens get it.',
  n: 'Use samples: each answer is a request of its own.',
  stream: 'Requests are always streamed; leave it out.',
};

function withHint(error: FieldError): FieldError {
  const hint = HINTS[error.path];
  return hint === undefined ? error : { ...error, message: `${error.message} ${hint}` };
}
