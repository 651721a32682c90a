/** So many requests of one model: temperatures × samples. */
export interface LoadRequest {
  readonly model: string;
  readonly temperatures: readonly number[];
  readonly samples: number;
  /** Requests in flight. */
  readonly concurrency: number;
}

export interface LoadResult {
  readonly wallMs: number;
  /** Of the process that asked, all its threads. */
  readonly cpuMs: number;
}

/** Something that can carry out a load. */
export type Loaded = (request: LoadRequest) => Promise<LoadResult>;
