import { answersToCopy, type Knowledge } from './candidates.ts';
import { InductionHead, type Source } from './induction.ts';
import type { PracticeMessage } from './messages.ts';
import { isContentWord, wordOf } from './words/tokenizer.ts';
import { ANSWER, END, type Vocabulary } from './words/vocabulary.ts';

/** A prompt, read once: what its answers may copy from, and its own overlay of the vocabulary. */
export interface PreparedPrompt {
  readonly vocabulary: Vocabulary;
  readonly head: InductionHead;
}

export function preparePrompt(
  messages: readonly PracticeMessage[],
  { vocabulary: learned, ...knowledge }: Knowledge & { readonly vocabulary: Vocabulary },
): PreparedPrompt {
  const vocabulary = learned.extend();
  const sources = answersToCopy(messages, knowledge).map(
    ({ tokens, affinity }): Source => ({
      tokens: [ANSWER, ...tokens.map((token) => vocabulary.add(token)), END],
      affinity,
    }),
  );
  const mayStand = (id: number) => isContentWord(wordOf(vocabulary.text(id)));
  return { vocabulary, head: new InductionHead(sources, mayStand) };
}
