import type { Message } from './message.ts';

export const ENCODINGS = ['turns', 'inline'] as const;
/** How examples become messages: user/assistant pairs, or text inside the last user message. */
export type Encoding = (typeof ENCODINGS)[number];

export interface Example {
  readonly input: string;
  readonly output: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
}

/**
 * What is asked, as an object with parts. `messages` is the conversation so far; it normally ends with the user message
 * to answer. `template` is the text of one inlined example and only matters with the encoding `inline`.
 */
export interface Prompt {
  readonly system: string | null;
  readonly examples: readonly Example[];
  readonly messages: readonly Message[];
  readonly encoding: Encoding;
  readonly template: string | null;
}

export const EMPTY_PROMPT: Prompt = {
  system: null,
  examples: [],
  messages: [{ role: 'user', content: '' }],
  encoding: 'turns',
  template: null,
};

/** The prompt that holds a plain chat message list; `promptMessages` gives the list back unchanged. */
export function promptFromMessages(messages: readonly Message[]): Prompt {
  const [first, ...rest] = messages;
  const opensWithSystem = first?.role === 'system' && first.name === undefined;
  return {
    ...EMPTY_PROMPT,
    system: opensWithSystem ? first.content : null,
    messages: opensWithSystem ? rest : messages,
  };
}

/** The exact messages a request carries: system, then enabled examples as turns, then the conversation. */
export function promptMessages(prompt: Prompt): readonly Message[] {
  const system: Message[] = prompt.system === null ? [] : [{ role: 'system', content: prompt.system }];
  const shots = prompt.examples
    .filter((example) => example.enabled)
    .flatMap((example): Message[] => [
      { role: 'user', content: example.input },
      { role: 'assistant', content: example.output },
    ]);
  return [...system, ...shots, ...prompt.messages];
}

/**
 * The text whose hash identifies a version: equal prompts give equal text, whatever the order in which their
 * properties were written.
 */
export function canonicalPrompt(prompt: Prompt): string {
  return JSON.stringify({
    system: prompt.system,
    examples: prompt.examples.map(({ input, output, enabled, tags }) => ({ input, output, enabled, tags })),
    messages: prompt.messages.map(canonicalMessage),
    encoding: prompt.encoding,
    template: prompt.template,
  });
}

/** The text whose hash identifies a message list. */
export function canonicalMessages(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(canonicalMessage));
}

function canonicalMessage({ role, content, name }: Message): Message {
  return name === undefined ? { role, content } : { role, content, name };
}
