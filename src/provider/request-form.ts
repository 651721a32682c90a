/** How a service wants a request to be shaped, where services differ. Never about the values in it. */
export interface RequestForm {
  /** What it calls the most tokens of an answer. */
  readonly limit: 'max_completion_tokens' | 'max_tokens';
  /** What it calls the seed. */
  readonly seed: 'seed' | 'random_seed';
  /** Whether it is asked to stream. */
  readonly stream: boolean;
  /** Whether it is asked for the usage in the stream. */
  readonly streamOptions: boolean;
}
