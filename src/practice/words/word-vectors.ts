/**
 * What a text is about: its content words weighted by rarity (idf), and the company those words keep, as positive
 * pointwise mutual information of words that share a document (PPMI; Levy and Goldberg 2014).
 */
import { contentWords } from './tokenizer.ts';

/** A text's direction; its length is 1, or 0 when the text has no content word. */
export interface Features {
  readonly words: ReadonlyMap<string, number>;
  readonly company: Float32Array;
  /** The places of `company` that are not 0. */
  readonly active: Uint16Array;
}

/** How much the company of a word counts against the word itself. */
const COMPANY_WEIGHT = 1.5;

/** The words that keep a word company, by their places, and how closely. */
interface Row {
  readonly others: Uint16Array;
  readonly weights: Float64Array;
}

export class WordVectors {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #documentFrequency: ReadonlyMap<string, number>;
  readonly #documents: number;

  /** Each document is one text; words are related when they share one. */
  constructor(documents: readonly string[]) {
    const words = documents.map(contentWords);
    this.#documents = documents.length;
    this.#documentFrequency = countWords(words);
    this.#rows = ppmiRows(words, [...this.#documentFrequency.keys()]);
  }

  has(word: string): boolean {
    return this.#documentFrequency.has(word);
  }

  features(text: string): Features {
    const words = new Map<string, number>();
    const company = new Float32Array(this.#documentFrequency.size);
    for (const word of contentWords(text)) {
      const rarity = this.#idf(word);
      words.set(word, rarity);
      const row = this.#rows.get(word);
      if (row !== undefined) addTo(company, row, COMPANY_WEIGHT * rarity);
    }
    return toUnitLength(words, company);
  }

  #idf(word: string): number {
    return Math.log(1 + this.#documents / (1 + (this.#documentFrequency.get(word) ?? 0)));
  }
}

/** Cosine similarity, 0 to 1. */
export function similarity(a: Features, b: Features): number {
  let sum = 0;
  for (const [word, weight] of a.words) sum += weight * (b.words.get(word) ?? 0);
  const active = a.active.length < b.active.length ? a.active : b.active;
  // By index: an iterator costs more than the products.
  for (let at = 0; at < active.length; at++) {
    const i = active[at] ?? 0;
    sum += (a.company[i] ?? 0) * (b.company[i] ?? 0);
  }
  return sum;
}

function addTo(company: Float32Array, { others, weights }: Row, factor: number): void {
  for (let at = 0; at < others.length; at++) {
    const other = others[at] ?? 0;
    company[other] = (company[other] ?? 0) + factor * (weights[at] ?? 0);
  }
}

function toUnitLength(words: Map<string, number>, company: Float32Array): Features {
  let square = 0;
  for (const weight of words.values()) square += weight * weight;
  const active: number[] = [];
  for (let i = 0; i < company.length; i++) {
    const weight = company[i] ?? 0;
    if (weight === 0) continue;
    active.push(i);
    square += weight * weight;
  }
  const length = Math.sqrt(square) || 1;
  for (const [word, weight] of words) words.set(word, weight / length);
  for (const i of active) company[i] = (company[i] ?? 0) / length;
  return { words, company, active: Uint16Array.from(active) };
}

function countWords(documents: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of documents.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function ppmiRows(documents: readonly (readonly string[])[], vocabulary: readonly string[]) {
  const index = new Map(vocabulary.map((word, i) => [word, i] as const));
  const together = countTogether(documents, index);
  const marginals = together.map((row) => sumOf(row.values()));
  const total = sumOf(marginals);
  const row = (i: number) => {
    const others: number[] = [];
    const weights: number[] = [];
    for (const [j, count] of together[i] ?? []) {
      const pmi = Math.log((count * total) / ((marginals[i] ?? 1) * (marginals[j] ?? 1)));
      if (pmi <= 0) continue;
      others.push(j);
      weights.push(pmi);
    }
    return unitRow(others, weights);
  };
  return new Map(vocabulary.map((word, i) => [word, row(i)] as const));
}

function countTogether(documents: readonly (readonly string[])[], index: ReadonlyMap<string, number>) {
  const together = Array.from({ length: index.size }, () => new Map<number, number>());
  for (const words of documents) {
    const ids = words.map((word) => index.get(word) ?? 0);
    for (const a of ids) {
      const row = together[a];
      for (const b of ids) if (a !== b) row?.set(b, (row.get(b) ?? 0) + 1);
    }
  }
  return together;
}

function unitRow(others: readonly number[], weights: readonly number[]): Row {
  let square = 0;
  for (const weight of weights) square += weight * weight;
  const length = Math.sqrt(square) || 1;
  return { others: Uint16Array.from(others), weights: Float64Array.from(weights, (weight) => weight / length) };
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
