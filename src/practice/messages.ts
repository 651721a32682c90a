/** One message of a prompt, its content joined to plain text. */
export interface PracticeMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly content: string;
}

/** System and developer messages are instructions; the rest is the conversation. */
export function isInstruction(message: PracticeMessage): boolean {
  return message.role === 'system' || message.role === 'developer';
}

/** The text of all instructions, one per line. */
export function instructionsOf(messages: readonly PracticeMessage[]): string {
  return messages
    .filter(isInstruction)
    .map((message) => message.content)
    .join('\n');
}

/** What is to be answered: the last user message; empty when there is none. */
export function lastUserText(messages: readonly PracticeMessage[]): string {
  return messages.findLast((message) => message.role === 'user')?.content ?? '';
}
