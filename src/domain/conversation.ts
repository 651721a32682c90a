import type { Completion } from './completion.ts';
import type { Message } from './message.ts';
import { type Prompt, promptMessages } from './prompt.ts';
import { editablePrompt } from './prompt-edits.ts';
import { escapeText, renderText } from './template.ts';

/*
 * A chatbot is a loop: ask, put the answer behind the question, write the next question, ask again. Each request carries
 * the whole conversation so far, as the model remembers nothing of it.
 */

/** The conversation goes on: the answer joins as an assistant message, and an empty user message follows it. */
export function replyTo(prompt: Prompt, answer: string): Prompt {
  const said: Message = { role: 'assistant', content: escapeText(answer) };
  return editablePrompt({ ...prompt, messages: [...prompt.messages, said] });
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

/** The assistant messages of a conversation, each with the request that would have asked for it. */
export function answersIn(prompt: Prompt): readonly AnswerInPrompt[] {
  const values = new Map(Object.entries(prompt.variables ?? {}));
  return prompt.messages.flatMap(({ role, content }, index) =>
    role === 'assistant'
      ? [
          {
            index,
            text: renderText(content, values),
            asked: promptMessages({ ...prompt, messages: prompt.messages.slice(0, index) }),
          },
        ]
      : [],
  );
}

/** One turn of a conversation: the answer at this place, and the completion it came from. */
export interface Turn {
  readonly index: number;
  readonly text: string;
  /** `null` when it was written by hand, or something before it was changed since. */
  readonly completion: Completion | null;
}
