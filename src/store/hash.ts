import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Case, canonicalCase, caseParts } from '../domain/cases/case.ts';
import type { Message } from '../domain/prompt/message.ts';
import { canonicalMessages, canonicalPrompt, type Prompt } from '../domain/prompt/prompt.ts';
import { wordsOfMessages } from './search/search-index.ts';

/** A prompt's canonical text with its SHA-256 (hex): equal prompts are one version. */
export interface HashedPrompt {
  readonly hash: string;
  readonly content: string;
}

export function hashedPrompt(prompt: Prompt): HashedPrompt {
  const content = canonicalPrompt(prompt);
  return { hash: sha256(content), content };
}

/** A message list's canonical text with its SHA-256 (hex), as equal lists are kept once, and the words that find it. */
export interface IndexedMessages extends HashedPrompt {
  readonly words: string;
}

export function indexedMessages(messages: readonly Message[]): IndexedMessages {
  const content = canonicalMessages(messages);
  return { hash: sha256(content), content, words: wordsOfMessages(messages) };
}

/** SHA-256 (hex) of a message list's canonical text. */
export function hashMessages(messages: readonly Message[]): string {
  return sha256(canonicalMessages(messages));
}

/** SHA-256 (hex) of cases in their order: equal ones are kept once. */
export function hashCases(cases: readonly Case[]): string {
  const hash = createHash('sha256');
  for (const one of cases) hash.update(`${canonicalCase(one)}\n`);
  return hash.digest('hex');
}

/** The same with a turn of the event loop now and then. */
export async function hashManyCases(cases: readonly Case[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of caseParts(cases)) {
    for (const one of part) hash.update(`${canonicalCase(one)}\n`);
    await setImmediate();
  }
  return hash.digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
