import * as z from 'zod';
import { TOOL_CHOICES } from '../../../domain/prompt/tool.ts';
import { toolsFrom } from '../../../domain/prompt/tool-fields.ts';
import { extraBodyProblem, isServiceTier } from '../../../domain/request/request-fields.ts';
import { NUMERIC_RANGES, REASONING_EFFORTS, VERBOSITIES } from '../../../domain/run/sweep.ts';

/*
 * The settings of a run in its body: each with its bounds, as a value or as a list, and those of one column beside the grid.
 */

/** One value or a list of at least one, as a list without repeats. */
export function values<T extends z.ZodType>(value: T) {
  return z
    .union([value, z.array(value).min(1).max(200)], { error: innermost })
    .transform((given) => [...new Set(Array.isArray(given) ? given : [given])] as z.output<T>[]);
}

/** Of a list the list branch speaks, of anything else the value branch. */
function innermost({ input, errors }: { readonly input: unknown; readonly errors?: Branches }) {
  const [ofValue, ofList] = errors ?? [];
  return (Array.isArray(input) ? ofList : ofValue)?.[0]?.message ?? 'must be a value or a list of values';
}

type Branches = readonly (readonly { readonly message: string }[])[];

export function numeric(axis: keyof typeof NUMERIC_RANGES) {
  return values(oneNumber(axis)).optional();
}

function oneNumber(axis: keyof typeof NUMERIC_RANGES) {
  const { min, max, integer } = NUMERIC_RANGES[axis];
  const wrong = `must be ${integer ? 'a whole number' : 'a number'} from ${min} to ${max}, or null for not sent`;
  const number = z.number({ error: wrong }).min(min, wrong).max(max, wrong);
  return (integer ? number.int(wrong) : number).nullable();
}

const modelName = z.string().min(1);
/** A model by its name, or on its connection. */
export const askedModel = z.union([modelName, z.strictObject({ connection: z.string().min(1), model: modelName })], {
  error: 'must be the name of a model, or {"connection", "model"}',
});

const tools = z.array(z.unknown()).transform((given, context) => {
  const read = toolsFrom(given);
  if (read.ok) return read.value;
  context.addIssue({ code: 'custom', message: read.message });
  return z.NEVER;
});
const toolChoice = z.union([z.enum(TOOL_CHOICES), z.record(z.string(), z.unknown())], {
  error: `must be one of ${TOOL_CHOICES.join(', ')}, or an object that names a function`,
});

const extraBody = z.record(z.string(), z.unknown()).superRefine((given, context) => {
  const problem = extraBodyProblem(given);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** What a request holds besides its prompt and its swept settings, as in the API; `null`: not sent. */
export const requestSettings = {
  stop: z
    .union([z.string().transform((one) => [one]), z.array(z.string()).min(1).max(4)], {
      error: 'must be a text, or a list of at most 4 texts',
    })
    .nullable()
    .optional(),
  response_format: z.record(z.string(), z.unknown()).nullable().optional(),
  service_tier: z.string().refine(isServiceTier, 'must be one word, such as flex').nullable().optional(),
  extra_body: extraBody.nullable().optional(),
  tools: tools.nullable().optional(),
  tool_choice: toolChoice.nullable().optional(),
  parallel_tool_calls: z.boolean().nullable().optional(),
  logprobs: z.boolean().nullable().optional(),
  top_logprobs: z.number().int().min(0).max(20).nullable().optional(),
};

/** Settings of which one is refused by every service where the other is switched off. */
export function withLogprobs<T extends z.ZodType<{ readonly logprobs?: unknown; readonly top_logprobs?: unknown }>>(
  settings: T,
): T {
  return settings.refine(({ logprobs, top_logprobs: likeliest }) => logprobs !== false || likeliest == null, {
    path: ['top_logprobs'],
    message: 'goes with "logprobs": true only; set that, or leave top_logprobs out',
  });
}

/** A column beside those of the grid: each setting that it changes, with one value. */
export const addedColumn = withLogprobs(
  z.strictObject({
    model: askedModel.optional(),
    connection: z.string().min(1).optional(),
    temperature: oneNumber('temperature').optional(),
    top_p: oneNumber('top_p').optional(),
    reasoning_effort: z.enum(REASONING_EFFORTS).nullable().optional(),
    verbosity: z.enum(VERBOSITIES).nullable().optional(),
    presence_penalty: oneNumber('presence_penalty').optional(),
    frequency_penalty: oneNumber('frequency_penalty').optional(),
    seed: oneNumber('seed').optional(),
    max_completion_tokens: oneNumber('max_completion_tokens').optional(),
    variant: z.string().min(1).nullable().optional(),
    ...requestSettings,
  }),
).refine((changes) => Object.values(changes).some((value) => value !== undefined), 'must change a setting');

/** What an added column of a body changes. */
export type ColumnOfBody = z.output<typeof addedColumn>;
