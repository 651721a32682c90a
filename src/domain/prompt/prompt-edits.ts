import type { MessageImage } from './image.ts';
import type { Message, Role } from './message.ts';
import type { Prompt } from './prompt.ts';

/*
 * Structural edits of the conversation. The last message is the user message to answer, or the result of a call: it stays last and
 * keeps its role, so an edit that would change that leaves the prompt as it is.
 */

/** Adds an earlier turn right before the user message to answer, with the role whose turn it would be; after a result, a user message. */
export function addMessage(prompt: Prompt): Prompt {
  if (prompt.messages.at(-1)?.role === 'tool') return withMessages(prompt, [...prompt.messages, EMPTY_QUESTION]);
  const earlier = prompt.messages.slice(0, -1);
  const role: Role = earlier.at(-1)?.role === 'user' ? 'assistant' : 'user';
  return withMessages(prompt, [...earlier, { role, content: '' }, ...prompt.messages.slice(-1)]);
}

const EMPTY_QUESTION: Message = { role: 'user', content: '' };

/** Takes an earlier turn out; the last one, too, where it follows or is the result of a call. */
export function removeMessage(prompt: Prompt, index: number): Prompt {
  const [before, last] = prompt.messages.slice(-2);
  const isRemovable = isEarlierTurn(prompt, index) || before?.role === 'tool' || last?.role === 'tool';
  if (!isRemovable || prompt.messages[index] === undefined) return prompt;
  return editablePrompt(withMessages(prompt, prompt.messages.toSpliced(index, 1)));
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
  if (role === 'tool' || message.role === 'tool' || message.tool_calls !== undefined || message.images !== undefined)
    return prompt;
  return withMessages(prompt, prompt.messages.with(index, { ...message, role }));
}

/** Adds images to a user message. */
export function addImages(prompt: Prompt, index: number, added: readonly MessageImage[]): Prompt {
  const message = prompt.messages[index];
  if (message?.role !== 'user' || added.length === 0) return prompt;
  const images = [...(message.images ?? []), ...added];
  return withMessages(prompt, prompt.messages.with(index, { ...message, images }));
}

/** Takes an image out of a message. */
export function removeImage(prompt: Prompt, index: number, place: number): Prompt {
  const message = prompt.messages[index];
  if (message?.images?.[place] === undefined) return prompt;
  const { images, ...bare } = message;
  const left = images.toSpliced(place, 1);
  return withMessages(prompt, prompt.messages.with(index, left.length === 0 ? bare : { ...bare, images: left }));
}

/** The prompt as the editor holds it: with a user message or the result of a call at its end; an empty one if there was none. */
export function editablePrompt(prompt: Prompt): Prompt {
  const last = prompt.messages.at(-1)?.role;
  if (last === 'user' || last === 'tool') return prompt;
  return withMessages(prompt, [...prompt.messages, EMPTY_QUESTION]);
}

function isEarlierTurn(prompt: Prompt, index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < prompt.messages.length - 1;
}

function withMessages(prompt: Prompt, messages: readonly Message[]): Prompt {
  return { ...prompt, messages };
}
