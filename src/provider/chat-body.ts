import { type Message, sentMessage } from '../domain/message.ts';
import type { Settings } from '../domain/sweep.ts';
import type { FunctionTool, ToolChoice } from '../domain/tool.ts';
import type { ChatBody } from './provider.ts';
import type { RequestForm } from './request-form.ts';
import { responsesBody } from './responses-body.ts';

export interface ChatBodyParts {
  readonly settings: Settings;
  readonly messages: readonly Message[];
  /** The bytes of kept images as data URLs, by hash. */
  readonly images?: ReadonlyMap<string, string>;
  readonly stop: readonly string[] | null;
  readonly responseFormat: Readonly<Record<string, unknown>> | null;
  readonly logprobs: boolean;
  readonly topLogprobs: number | null;
  readonly serviceTier?: string;
  /** Sent as it is, what is `null` in it too. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  readonly tools?: readonly FunctionTool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  /** How the service wants it. */
  readonly form: RequestForm;
}

/** The JSON of a chat request, in the form of the API that it goes through: exactly what was asked for, nothing added or left out, and nothing for what is not sent. */
export function chatBody(parts: ChatBodyParts): ChatBody {
  const { settings, messages, stop, responseFormat, logprobs, topLogprobs, form } = parts;
  const { model, connection: __, variant: _, max_completion_tokens: maxTokens, seed, ...sampling } = settings;
  const { serviceTier = null, extraBody = {}, tools = null, toolChoice = null, parallelToolCalls = null } = parts;
  const known = withoutNulls({
    model,
    messages: messages.map((message) => sentMessage(message, parts.images)),
    ...sampling,
    [form.seed]: seed,
    [form.limit]: maxTokens,
    stop,
    response_format: responseFormat,
    logprobs: logprobs ? true : null,
    top_logprobs: topLogprobs,
    service_tier: serviceTier,
    tools,
    tool_choice: toolChoice,
    parallel_tool_calls: parallelToolCalls,
    stream: form.stream ? true : null,
    stream_options: form.stream && form.streamOptions ? { include_usage: true } : null,
  });
  const chat = { ...extraBody, ...known };
  return form.protocol === 'responses' ? responsesBody(chat, form) : chat;
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): ChatBody {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
