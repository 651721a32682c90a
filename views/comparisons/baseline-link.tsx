import { type Baseline, baselineName } from '../../src/domain/answers/baseline-diff.ts';
import { Tool } from '../icon.tsx';
import { differencesPlaceId } from './baseline-diff.tsx';

interface BaselineLinkProps {
  readonly run: number;
  readonly baseline: Exclude<Baseline, { readonly kind: 'text' }>;
}

/** Holds all answers of the run against this one (or a column's most frequent one): below the run, or on a page of its own. */
export function BaselineLink({ run, baseline }: BaselineLinkProps) {
  const path = `/runs/${run}/differences?baseline=${baselineName(baseline)}`;
  return (
    <a
      class="button quiet"
      data-opens-tab="differences"
      href={path}
      hx-get={path}
      hx-target={`#${differencesPlaceId(run)}`}
      hx-swap="innerHTML show:top"
      title={
        baseline.kind === 'column'
          ? 'Mark what differs from this column’s most frequent answer'
          : 'Mark what differs from this answer'
      }
    >
      <Tool icon="baseline" name="Baseline" />
    </a>
  );
}
