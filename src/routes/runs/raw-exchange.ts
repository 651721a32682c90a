import type { AppDeps } from '../../app-deps.ts';
import { imageHashes, sentMessage } from '../../domain/prompt/message.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { ChatBody } from '../../provider/provider.ts';
import { isResponsesBody, responsesInput } from '../../provider/responses/responses-body.ts';

export interface Exchange {
  /** The API that was asked: `/chat/completions` or `/responses`. */
  readonly protocol: 'chat' | 'responses';
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly response: Readonly<Record<string, unknown>> | null;
}

/**
 * The JSON of a completion's request as it was sent, and its answer put together from the stream. Messages and text are
 * kept once, elsewhere, and are put back here; images stand by their names unless `withImages`.
 */
export async function rawExchange(
  { store }: AppDeps,
  completion: Completion,
  { withImages = false }: { readonly withImages?: boolean } = {},
): Promise<Exchange> {
  const [raw, messages] = await Promise.all([
    store.completions.raw(completion.id),
    store.runs.messagesOf(completion.id),
  ]);
  const images = withImages ? await store.images.dataUrls(imageHashes(messages)) : undefined;
  const sent = messages.map((message) => sentMessage(message, images));
  return {
    protocol: raw?.request != null && isResponsesBody(raw.request) ? 'responses' : 'chat',
    request: raw?.request == null ? null : withMessages(raw.request, sent),
    response:
      raw?.response == null
        ? null
        : {
            ...raw.response,
            choices: [
              {
                index: 0,
                message: sentMessage({ role: 'assistant', content: completion.text, ...callsOf(completion) }),
                finish_reason: completion.finishReason,
              },
            ],
          },
  };
}

function withMessages(request: ChatBody, messages: readonly ChatBody[]): ChatBody {
  if (isResponsesBody(request)) return { ...request, input: responsesInput(messages) };
  const { model, ...params } = request;
  return { model, messages, ...params };
}

function callsOf({ toolCalls }: Completion) {
  return toolCalls === undefined ? {} : { tool_calls: toolCalls };
}
