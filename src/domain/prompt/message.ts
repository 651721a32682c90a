import { imageName, isLinked, type MessageImage } from './image.ts';
import { callText, type ToolCall } from './tool.ts';

export const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
export type Role = (typeof ROLES)[number];

/** One chat message as the API takes it; `name` tells participants of the same role apart. */
export interface Message {
  readonly role: Role;
  readonly content: string;
  readonly name?: string;
  /** Of an assistant message: the functions it asks to be called. */
  readonly tool_calls?: readonly ToolCall[];
  /** Of a tool message: the call whose result it is. */
  readonly tool_call_id?: string;
  /** Of a user message: what stands after its text. */
  readonly images?: readonly MessageImage[];
}

type Extras = Pick<Message, 'name' | 'tool_calls' | 'tool_call_id' | 'images'>;

/** What of a message is not its role and its text, as far as it has any. */
export function messageExtras({ name, tool_calls, tool_call_id, images }: Extras): Extras {
  return {
    ...(name === undefined ? {} : { name }),
    ...(tool_calls === undefined ? {} : { tool_calls }),
    ...(tool_call_id === undefined ? {} : { tool_call_id }),
    ...(images === undefined || images.length === 0 ? {} : { images }),
  };
}

/**
 * A message as it is sent: one that only calls functions has no text, one with images is a list of parts. `dataUrls` holds the
 * bytes of kept images by hash; one that is not there stands by its name.
 */
export function sentMessage(
  { role, content, ...rest }: Message,
  dataUrls: ReadonlyMap<string, string> = new Map(),
): Readonly<Record<string, unknown>> {
  const { images, ...extras } = messageExtras(rest);
  if (images !== undefined) {
    const text = content === '' ? [] : [{ type: 'text', text: content }];
    const urls = images.map((image) => (isLinked(image) ? image.url : (dataUrls.get(image.hash) ?? imageName(image))));
    return { role, content: [...text, ...urls.map((url) => ({ type: 'image_url', image_url: { url } }))], ...extras };
  }
  const isCallAlone = content === '' && extras.tool_calls !== undefined;
  return { role, content: isCallAlone ? null : content, ...extras };
}

/** The hashes of all kept images of messages. */
export function imageHashes(messages: readonly Message[]): readonly string[] {
  return messages.flatMap(({ images = [] }) => images.flatMap((image) => (isLinked(image) ? [] : [image.hash])));
}

/** All that a message says, calls and images included, as text to read and to compare. */
export function messageText({
  content,
  tool_calls = [],
  images = [],
}: Pick<Message, 'content' | 'tool_calls' | 'images'>): string {
  const more = [...tool_calls.map(callText), ...images.map(imageText)];
  return [...(content === '' && more.length > 0 ? [] : [content]), ...more].join('\n');
}

function imageText(image: MessageImage): string {
  return isLinked(image)
    ? `[image ${image.url}]`
    : `[image ${image.width} × ${image.height}, ${image.hash.slice(0, 12)}]`;
}
