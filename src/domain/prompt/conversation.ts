import type { Completion } from '../run/completion.ts';
import type { Message } from './message.ts';
import { type Prompt, promptMessages } from './prompt.ts';
import { editablePrompt } from './prompt-edits.ts';
import { escapeText } from './template.ts';

/*
 * A chatbot is a loop: ask, put the answer behind the question, write the next question, ask again. Each request carries
 * the whole conversation so far, as the model remembers nothing of it.
 */

/** The conversation goes on: the answer joins as an assistant message, and an empty user message follows it. */
export function replyTo(prompt: Prompt, answer: string): Prompt {
  const reply = { role: 'assistant', content: asText(prompt, answer) } as const;
  return editablePrompt({ ...prompt, messages: [...prompt.messages, reply] });
}

/** The conversation goes on from calls: the answer that asks for them joins, and after it the result of each, in order. */
export function withResults(
  prompt: Prompt,
  { text, toolCalls = [] }: Pick<Completion, 'text' | 'toolCalls'>,
  results: readonly string[],
): Prompt {
  const calls: Message = { role: 'assistant', content: asText(prompt, text), tool_calls: toolCalls };
  const answers = toolCalls.map(
    ({ id }, index): Message => ({ role: 'tool', content: asText(prompt, results[index] ?? ''), tool_call_id: id }),
  );
  return editablePrompt({ ...prompt, messages: [...prompt.messages, calls, ...answers] });
}

/** The user message that a prompt asks, with its variables' values, and without examples that are written into it. */
export function questionOf(prompt: Prompt): string {
  return promptMessages({ ...prompt, encoding: 'turns', examples: [] }).at(-1)?.content ?? '';
}

/** The prompt with one more example at the end; what was asked and answered is taken as it is, braces and all. */
export function withExample(prompt: Prompt, input: string, output: string): Prompt {
  const example = { input: asText(prompt, input), output: asText(prompt, output), enabled: true, tags: [] };
  return { ...prompt, examples: [...prompt.examples, example] };
}

/** Text that is sent as it is, whatever braces it holds. */
function asText({ templates }: Prompt, text: string): string {
  return templates === false ? text : escapeText(text);
}

/** The conversation up to a turn and no further, to go on from there another way. */
export function branchAfter(prompt: Prompt, index: number): Prompt {
  return editablePrompt({ ...prompt, messages: prompt.messages.slice(0, index + 1) });
}

/** An answer that stands in a conversation, and the messages that were sent to get it. */
export interface AnswerInPrompt {
  /** Its place in `prompt.messages`. */
  readonly index: number;
  readonly text: string;
  readonly asked: readonly Message[];
}

/** The assistant messages of a conversation, as they are sent, each with the request that would have asked for it. */
export function answersIn(prompt: Prompt): readonly AnswerInPrompt[] {
  const upTo = (end: number) => promptMessages({ ...prompt, messages: prompt.messages.slice(0, end) });
  return prompt.messages.flatMap(({ role }, index) =>
    role === 'assistant' ? [{ index, text: upTo(index + 1).at(-1)?.content ?? '', asked: upTo(index) }] : [],
  );
}

/** One turn of a conversation: the answer at this place, and the completion it came from. */
export interface Turn {
  readonly index: number;
  readonly text: string;
  /** `null` when it was written by hand, or something before it was changed since. */
  readonly completion: Completion | null;
}
