import type { MatrixColumn } from '../../src/domain/matrix.ts';
import { flipsText } from './flips-text.ts';

/** What the columns of a run say together, in sentences: which has the best rate, against which, and how far to trust that. */
export function verdictSentences(columns: readonly MatrixColumn[]): readonly string[] {
  const [baseline, ...others] = columns;
  if (baseline === undefined || others.length === 0) return [];
  const rated = columns.filter(({ score }) => score?.passRate.value != null);
  const best = rated.reduce<MatrixColumn | null>(
    (top, one) => (top === null || rateOf(one) > rateOf(top) ? one : top),
    null,
  );
  if (best === null) return [];
  if (rated.every((one) => rateOf(one) === rateOf(best)))
    return [`All ${rated.length} columns have the same pass rate.`];
  const tried = `${best.label} has the best pass rate of ${columns.length} tried.`;
  if (best === baseline || best.flips === null) return [tried, ...tooGood(columns)];
  return [tried, `Against ${baseline.label} it ${flipsText(best.flips, best.adjusted)}.`, ...tooGood(columns)];
}

function rateOf({ score }: MatrixColumn): number {
  return score?.passRate.value ?? -1;
}

function tooGood({ length }: readonly MatrixColumn[]): readonly string[] {
  if (length < 3) return [];
  return [
    `The best of ${length} looks better than it is, as it was picked after looking: ask it again on cases it has not seen.`,
  ];
}
