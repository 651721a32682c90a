import type { MatrixColumn } from '../../src/domain/cases/matrix.ts';
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
  const equals = rated.filter((one) => rateOf(one) === rateOf(best));
  if (equals.length === rated.length) return [`All ${rated.length} columns have the same pass rate.`];
  const tried = bestText(equals, columns.length);
  if (equals.includes(baseline) || best.flips === null) return [tried, ...tooGood(columns)];
  const who = equals.length > 1 ? best.label : 'it';
  return [tried, `Against ${baseline.label} ${who} ${flipsText(best.flips, best.adjusted)}.`, ...tooGood(columns)];
}

/** Of several columns with the best rate none is the best. */
function bestText(equals: readonly MatrixColumn[], tried: number): string {
  const labels = equals.map(({ label }) => label);
  if (labels.length === 1) return `${labels[0]} has the best pass rate of ${tried} tried.`;
  const named = labels.length > MAX_NAMED ? `${labels.length} columns` : labels.join(' and ');
  return `${named} share the best pass rate of ${tried} tried.`;
}

const MAX_NAMED = 2;

function rateOf({ score }: MatrixColumn): number {
  return score?.passRate.value ?? -1;
}

function tooGood({ length }: readonly MatrixColumn[]): readonly string[] {
  if (length < 3) return [];
  return [
    `The best of ${length} looks better than it is, as it was picked after looking: ask it again on cases it has not seen.`,
  ];
}
