import * as z from 'zod';
import { MAX_TOOLS, TOOL_CHOICES } from '../domain/prompt/tool.ts';
import { functionTool } from './prompt-schema.ts';

/* What a run's request holds besides its prompt and its sweep, in a notebook file. */

const toolChoice = z.union([z.enum(TOOL_CHOICES), z.record(z.string(), z.unknown())]);

/** What a request holds besides its prompt and its sweep, where it may be left out. */
export const furtherSettings = {
  service_tier: z.string().nullable(),
  extra_body: z.record(z.string(), z.unknown()).nullable(),
  tools: z.array(functionTool).max(MAX_TOOLS).nullable(),
  tool_choice: toolChoice.nullable(),
  parallel_tool_calls: z.boolean().nullable(),
};
/** What stands in every run's request, `null` where it is not sent. */
export const fixedSettings = {
  stop: z.array(z.string()).max(100).nullable(),
  response_format: z.record(z.string(), z.unknown()).nullable(),
  top_logprobs: z.number().int().nullable(),
};
