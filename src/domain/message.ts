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
}

/** What of a message is not its role and its text, as far as it has any. */
export function messageExtras({
  name,
  tool_calls,
  tool_call_id,
}: Pick<Message, 'name' | 'tool_calls' | 'tool_call_id'>): Pick<Message, 'name' | 'tool_calls' | 'tool_call_id'> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(tool_calls === undefined ? {} : { tool_calls }),
    ...(tool_call_id === undefined ? {} : { tool_call_id }),
  };
}

/** A message as it is sent: one that only calls functions has no text. */
export function sentMessage({ role, content, ...extras }: Message): Readonly<Record<string, unknown>> {
  const isCallAlone = content === '' && extras.tool_calls !== undefined;
  return { role, content: isCallAlone ? null : content, ...messageExtras(extras) };
}

/** All that a message says, calls included, as text to read and to compare. */
export function messageText({ content, tool_calls = [] }: Pick<Message, 'content' | 'tool_calls'>): string {
  return [...(content === '' && tool_calls.length > 0 ? [] : [content]), ...tool_calls.map(callText)].join('\n');
}
