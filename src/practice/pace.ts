import { setImmediate, setTimeout } from 'node:timers/promises';
import type { FinishReason, PracticeToken } from './generation.ts';

/** At no pace, the event loop gets a turn after this many tokens. */
const TOKENS_PER_TURN = 64;

/**
 * Passes tokens on at a rate, in tokens per second; 0 is at once, with no timers. Rejects with the signal's reason as
 * soon as it aborts, also while waiting, and then asks for no further token.
 */
export async function* paced(
  tokens: Generator<PracticeToken, FinishReason>,
  { tokensPerSecond, signal }: { tokensPerSecond: number; signal: AbortSignal },
): AsyncGenerator<PracticeToken, FinishReason> {
  const start = performance.now();
  try {
    for (let count = 1; ; count++) {
      signal.throwIfAborted();
      const step = tokens.next();
      if (step.done) return step.value;
      const due = tokensPerSecond === 0 ? 0 : start + (count * 1000) / tokensPerSecond - performance.now();
      if (due > 0) await setTimeout(due, null, { signal });
      else if (count % TOKENS_PER_TURN === 0) await setImmediate(null, { signal });
      yield step.value;
    }
  } finally {
    tokens.return('stop');
  }
}
