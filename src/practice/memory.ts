import type { Chat } from './chat.ts';
import { REMEMBERED } from './corpus/corpus.ts';
import { Recent } from './recent.ts';
import { parallelism } from './slots.ts';
import { tokenize, wordOf } from './words/tokenizer.ts';
import { type Features, similarity, type WordVectors } from './words/word-vectors.ts';

/** A remembered question, one answer to it, and the logarithm of its weight as something to copy. */
export interface Recollection {
  readonly asked: string;
  readonly answer: string;
  readonly affinity: number;
}

/** How steeply the weight of an example grows with similarity (0 to 1): the weight is exp(GAIN * similarity). */
export const GAIN = 12;
/** Share of the wording, next to what it is about, in how near a remembered question is. */
const WORDING = 0.25;
/** A question like none remembered is as near as this to the chat that has no question. */
const NOTHING_KNOWN = 0.45;
const MAX_RECALLED = 6;
/** Columns of one grid ask the same with other shots. */
const MAX_QUERIES_KEPT = 64;

interface Question {
  readonly words: readonly string[];
  readonly features: Features;
}

/** The corpus's chats, found by what their questions are about. */
export class Memory {
  readonly #vectors: WordVectors;
  readonly #recalled = new Recent<readonly Recollection[]>(MAX_QUERIES_KEPT);
  readonly #chats: readonly { chat: Chat; system: Features | null; asked: readonly Question[] }[];

  constructor(vectors: WordVectors) {
    this.#vectors = vectors;
    this.#chats = REMEMBERED.map((chat) => ({
      chat,
      system: chat.system === undefined ? null : vectors.features(chat.system),
      asked: chat.asked.map((text) => ({ words: tokenize(text).map(wordOf), features: vectors.features(text) })),
    }));
  }

  /** The answers to the remembered questions nearest to this one. */
  recall(query: string, instructions: string): readonly Recollection[] {
    return this.#recalled.get(JSON.stringify([query, instructions]), () => this.#nearest(query, instructions));
  }

  #nearest(query: string, instructions: string): Recollection[] {
    const question: Question = { words: tokenize(query).map(wordOf), features: this.#vectors.features(query) };
    const instruction = this.#vectors.features(instructions);
    const ranked = this.#chats.map(({ chat, system, asked }) => {
      const scores = asked.map((known, i) => (chat.asked[i] === '' ? NOTHING_KNOWN : nearness(known, question)));
      const nearest = Math.max(...scores);
      return { chat, asked: chat.asked[scores.indexOf(nearest)] ?? '', near: nearest + obeying(system, instruction) };
    });
    const nearest = ranked.sort((a, b) => b.near - a.near).slice(0, MAX_RECALLED);
    return nearest.flatMap(({ chat, asked, near }) =>
      chat.answers.map((answer, rank) => ({
        asked,
        answer,
        affinity: GAIN * near + logShare(rank, chat.answers.length),
      })),
    );
  }
}

/** Answers to one question share its weight by Zipf's law: the second has half of the first, the third a third. */
function logShare(rank: number, count: number): number {
  let harmonic = 0;
  for (let i = 1; i <= count; i++) harmonic += 1 / i;
  return -Math.log((rank + 1) * harmonic);
}

function nearness(known: Question, asked: Question): number {
  return (1 - WORDING) * similarity(asked.features, known.features) + WORDING * parallelism(known.words, asked.words);
}

/** A chat held under a system message comes to mind under one like it, and hardly without. */
function obeying(system: Features | null, instruction: Features): number {
  return system === null ? 0 : 0.6 * similarity(system, instruction) - 0.3;
}
