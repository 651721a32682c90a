import * as z from 'zod';

const part = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(part).transform((parts) => parts.map(({ text }) => text).join(''))]);

/** The messages of one chat line, as files for fine-tuning hold them; a content in parts is theirs together. Images and calls are none. */
export const chatMessages = z.array(z.object({ role: z.string(), content }));

export type ChatMessages = z.output<typeof chatMessages>;

/** What is said to a model before the conversation, under either of its names. */
export function isInstruction({ role }: ChatMessages[number]): boolean {
  return role === 'system' || role === 'developer';
}
