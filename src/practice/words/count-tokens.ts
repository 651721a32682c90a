import type { PracticeMessage } from '../messages.ts';
import { tokenize } from './tokenizer.ts';

/** The marks around each message, and the one that opens the answer. */
const MARKS_PER_MESSAGE = 2;
const ANSWER_MARK = 1;

/** A prompt's length in Practice's own tokens, as its usage reports it, and the share of each message in it. */
export function countPracticeTokens(messages: readonly PracticeMessage[]) {
  const perMessage = messages.map((message) => tokensIn(message.content) + MARKS_PER_MESSAGE);
  return { inputTokens: perMessage.reduce((sum, count) => sum + count, ANSWER_MARK), perMessage };
}

/** The long text counted last: a page that is typed on counts the same one several times. */
let last: { readonly text: string; readonly tokens: number } | null = null;
const LONG = 10_000;

function tokensIn(text: string): number {
  if (text.length < LONG) return tokenize(text).length;
  if (last?.text !== text) last = { text, tokens: tokenize(text).length };
  return last.tokens;
}
