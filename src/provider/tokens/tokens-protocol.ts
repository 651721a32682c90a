export type Encoding = 'o200k_base' | 'cl100k_base';

/** What the main thread asks of the worker, one at a time. No texts: only load the encoding. */
export interface CountJob {
  readonly encoding: Encoding;
  readonly texts: readonly string[];
}

export interface CountReply {
  readonly tokens: readonly number[];
}
