import { inTurn } from '../platform/in-turn.ts';
import { threadClient } from '../platform/thread-client.ts';
import type { CountJob, CountReply, Encoding } from './tokens-protocol.ts';

export interface CountingWorker {
  /** The tokens of each text; `null` when counting failed or took too long. Jobs are done one after the other. */
  count(job: CountJob): Promise<readonly number[] | null>;
  close(): Promise<void>;
}

/** Loading an encoding takes a quarter of a second, and much longer on a machine that has other things to do. */
const LOAD_WITHIN_MS = 20_000;

/** Counts in a thread that is replaced when a job takes longer than `timeoutMs`, the time to load an encoding not counted. */
export function createCountingWorker(options: {
  readonly timeoutMs: number;
  readonly onError: (error: unknown) => void;
}): CountingWorker {
  const { timeoutMs, onError } = options;
  const client = threadClient<CountJob, CountReply>('provider/tokens-worker', { onError });
  const queue = inTurn();
  const loaded = new Set<Encoding>();

  async function run(job: CountJob): Promise<readonly number[] | null> {
    // What a thread had loaded went with it.
    if (!client.isStarted) loaded.clear();
    if (!loaded.has(job.encoding)) {
      if ((await client.ask({ encoding: job.encoding, texts: [] }, LOAD_WITHIN_MS)) === null) return null;
      loaded.add(job.encoding);
    }
    return (await client.ask(job, timeoutMs))?.tokens ?? null;
  }

  return {
    count: (job) => queue(() => run(job)),
    close: () => client.close(),
  };
}
