import * as z from 'zod';
import type { GenerationSettings } from '../generation.ts';
import { PRACTICE_MODEL } from '../label.ts';
import type { PracticeMessage } from '../messages.ts';
import { ProtocolError } from './protocol-error.ts';

/** A chat completion request, checked and completed with defaults. */
export interface CompletionRequest {
  readonly messages: readonly PracticeMessage[];
  readonly settings: Omit<GenerationSettings, 'maxTokens'>;
  /** null when the request sets no limit. */
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** Reads the body of a request. Throws a ProtocolError that names the field at fault. */
export function readCompletionRequest(body: unknown): CompletionRequest {
  const parsed = REQUEST.safeParse(body);
  if (!parsed.success) throw fieldError(parsed.error);
  const request = parsed.data;
  if (request.model !== PRACTICE_MODEL) throw unknownModel(request.model);
  refuseUnsupported(request);
  return {
    messages: request.messages.map(({ role, content }) => ({ role, content: plainText(content) })),
    settings: {
      temperature: request.temperature ?? 1,
      topP: request.top_p ?? 1,
      seed: request.seed ?? null,
      topLogprobs: request.logprobs === true ? (request.top_logprobs ?? 0) : null,
      presencePenalty: request.presence_penalty ?? 0,
      frequencyPenalty: request.frequency_penalty ?? 0,
    },
    maxTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
  };
}

const CONTENT = z.union([
  z.string(),
  z.array(z.object({ type: z.literal('text', { error: 'Practice reads only text parts' }), text: z.string() })),
]);
const PENALTY = z.number().min(-2).max(2).nullish();
const LIMIT = z.int().min(1).nullish();
const STOP = z.string().min(1);

const REQUEST = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: CONTENT }))
    .min(1, 'must hold at least one message'),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  max_tokens: LIMIT,
  max_completion_tokens: LIMIT,
  presence_penalty: PENALTY,
  frequency_penalty: PENALTY,
  stop: z.union([STOP, z.array(STOP).max(4)]).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

/** What the protocol has and Practice has not. It is refused rather than dropped in silence. */
const UNSUPPORTED = [
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'audio',
  'logit_bias',
  'prediction',
  'reasoning_effort',
  'verbosity',
  'web_search_options',
] as const;

function refuseUnsupported(request: z.infer<typeof REQUEST>): void {
  for (const param of UNSUPPORTED) {
    if (!isBlank(request[param])) throw unsupported(param);
  }
  if ((request['n'] ?? 1) !== 1) throw unsupported('n');
  const format = z.object({ type: z.literal('text') }).nullish();
  if (!format.safeParse(request['response_format']).success) throw unsupported('response_format');
  if (typeof request.top_logprobs === 'number' && request.logprobs !== true) {
    throw new ProtocolError("'top_logprobs' needs 'logprobs' to be true.", {
      param: 'top_logprobs',
      code: 'invalid_value',
    });
  }
}

function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === 'none') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function unsupported(param: string): ProtocolError {
  return new ProtocolError(`Unsupported parameter: '${param}' is not supported with this model.`, {
    param,
    code: 'unsupported_parameter',
  });
}

function unknownModel(model: string): ProtocolError {
  return new ProtocolError(`The model '${model}' does not exist. There is only '${PRACTICE_MODEL}'.`, {
    status: 404,
    param: 'model',
    code: 'model_not_found',
  });
}

function fieldError({ issues: [issue] }: z.ZodError): ProtocolError {
  const path = issue?.path ?? [];
  const param = path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
  if (param === '') return new ProtocolError('The request body must be a JSON object.', { code: 'invalid_json' });
  return new ProtocolError(`Invalid '${param}': ${issue?.message ?? 'invalid value'}.`, {
    param,
    code: 'invalid_value',
  });
}

function plainText(content: z.infer<typeof CONTENT>): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
}
