/** Ways to ask the same thing, and answers to it, the likeliest first. */
export interface Chat {
  readonly system?: string;
  readonly asked: readonly string[];
  readonly answers: readonly string[];
}
