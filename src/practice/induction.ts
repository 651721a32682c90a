/**
 * A soft induction head (after Olsson et al. 2022): wherever an earlier answer ran like the one being written, its
 * next token gets a vote. The vote grows with the length of the match and with how near that answer's question is to
 * the present one.
 */
import type { TokenMass } from './words/token-mass.ts';
import { ANSWER } from './words/vocabulary.ts';

/** An answer to attend to, between the answer mark and the end token, with the logarithm of its weight. */
export interface Source {
  readonly tokens: readonly number[];
  readonly affinity: number;
}

/** Each matching token multiplies a vote by this, up to the longest match counted. */
const MATCH_GAIN = 1.6;
const MAX_MATCH = 8;
/** Share of the probability given to the votes at the start of an answer. */
const START_TRUST = 0.97;
/** Within the answer the share is L / (L + slack), L being the length of the strongest match. */
const SLACK = 0.5;

export class InductionHead {
  readonly #tokens: Int32Array;
  readonly #weights: Float64Array;
  readonly #mayStand: (token: number) => boolean;

  /** `mayStand` tells the tokens that may be followed on their own; a match on any other must be longer. */
  constructor(sources: readonly Source[], mayStand: (token: number) => boolean) {
    const strongest = Math.max(...sources.map((source) => source.affinity));
    this.#tokens = Int32Array.from(sources.flatMap((source) => source.tokens));
    this.#weights = Float64Array.from(
      sources.flatMap(({ tokens, affinity }) => tokens.map(() => Math.exp(affinity - strongest))),
    );
    this.#mayStand = mayStand;
  }

  /** Adds the votes for the token after `history` to `into`, and returns the mass they took, 0 to 1. */
  vote(history: readonly number[], into: TokenMass): number {
    const votes = this.#votes(history);
    const trust = votes.total === 0 ? 0 : votes.start ? START_TRUST : votes.length / (votes.length + SLACK);
    for (const [token, weight] of votes.weights) into.add(token, (trust * weight) / votes.total);
    return trust;
  }

  #votes(history: readonly number[]) {
    const last = history.at(-1) ?? ANSWER;
    const alone = last === ANSWER || this.#mayStand(last);
    const weights = new Map<number, number>();
    let total = 0;
    let strongest = 0;
    let length = 0;
    for (let at = this.#tokens.indexOf(last); at >= 0; at = this.#tokens.indexOf(last, at + 1)) {
      const match = this.#matchLength(history, at);
      if (match < 2 && !alone) continue;
      const weight = (this.#weights[at] ?? 0) * MATCH_GAIN ** match;
      const next = this.#tokens[at + 1] ?? ANSWER;
      weights.set(next, (weights.get(next) ?? 0) + weight);
      total += weight;
      if (weight > strongest) [strongest, length] = [weight, match];
    }
    return { weights, total, length, start: last === ANSWER };
  }

  /** A match cannot run past the start of its source: there stands the answer mark, which history has only once. */
  #matchLength(history: readonly number[], at: number): number {
    let length = 1;
    while (
      length < Math.min(MAX_MATCH, history.length) &&
      this.#tokens[at - length] === history[history.length - 1 - length]
    ) {
      length += 1;
    }
    return length;
  }
}
