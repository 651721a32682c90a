import type { ToolCall } from '../domain/prompt/tool.ts';
import { secretsFilter, withoutSecrets } from './errors/secret-filter.ts';
import type { ChatResult, ChatSink } from './provider.ts';

/** A sink that never hears a key, should an endpoint send it back. */
export interface KeylessSink extends ChatSink {
  /** Tells what was held back because it might have been the start of one; call it when the answer has ended. */
  flush(): void;
  /** The result, without keys as well. */
  cleaned(result: ChatResult): ChatResult;
}

export function keylessSink(sink: ChatSink, secrets: readonly string[]): KeylessSink {
  const text = secretsFilter(secrets);
  const reasoning = secretsFilter(secrets);
  const tellText = (piece: string) => {
    if (piece !== '') sink.text(piece);
  };
  const tellReasoning = (piece: string) => {
    if (piece !== '') sink.reasoning(piece);
  };
  let calls: (() => readonly ToolCall[]) | null = null;
  /** What may be the start of the key is held back until more is known. */
  const soFar = ({ id, type, function: { name, arguments: given } }: ToolCall): ToolCall => ({
    id,
    type,
    function: { name, arguments: secretsFilter(secrets).pass(given) },
  });
  return {
    opened: () => sink.opened(),
    text: (delta) => tellText(text.pass(delta)),
    reasoning: (delta) => tellReasoning(reasoning.pass(delta)),
    toolCalls: (told) => {
      calls = told;
      sink.toolCalls(() => withoutSecrets(told().map(soFar), secrets));
    },
    flush: () => {
      const told = calls;
      if (told !== null) sink.toolCalls(() => withoutSecrets(told(), secrets));
      tellText(text.rest());
      tellReasoning(reasoning.rest());
    },
    cleaned: ({ finishReason, response, logprobs, ...rest }) => ({
      ...rest,
      ...withoutSecrets({ finishReason, response }, secrets),
      // They spell the answer out token by token, so they would give back what was taken out of it.
      logprobs: text.found() ? null : withoutSecrets(logprobs, secrets),
    }),
  };
}
