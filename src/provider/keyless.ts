import type { ChatResult, ChatSink } from './provider.ts';
import { secretFilter, withoutSecret } from './secret-filter.ts';

/** A sink that never hears the key, should an endpoint send it back. */
export interface KeylessSink extends ChatSink {
  /** Tells what was held back because it might have been the start of the key; call it when the answer has ended. */
  flush(): void;
  /** The result, without the key as well. */
  cleaned(result: ChatResult): ChatResult;
}

export function keylessSink(sink: ChatSink, apiKey: string | null): KeylessSink {
  const text = secretFilter(apiKey);
  const reasoning = secretFilter(apiKey);
  const tell = (piece: string, listener: (delta: string) => void) => {
    if (piece !== '') listener(piece);
  };
  return {
    opened: sink.opened,
    text: (delta) => tell(text.pass(delta), sink.text),
    reasoning: (delta) => tell(reasoning.pass(delta), sink.reasoning),
    flush: () => {
      tell(text.rest(), sink.text);
      tell(reasoning.rest(), sink.reasoning);
    },
    cleaned: ({ finishReason, response, logprobs, ...rest }) => ({
      ...rest,
      ...withoutSecret({ finishReason, response }, apiKey),
      // They spell the answer out token by token, so they would give back what was taken out of it.
      logprobs: text.found() ? null : withoutSecret(logprobs, apiKey),
    }),
  };
}
