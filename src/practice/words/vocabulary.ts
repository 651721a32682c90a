/** The token every answer starts after; it is never predicted. */
export const ANSWER = 0;
/** The token that ends an answer. */
export const END = 1;

/**
 * Token texts and their ids. A prompt reads through an overlay (`extend`), which adds the words that only this prompt
 * has and leaves the words below it untouched, so that nothing passes from one prompt to the next.
 */
export class Vocabulary {
  readonly #base: Vocabulary | null;
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  constructor(base: Vocabulary | null = null) {
    this.#base = base;
    if (base === null) this.#texts.push('', '');
  }

  get size(): number {
    return this.#offset + this.#texts.length;
  }

  extend(): Vocabulary {
    return new Vocabulary(this);
  }

  /** The id of a token; one not yet known is added. */
  add(token: string): number {
    const known = this.find(token);
    if (known !== null) return known;
    const id = this.size;
    this.#ids.set(token, id);
    this.#texts.push(token);
    return id;
  }

  find(token: string): number | null {
    return this.#ids.get(token) ?? this.#base?.find(token) ?? null;
  }

  /** The text of a token: empty for the two marks. Throws a RangeError for an id it never gave out. */
  text(id: number): string {
    const text = this.#base !== null && id < this.#offset ? this.#base.text(id) : this.#texts[id - this.#offset];
    if (text === undefined) throw new RangeError(`No token has the id ${id}`);
    return text;
  }

  get #offset(): number {
    return this.#base?.size ?? 0;
  }
}
