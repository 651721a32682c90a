import { readingTexts, relatedTexts } from './corpus/corpus.ts';
import { instructionsOf, type PracticeMessage } from './messages.ts';
import { readShots } from './shots.ts';
import { contentWords } from './words/tokenizer.ts';

/** So much of a message, from its end, tells whether its words are known. */
const MAX_READ = 20_000;

/**
 * Share of the prompt's words that Practice has something to go by, 0 to 1: of the content words in what is asked and
 * in the instructions, those that are in its corpus or stand on another line of the prompt too, as the words of
 * examples do. What is asked is the last user message, or its unfinished end when its examples are inlined. 1 when
 * there are no content words. Below about one half, a page should say that the prompt is outside what Practice knows.
 */
export function knownShare(whole: readonly PracticeMessage[]): number {
  const messages = whole.map((message) => ({ ...message, content: message.content.slice(-MAX_READ) }));
  const asked = contentWords(`${instructionsOf(messages)}\n${readShots(messages).query}`);
  if (asked.length === 0) return 1;
  const lines = messages.flatMap((message) => message.content.split('\n')).map(contentWords);
  const linesWith = new Map<string, number>();
  for (const word of lines.flat()) linesWith.set(word, (linesWith.get(word) ?? 0) + 1);
  const known = asked.filter((word) => corpusWords().has(word) || (linesWith.get(word) ?? 0) > 1);
  return known.length / asked.length;
}

let words: ReadonlySet<string> | null = null;

function corpusWords(): ReadonlySet<string> {
  words ??= new Set([...readingTexts(), ...relatedTexts()].flatMap(contentWords));
  return words;
}
