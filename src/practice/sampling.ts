/**
 * From next-token probabilities to a token: temperature, then top_p (nucleus sampling, Holtzman et al. 2020), then one
 * draw. A distribution lists the tokens that stand out; all others share a scaled unigram distribution (the floor),
 * whose powers are tabled once per temperature, so that a draw costs what is listed and not the whole vocabulary.
 */
import type { TokenMass } from './words/token-mass.ts';

/**
 * Practice's own calibration: its probabilities are raised to this power before temperature applies, so that text at
 * temperature 1 still reads and falls apart from about 1.5. The scale is Practice's: real models differ.
 */
export const SHARPNESS = 1.4;

/** Probabilities before sharpening: `listed` holds the tokens that stand out, all others have `floor` * unigram. */
export interface Distribution {
  readonly listed: TokenMass;
  readonly floor: number;
}

export interface SamplingSettings {
  /** 0 takes the likeliest token, always. */
  readonly temperature: number;
  /** 0 to 1: draw only from the likeliest tokens that together reach this share. */
  readonly topP: number;
}

/** Draws a token. `random` gives numbers in [0, 1). */
export function sample(distribution: Distribution, floor: Floor, draw: SamplingSettings & { random: () => number }) {
  if (draw.temperature === 0) return floor.likeliest(distribution).id;
  const tempered = floor.tempered(distribution, SHARPNESS / draw.temperature);
  const random = draw.random();
  if (draw.topP < 1) return pick(nucleus(tempered, draw.topP), random);
  return pickAny(tempered, random);
}

interface ScoredToken {
  readonly id: number;
  /** Natural logarithm of the probability at temperature 1, before top_p. */
  readonly logprob: number;
}

/** The log-probability of `chosen` and the `top` likeliest tokens, at temperature 1 whatever temperature is drawn at. */
export function score(distribution: Distribution, floor: Floor, { chosen, top }: { chosen: number; top: number }) {
  const tempered = floor.tempered(distribution, SHARPNESS);
  const logprob = (weight: number) => Math.max(MIN_LOGPROB, Math.log(weight / tempered.total));
  const alternatives: ScoredToken[] = [];
  for (const [id, weight] of descending(tempered)) {
    if (alternatives.length >= top) break;
    alternatives.push({ id, logprob: logprob(weight) });
  }
  return { logprob: logprob(tempered.weight(chosen)), alternatives };
}

/** The OpenAI protocol's stand-in for a probability too small to tell. */
const MIN_LOGPROB = -9999;

/** Probability of the `size` tokens of a vocabulary at temperature 1, by id; sums to 1. */
export function probabilities(distribution: Distribution, floor: Floor, size: number): Float64Array {
  const tempered = floor.tempered(distribution, SHARPNESS);
  return Float64Array.from({ length: size }, (_, id) => tempered.weight(id) / tempered.total);
}

/** Relative weights after temperature. */
interface Tempered {
  readonly distribution: Distribution;
  readonly listed: readonly (readonly [id: number, weight: number])[];
  readonly floorScale: number;
  readonly powers: Float64Array;
  readonly order: readonly number[];
  readonly total: number;
  weight(id: number): number;
}

/** The unigram distribution under every other one, with its powers kept for the temperatures in use. */
export class Floor {
  readonly #unigram: Float64Array;
  readonly #order: readonly number[];
  readonly #tables = new Map<number, { powers: Float64Array; total: number }>();

  constructor(unigram: Float64Array) {
    this.#unigram = unigram;
    this.#order = [...unigram.keys()].sort((a, b) => (unigram[b] ?? 0) - (unigram[a] ?? 0) || a - b);
  }

  /** The unigram probability of a token; 0 for the words that only the prompt has. */
  likelihood(id: number): number {
    return this.#unigram[id] ?? 0;
  }

  likeliest({ listed, floor }: Distribution): { id: number; mass: number } {
    const id = this.#order.find((token) => !listed.has(token)) ?? 0;
    let best = { id, mass: floor * this.likelihood(id) };
    for (const token of listed.ids) {
      const mass = listed.of(token);
      if (mass > best.mass || (mass === best.mass && token < best.id)) best = { id: token, mass };
    }
    return best;
  }

  /** Raises all probabilities to a power, relative to the likeliest, so that no power can underflow to nothing. */
  tempered(distribution: Distribution, exponent: number): Tempered {
    const { powers, total: floorTotal } = this.#table(exponent);
    const peak = this.likeliest(distribution).mass;
    const floorScale = ((distribution.floor * this.likelihood(this.#order[0] ?? 0)) / peak) ** exponent;
    const listed: (readonly [number, number])[] = [];
    let listedTotal = 0;
    let covered = 0;
    for (const id of distribution.listed.ids) {
      const weight = (distribution.listed.of(id) / peak) ** exponent;
      listed.push([id, weight]);
      listedTotal += weight;
      covered += powers[id] ?? 0;
    }
    const total = listedTotal + floorScale * Math.max(0, floorTotal - covered);
    const weight = (id: number) =>
      distribution.listed.has(id) ? (distribution.listed.of(id) / peak) ** exponent : floorScale * (powers[id] ?? 0);
    return { distribution, listed, floorScale, powers, order: this.#order, total, weight };
  }

  #table(exponent: number) {
    const known = this.#tables.get(exponent);
    if (known !== undefined) return known;
    const peak = this.likelihood(this.#order[0] ?? 0);
    const powers = this.#unigram.map((probability) => (probability / peak) ** exponent);
    const table = { powers, total: powers.reduce((sum, power) => sum + power, 0) };
    if (this.#tables.size >= MAX_TABLES) this.#tables.delete([...this.#tables.keys()][0] ?? 0);
    this.#tables.set(exponent, table);
    return table;
  }
}

const MAX_TABLES = 32;

function pickAny(tempered: Tempered, random: number): number {
  let left = random * tempered.total;
  for (const [id, weight] of tempered.listed) {
    left -= weight;
    if (left < 0) return id;
  }
  let last = tempered.listed.at(-1)?.[0] ?? 0;
  for (const id of tempered.order) {
    if (tempered.distribution.listed.has(id)) continue;
    last = id;
    left -= tempered.floorScale * (tempered.powers[id] ?? 0);
    if (left < 0) break;
  }
  return last;
}

function nucleus(tempered: Tempered, topP: number): [number, number][] {
  const kept: [number, number][] = [];
  let sum = 0;
  for (const entry of descending(tempered)) {
    kept.push(entry);
    sum += entry[1];
    if (sum >= topP * tempered.total) break;
  }
  return kept;
}

function pick(weights: readonly (readonly [number, number])[], random: number): number {
  let left = random * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [id, weight] of weights) {
    left -= weight;
    if (left < 0) return id;
  }
  return weights.at(-1)?.[0] ?? 0;
}

/** All tokens with some weight, heaviest first, ties by id. */
function* descending(tempered: Tempered): Generator<[number, number]> {
  const listed = [...tempered.listed].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  let next = 0;
  for (const id of tempered.order) {
    if (tempered.distribution.listed.has(id)) continue;
    const weight = tempered.floorScale * (tempered.powers[id] ?? 0);
    if (weight === 0) break;
    for (let entry = listed[next]; entry !== undefined && entry[1] >= weight; entry = listed[++next]) {
      yield [entry[0], entry[1]];
    }
    yield [id, weight];
  }
  for (; next < listed.length; next++) {
    const entry = listed[next];
    if (entry !== undefined && entry[1] > 0) yield [entry[0], entry[1]];
  }
}
