import { inTurn } from '../../platform/in-turn.ts';
import { threadClient } from '../../platform/thread-client.ts';
import type { CountJob, CountReply, Encoding } from './tokens-protocol.ts';

export interface CountingWorker {
  /** The tokens of each text; `null` when counting failed or took too long. Jobs are done one after the other. */
  count(job: CountJob): Promise<readonly number[] | null>;
  /** Whether an encoding is there, so that nobody waits for it. */
  isLoaded(encoding: Encoding): boolean;
  /** Loads an encoding before somebody waits for it. */
  load(encoding: Encoding): Promise<void>;
  close(): Promise<void>;
}

/** Loading an encoding takes a quarter of a second, and much longer on a machine that has other things to do. */
const LOAD_WITHIN_MS = 20_000;
/** An encoding takes some 50 MB; unused for so long, it is let go. */
const UNUSED_AFTER_MS = 10 * 60_000;
/** Twice what an encoding needs on the heap while it is read. */
const MAX_HEAP_MB = 64;

/** Counts in a thread that is replaced when a job takes longer than `timeoutMs`, the time to load an encoding not counted. */
export function createCountingWorker(options: {
  readonly timeoutMs: number;
  readonly onError: (error: unknown) => void;
}): CountingWorker {
  const { timeoutMs, onError } = options;
  const client = threadClient<CountJob, CountReply>('provider/tokens/tokens-worker', {
    onError,
    maxHeapMb: MAX_HEAP_MB,
  });
  const queue = inTurn();
  const loaded = new Set<Encoding>();
  let unused: NodeJS.Timeout | undefined;

  async function run(job: CountJob): Promise<readonly number[] | null> {
    clearTimeout(unused);
    unused = setTimeout(() => void client.letGo(), UNUSED_AFTER_MS).unref();
    // What a thread had loaded went with it.
    if (!client.isStarted) loaded.clear();
    if (!loaded.has(job.encoding)) {
      if ((await client.ask({ encoding: job.encoding, texts: [] }, LOAD_WITHIN_MS)) === null) return null;
      loaded.add(job.encoding);
    }
    if (job.texts.length === 0) return [];
    return (await client.ask(job, timeoutMs))?.tokens ?? null;
  }

  return {
    count: (job) => queue(() => run(job)),
    isLoaded: (encoding) => client.isStarted && loaded.has(encoding),
    load: async (encoding) => {
      await queue(() => run({ encoding, texts: [] }));
    },
    close: () => {
      clearTimeout(unused);
      return client.close();
    },
  };
}
