import { type Power, powerAt } from '../../src/domain/answers/answer-power.ts';
import type { MoreSamples } from '../../src/domain/answers/answer-test.ts';
import { count, plural, usd } from '../format.ts';
import { MethodLink } from '../methods/method-link.tsx';

interface WhatIsSeenProps {
  /** Samples a side; of the smaller side where they differ. */
  readonly n: number;
  readonly more?: MoreSamples | null;
}

/** What a test of answers can see with so many samples a side, and what more of them would cost. */
export function WhatIsSeen({ n, more = null }: WhatIsSeenProps) {
  const power = powerAt(n);
  return (
    <p class="muted small">
      {power === null ? (
        `With ${plural(n, 'sample')} a side, little can be seen.`
      ) : (
        <MethodLink method="what-these-samples-can-see" title="Simulated, for two columns at p = 0.05 or less">
          {seenText(power)}
        </MethodLink>
      )}
      {more !== null && ` ${moreText(more)}`}
    </p>
  );
}

/** "5 samples a side tell one sure answer from five equally likely ones 74 times in 100, …". */
function seenText({ n, seen }: Power): string {
  const each = seen.map(({ against, chance }) => `${against} ${Math.round(100 * chance)}`);
  return `Of 100 tests with ${n} samples a side, so many tell a column that always gives one answer from a column with ${each.join(', with ')}.`;
}

function moreText({ samples, requests, costPicodollars, free }: MoreSamples): string {
  const cost = free ? 'free here' : costPicodollars === null ? 'at an unknown price' : `about ${usd(costPicodollars)}`;
  return `To have ${count(samples)} samples a column would take ${plural(requests, 'more request')}, ${cost}.`;
}
