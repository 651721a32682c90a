import type { HistoryTotals } from '../../src/domain/history/history.ts';
import { type Repricing, wouldHaveCost } from '../../src/domain/money/what-if.ts';
import { whatIfText } from '../costs/what-if.tsx';
import { count, plural, usd } from '../format.ts';

/** What matches in one line: requests, tokens, cost, and how much of it has no price. */
export function SpendTotals({ totals, would }: { readonly totals: HistoryTotals; readonly would: Repricing | null }) {
  const { completions, inputTokens, outputTokens, costPicodollars, unpriced, free } = totals;
  return (
    <p class="totals num small">
      <strong>{plural(completions, 'request')}</strong>
      <span>{count(inputTokens)} tokens in</span>
      <span>{count(outputTokens)} tokens out</span>
      {(costPicodollars > 0n || completions > unpriced + free) && <strong>{usd(costPicodollars)}</strong>}
      {would !== null && (
        <strong>
          would have cost {usd(wouldHaveCost(totals, would))} {whatIfText(would)}
        </strong>
      )}
      {unpriced > 0 && (
        <a href="/models">
          {count(unpriced)} unpriced<span class="unseen">: set prices</span>
        </a>
      )}
      {free > 0 && <span>{count(free)} free, on the built-in model</span>}
    </p>
  );
}
