import * as z from 'zod';
import { IMAGE_TYPES, MAX_IMAGES, readImages } from '../domain/prompt/image.ts';
import { messageExtras, ROLES } from '../domain/prompt/message.ts';
import { ENCODINGS } from '../domain/prompt/prompt.ts';
import { MAX_VARIABLES } from '../domain/prompt/prompt-variables.ts';
import { type FunctionTool, MAX_CALLS } from '../domain/prompt/tool.ts';
import { MAX_MESSAGES } from '../domain/run/run.ts';

/* What of a notebook file is a prompt: messages, examples, variables, and what messages say of functions. */

export const toolCalls = z
  .array(
    z.strictObject({
      id: z.string(),
      type: z.literal('function'),
      function: z.strictObject({ name: z.string(), arguments: z.string() }),
    }),
  )
  .min(1)
  .max(MAX_CALLS);

export const functionTool = z
  .looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) })
  .transform((tool) => tool as FunctionTool);

const images = z
  .array(
    z.union([
      z.strictObject({ url: z.string() }),
      z.strictObject({
        hash: z.string(),
        type: z.enum(IMAGE_TYPES),
        bytes: z.number().int().positive(),
        width: z.number().int().positive(),
        height: z.number().int().positive(),
      }),
    ]),
  )
  .min(1)
  .max(MAX_IMAGES)
  .refine((given) => readImages(given) !== null, 'must be links or hashes of images');

const message = z
  .strictObject({
    role: z.enum(ROLES),
    content: z.string(),
    name: z.string().optional(),
    tool_calls: toolCalls.optional(),
    tool_call_id: z.string().optional(),
    images: images.optional(),
  })
  .transform(({ role, content, name, tool_calls, tool_call_id, images: shown }) => ({
    role,
    content,
    ...messageExtras({
      ...(name === undefined ? {} : { name }),
      ...(tool_calls === undefined ? {} : { tool_calls }),
      ...(tool_call_id === undefined ? {} : { tool_call_id }),
      ...(shown === undefined ? {} : { images: shown }),
    }),
  }));
export const messages = z.array(message).max(MAX_MESSAGES);

/** As a list, since a variable may have a name that no object from outside may have as a key. */
export const variableList = z.array(z.strictObject({ name: z.string(), value: z.string() })).max(MAX_VARIABLES);
const example = z.strictObject({
  input: z.string(),
  output: z.string(),
  enabled: z.boolean(),
  tags: z.array(z.string()).max(100),
});
export const examples = z.array(example).max(10_000);

export const prompt = z.strictObject({
  system: z.string().nullable(),
  examples,
  messages,
  encoding: z.enum(ENCODINGS),
  template: z.string().nullable(),
  variables: variableList,
  templates: z.literal(false).optional(),
});
