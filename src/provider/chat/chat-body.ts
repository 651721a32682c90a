import { type Message, sentMessage } from '../../domain/prompt/message.ts';
import { type RequestContents, sentSettings } from '../../domain/request/request-settings.ts';
import type { Settings } from '../../domain/run/sweep.ts';
import type { ChatBody } from '../provider.ts';
import { responsesBody } from '../responses/responses-body.ts';
import type { RequestForm } from './request-form.ts';

export interface ChatBodyParts extends RequestContents {
  readonly settings: Settings;
  readonly messages: readonly Message[];
  /** The bytes of kept images as data URLs, by hash. */
  readonly images?: ReadonlyMap<string, string>;
  /** How the service wants it. */
  readonly form: RequestForm;
}

/** The JSON of a chat request, in the form of the API that it goes through: exactly what was asked for, nothing added or left out, and nothing for what is not sent. */
export function chatBody(parts: ChatBodyParts): ChatBody {
  const { settings, messages, form } = parts;
  const { model, connection: __, variant: _, max_completion_tokens: maxTokens, seed, ...sampling } = settings;
  // What is `null` in an extra body is sent too.
  const { extra_body: extraBody, ...contents } = sentSettings(parts);
  const known = withoutNulls({
    model,
    messages: messages.map((message) => sentMessage(message, parts.images)),
    ...sampling,
    [form.seed]: seed,
    [form.limit]: maxTokens,
    ...contents,
    stream: form.stream ? true : null,
    stream_options: form.stream && form.streamOptions ? { include_usage: true } : null,
  });
  const chat = { ...extraBody, ...known };
  return form.protocol === 'responses' ? responsesBody(chat, form) : chat;
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): ChatBody {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
