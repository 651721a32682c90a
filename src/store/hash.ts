import { createHash } from 'node:crypto';
import type { Message } from '../domain/message.ts';
import { canonicalMessages, canonicalPrompt, type Prompt } from '../domain/prompt.ts';

/** SHA-256 (hex) of a prompt's canonical text: equal prompts are one version. */
export function hashPrompt(prompt: Prompt): string {
  return sha256(canonicalPrompt(prompt));
}

/** SHA-256 (hex) of a message list's canonical text: equal lists are stored once. */
export function hashMessages(messages: readonly Message[]): string {
  return sha256(canonicalMessages(messages));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
