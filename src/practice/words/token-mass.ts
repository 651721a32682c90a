/**
 * Probability gathered token by token, for the few tokens that have more than their share of the unigram floor.
 * One is reused over the steps of a generation: `clear` costs only what was touched.
 */
export class TokenMass {
  readonly #mass: Float64Array;
  readonly #listed: Uint8Array;
  readonly ids: number[] = [];

  constructor(vocabularySize: number) {
    this.#mass = new Float64Array(vocabularySize);
    this.#listed = new Uint8Array(vocabularySize);
  }

  add(id: number, mass: number): void {
    if (this.#listed[id] === 0) {
      this.#listed[id] = 1;
      this.ids.push(id);
    }
    this.#mass[id] = this.of(id) + mass;
  }

  of(id: number): number {
    return this.#mass[id] ?? 0;
  }

  has(id: number): boolean {
    return this.#listed[id] === 1;
  }

  scale(id: number, factor: number): void {
    this.#mass[id] = this.of(id) * factor;
  }

  clear(): void {
    for (const id of this.ids) {
      this.#mass[id] = 0;
      this.#listed[id] = 0;
    }
    this.ids.length = 0;
  }
}
