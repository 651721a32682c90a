import type { PassRate } from '../../src/domain/cases/score.ts';
import type { VersionWithTotals } from '../../src/domain/prompt/version.ts';
import { count, dash, percent, plural, usd } from '../format.ts';

/** A version with how its answers did. */
export interface JudgedVersion {
  readonly version: VersionWithTotals;
  /** How often two answers of its newest run agree, from 0 to 1; `null` where nothing can be compared. */
  readonly agreement: number | null;
  /** Its pass rate in the newest run that was checked; `null`: none was. */
  readonly rate: (PassRate & { readonly run: number }) | null;
}

interface VersionFiguresProps extends JudgedVersion {
  readonly experiment: number;
}

/** How one version did over all its runs, and the way to the others. */
export function VersionFigures({ experiment, version, agreement, rate }: VersionFiguresProps) {
  const { number, name, runs, totals } = version;
  return (
    <>
      <p>
        <strong>Version {number}</strong>
        {name !== null && ` · ${name}`}
      </p>
      <dl class="figure-list num">
        <dt>Runs</dt>
        <dd>{count(runs)}</dd>
        <dt>Answers</dt>
        <dd>{count(totals.completions)}</dd>
        <dt>Agreement</dt>
        <dd>{dash(agreement)}</dd>
        {rate !== null && (
          <>
            <dt>Pass rate</dt>
            <dd>
              <a href={`/runs/${rate.run}/matrix`}>{rateText(rate)}</a>
            </dd>
          </>
        )}
        <dt>Cost</dt>
        <dd>{costOf(totals)}</dd>
      </dl>
      <a href={`/experiments/${experiment}/versions`}>All versions</a>
    </>
  );
}

/** `83% (70% to 91%), 48 cases`. */
export function rateText({ value, low, high, cases }: PassRate): string {
  const interval = low === null ? '' : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(value)}${interval}, ${plural(cases, 'case')}`;
}

/** What a version's requests cost; what is not known, and what was free, is said. */
export function costOf({ completions, costPicodollars, unpriced, free }: VersionWithTotals['totals']): string {
  const parts = [
    completions - unpriced - free > 0 || costPicodollars > 0n ? usd(costPicodollars) : '',
    unpriced > 0 ? `${count(unpriced)} unpriced` : '',
    free > 0 ? (free === completions ? 'free' : `${count(free)} free`) : '',
  ];
  return parts.filter((part) => part !== '').join(' + ');
}
