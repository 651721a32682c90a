import type { CostGroupRow } from '../../domain/history/history.ts';
import { toUsd } from '../../domain/money/cost.ts';
import { type Repricing, wouldHaveCost } from '../../domain/money/what-if.ts';
import type { RunTotals } from '../../domain/run/columns.ts';

/** Money twice: as a number people can read, and exactly. */
export function money(picodollars: bigint) {
  return { usd: toUsd(picodollars), picodollars: String(picodollars) };
}

/** US dollars as a number; null stays null. */
export function usdOrNull(picodollars: bigint | null): number | null {
  return picodollars === null ? null : toUsd(picodollars);
}

/** Sums; tokens are null when none are known, and what has no price is counted apart. */
export function totalsJson(totals: RunTotals) {
  return {
    completions: totals.completions,
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    cost: { ...money(totals.costPicodollars ?? 0n), unpriced: totals.unpriced },
  };
}

/** Sums of one group: labels under the groups' names, ids beside them. */
export function costGroupJson(row: CostGroupRow, would: Repricing | null) {
  const { key, values, completions, inputTokens, cachedInputTokens, outputTokens, costPicodollars, unpriced, free } =
    row;
  const ids = (['notebook', 'experiment', 'version'] as const).flatMap((group) =>
    group in values ? [[`${group}_id`, values[group]] as const] : [],
  );
  return {
    ...key,
    ...Object.fromEntries(ids),
    completions,
    input_tokens: inputTokens,
    cached_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    cost: { ...money(costPicodollars), unpriced },
    free,
    ...(would === null
      ? {}
      : {
          would_have_cost: {
            ...money(wouldHaveCost(row, would)),
            model: would.prices?.model ?? null,
            price_date: would.prices?.date ?? null,
            batch: would.batch,
          },
        }),
  };
}
