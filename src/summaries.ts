import type { Analyst } from './analysis/analyst.ts';
import type { Summary } from './analysis/summary.ts';
import { columnsOf, samplesOf } from './domain/columns.ts';
import type { RunView } from './domain/run.ts';

/** Summarises each column of a run, off the main thread where that takes long. */
export function summariesOf(analyst: Pick<Analyst, 'summarise'>, view: RunView): Promise<readonly Summary[]> {
  return analyst.summarise(
    columnsOf(view).map((column) => {
      const { samples, failed } = samplesOf(column);
      return {
        failed,
        fold: 'norm',
        outputs: samples.map(({ text, usage, finishReason, cost, ttftMs }) => ({
          text,
          outputTokens: usage?.outputTokens ?? null,
          finishReason,
          logprobs: null,
          costPicodollars: cost === null || cost.source === 'free' ? null : cost.picodollars,
          ttftMs,
        })),
      };
    }),
  );
}
