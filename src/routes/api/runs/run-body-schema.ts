import * as z from 'zod';
import { cases, checks, variables } from '../../../cases/case-fields.ts';
import { STUDY_KINDS } from '../../../domain/cases/study.ts';
import { type KeptImage, type MessageImage, readImageLink } from '../../../domain/prompt/image.ts';
import { type Message, messageExtras, ROLES } from '../../../domain/prompt/message.ts';
import { ENCODINGS } from '../../../domain/prompt/prompt.ts';
import { MAX_CALLS } from '../../../domain/prompt/tool.ts';
import { MAX_ADDED_COLUMNS, MAX_MESSAGES } from '../../../domain/run/run.ts';
import { AXES, type Axis, REASONING_EFFORTS, VERBOSITIES } from '../../../domain/run/sweep.ts';
import { addedColumn, askedModel, numeric, requestSettings, values, withLogprobs } from './run-settings-schema.ts';

/** Far more than fit in a request; the number of messages is checked for what is really sent. */
const MAX_EXAMPLES = 10_000;

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });
/** `kept` stands where the image is kept here; only `withKeptImages` puts it there. */
const imagePart = z
  .strictObject({
    type: z.literal('image_url'),
    image_url: z.strictObject({ url: z.string() }),
    kept: z.custom<KeptImage>().optional(),
  })
  .transform(({ image_url: { url }, kept }, context) => {
    const image = kept ?? readImageLink(url);
    if (image !== null) return { type: 'image' as const, image };
    context.addIssue({
      code: 'custom',
      message: 'must be an https link, an image as a data URL, or the name of a kept one',
    });
    return z.NEVER;
  });
const part = z.union([textPart, imagePart]);
type Part = z.output<typeof part>;
const CONTENT = 'must be text, or a list of parts: text, and images by https link, data URL or name';
const NO_PART = 'must hold at least one part';

function textOf(parts: readonly Part[]): string {
  return parts.map((one) => (one.type === 'text' ? one.text : '')).join('');
}

function imagesOf(parts: readonly Part[]): readonly MessageImage[] {
  return parts.flatMap((one) => (one.type === 'image' ? [one.image] : []));
}

const toolCall = z.strictObject({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const message = z
  .strictObject({
    role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
    content: z.union([z.string(), z.array(part).min(1, NO_PART), z.null()], { error: CONTENT }).optional(),
    name: z.string().optional(),
    tool_calls: z.array(toolCall).min(1).max(MAX_CALLS).optional(),
    tool_call_id: z.string().optional(),
  })
  .superRefine(({ role, content, tool_calls, tool_call_id }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (content == null && tool_calls === undefined) wrong('content', 'must be text, or a list of text parts');
    if (role !== 'user' && Array.isArray(content) && imagesOf(content).length > 0) {
      wrong('content', 'only a user message has images');
    }
    if (tool_calls !== undefined && role !== 'assistant') wrong('tool_calls', 'only an assistant message has calls');
    if ((tool_call_id !== undefined) !== (role === 'tool')) {
      wrong('tool_call_id', role === 'tool' ? 'must name the call that this answers' : 'only a tool message has one');
    }
  })
  .transform(
    ({ role, content, name, tool_calls, tool_call_id }): Message => ({
      role,
      content: typeof content === 'string' ? content : textOf(content ?? []),
      ...messageExtras({
        ...(name === undefined ? {} : { name }),
        ...(tool_calls === undefined ? {} : { tool_calls }),
        ...(tool_call_id === undefined ? {} : { tool_call_id }),
        images: Array.isArray(content) ? imagesOf(content) : [],
      }),
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

/** What a variant may change; `shots`, `tag` and `nearest` choose among the rows that are on, `version` takes an earlier prompt. */
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
  nearest: z.number().int().min(0).max(MAX_EXAMPLES).optional(),
});

const variant = z.strictObject({ name: z.string().min(1).max(200), changes: changes.default({}) });

/** The JSON of a run: an OpenAI chat completion request in which any sweepable setting may be a list. */
export const runBody = withLogprobs(
  z.strictObject({
    messages: messages.optional(),
    prompt: prompt.optional(),
    model: values(askedModel).optional(),
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
    connection: values(z.string().min(1)).optional(),
    ...requestSettings,
    columns: z.enum(AXES as unknown as readonly [Axis, ...Axis[]]).optional(),
    rows: z
      .enum(AXES as unknown as readonly [Axis, ...Axis[]])
      .nullable()
      .optional(),
    added_columns: z
      .array(addedColumn)
      .max(MAX_ADDED_COLUMNS, `must hold at most ${MAX_ADDED_COLUMNS} columns`)
      .optional(),
    cases: cases.optional(),
    checks: checks.optional(),
    study: z.enum(STUDY_KINDS).optional(),
    notebook: z.number().int().positive().optional(),
    confirm: z.boolean().optional(),
  }),
);

export type RunBody = z.output<typeof runBody>;

/** What a variant of a body changes. */
export type VariantOfBody = z.output<typeof changes>;
