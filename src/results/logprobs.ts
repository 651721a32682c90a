import { setImmediate } from 'node:timers/promises';
import type { Completion } from '../domain/run/completion.ts';
import type { Store } from '../store/store.ts';

/**
 * The logprob of each token of each answer that has them, by completion id. One answer after the other, with turns for whoever else
 * waits: a long one's alternatives are a hundred kilobytes of JSON.
 */
export async function logprobsOf(
  completions: Pick<Store['completions'], 'logprobs'>,
  samples: readonly Completion[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const known = new Map<number, readonly number[]>();
  for (const { id } of samples) {
    const tokens = await completions.logprobs(id);
    if (tokens !== null && tokens.length > 0) {
      known.set(
        id,
        tokens.map(({ logprob }) => logprob),
      );
    }
    await setImmediate();
  }
  return known;
}
