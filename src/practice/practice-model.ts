/**
 * Practice: a small language model inside the process, for trying temperature and shots without a key. The next token
 * comes from an n-gram model over a small corpus, mixed with an induction head that copies from the prompt's examples
 * and from remembered chats. Nothing is answered by rule: every token is drawn from the mixture.
 */

import { readingTexts, relatedTexts } from './corpus/corpus.ts';
import {
  type FinishReason,
  firstToken,
  type GenerationSettings,
  generateAnswer,
  type PracticeToken,
} from './generation.ts';
import { Memory } from './memory.ts';
import type { PracticeMessage } from './messages.ts';
import { type PreparedPrompt, preparePrompt } from './prompt.ts';
import { Recent } from './recent.ts';
import { Floor } from './sampling.ts';
import { countPracticeTokens } from './words/count-tokens.ts';
import { type NGram, trainNGram } from './words/n-gram.ts';
import { tokenizeAnswer } from './words/tokenizer.ts';
import { ANSWER, END, Vocabulary } from './words/vocabulary.ts';
import { WordVectors } from './words/word-vectors.ts';

export interface PracticeModel {
  /** Tokens of a prompt, its message marks included. */
  countTokens(messages: readonly PracticeMessage[]): number;
  /** Yields the answer token by token and returns why it ended. Leaving the loop early ends all work. */
  generate(
    messages: readonly PracticeMessage[],
    settings?: Partial<GenerationSettings>,
  ): Generator<PracticeToken, FinishReason>;
  /** Probability of each possible first token, at temperature 1, by its text; the end token's text is empty. */
  firstToken(messages: readonly PracticeMessage[]): ReadonlyMap<string, number>;
}

const DEFAULTS: GenerationSettings = {
  temperature: 1,
  topP: 1,
  seed: null,
  maxTokens: 256,
  topLogprobs: null,
  presencePenalty: 0,
  frequencyPenalty: 0,
};

/** Samples of one prompt share what was read from it. */
const MAX_PROMPTS_KEPT = 32;

/** The model learns its corpus on first use (well under a second) and then answers any number of prompts. */
export function createPracticeModel(): PracticeModel {
  let learned: Learned | null = null;
  const prompts = new Recent<PreparedPrompt>(MAX_PROMPTS_KEPT);
  const read = (messages: readonly PracticeMessage[]) => {
    learned ??= learn();
    const { nGram, floor, ...knowledge } = learned;
    const key = JSON.stringify(messages.map(({ role, content }) => [role, content]));
    return { ...prompts.get(key, () => preparePrompt(messages, knowledge)), nGram, floor };
  };
  return {
    countTokens: (messages) => countPracticeTokens(messages).inputTokens,
    generate: (messages, settings) => generateAnswer(read(messages), { ...DEFAULTS, ...settings }),
    firstToken: (messages) => firstToken(read(messages)),
  };
}

interface Learned {
  readonly vocabulary: Vocabulary;
  readonly vectors: WordVectors;
  readonly memory: Memory;
  readonly nGram: NGram;
  readonly floor: Floor;
}

function learn(): Learned {
  const vocabulary = new Vocabulary();
  const documents = readingTexts().map((text) => [
    ANSWER,
    ...tokenizeAnswer(text).map((token) => vocabulary.add(token)),
    END,
  ]);
  const vectors = new WordVectors(relatedTexts());
  const nGram = trainNGram(documents, vocabulary.size);
  return { vocabulary, vectors, memory: new Memory(vectors), nGram, floor: new Floor(nGram.unigram) };
}
