import type { Message, Role } from './message.ts';
import type { Prompt } from './prompt.ts';

/*
 * Structural edits of the conversation. The last message is the user message to answer: it stays last and stays a user
 * message, so an edit that would change that leaves the prompt as it is.
 */

/** Adds an earlier turn right before the user message to answer, with the role whose turn it would be. */
export function addMessage(prompt: Prompt): Prompt {
  const earlier = prompt.messages.slice(0, -1);
  const role: Role = earlier.at(-1)?.role === 'user' ? 'assistant' : 'user';
  return withMessages(prompt, [...earlier, { role, content: '' }, ...prompt.messages.slice(-1)]);
}

/** Takes an earlier turn out. */
export function removeMessage(prompt: Prompt, index: number): Prompt {
  if (!isEarlierTurn(prompt, index)) return prompt;
  return withMessages(prompt, prompt.messages.toSpliced(index, 1));
}

/** Swaps an earlier turn with its neighbour. */
export function moveMessage(prompt: Prompt, index: number, direction: 'up' | 'down'): Prompt {
  const other = direction === 'up' ? index - 1 : index + 1;
  if (!isEarlierTurn(prompt, index) || !isEarlierTurn(prompt, other)) return prompt;
  const moved = prompt.messages[index] as Message;
  return withMessages(prompt, prompt.messages.with(index, prompt.messages[other] as Message).with(other, moved));
}

/** Gives an earlier turn another role. */
export function changeRole(prompt: Prompt, index: number, role: Role): Prompt {
  const message = prompt.messages[index];
  if (message === undefined || !isEarlierTurn(prompt, index)) return prompt;
  return withMessages(prompt, prompt.messages.with(index, { ...message, role }));
}

/** The prompt as the editor holds it: with a user message at its end, empty if there was none. */
export function editablePrompt(prompt: Prompt): Prompt {
  if (prompt.messages.at(-1)?.role === 'user') return prompt;
  return withMessages(prompt, [...prompt.messages, { role: 'user', content: '' }]);
}

function isEarlierTurn(prompt: Prompt, index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < prompt.messages.length - 1;
}

function withMessages(prompt: Prompt, messages: readonly Message[]): Prompt {
  return { ...prompt, messages };
}
