import type { Connection } from '../domain/connection.ts';
import type { Message } from '../domain/message.ts';
import type { Settings } from '../domain/sweep.ts';
import type { ChatBody } from './provider.ts';

export interface ChatBodyParts {
  readonly settings: Settings;
  readonly messages: readonly Message[];
  readonly stop: readonly string[] | null;
  readonly responseFormat: Readonly<Record<string, unknown>> | null;
  readonly logprobs: boolean;
  readonly topLogprobs: number | null;
  readonly kind: Connection['kind'];
}

/** The JSON of a chat request: exactly what was asked for, nothing added or left out, and nothing for what is not sent. */
export function chatBody(parts: ChatBodyParts): ChatBody {
  const { settings, messages, stop, responseFormat, logprobs, topLogprobs, kind } = parts;
  const { model, variant: _, max_completion_tokens: maxTokens, ...sampling } = settings;
  return withoutNulls({
    model,
    messages: messages.map(({ role, content, name }) => withoutNulls({ role, content, name: name ?? null })),
    ...sampling,
    [maxTokensName(kind)]: maxTokens,
    stop,
    response_format: responseFormat,
    logprobs: logprobs ? true : null,
    top_logprobs: topLogprobs,
    stream: true,
    stream_options: { include_usage: true },
  });
}

/** What a connection calls the most tokens of an answer: servers on one's own machine know the older name only. */
function maxTokensName(kind: Connection['kind']): 'max_completion_tokens' | 'max_tokens' {
  return kind === 'discovered' ? 'max_tokens' : 'max_completion_tokens';
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): ChatBody {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
