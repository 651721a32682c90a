import type { HistoryTotals } from '../../src/domain/history/history.ts';
import { count, plural, usd } from '../format.ts';
import type { Today } from '../head/today.tsx';

/** What was asked and spent in the last days, whatever the filters say. */
export interface Stretch {
  readonly label: string;
  /** How many days it has; the last one is today. */
  readonly days: number;
  readonly totals: HistoryTotals;
}

interface TilesProps {
  readonly stretches: readonly Stretch[];
  readonly today: Today | null;
}

/** The figures one looks for first: today, a week, a month, and the budget of a day. */
export function Tiles({ stretches, today }: TilesProps) {
  return (
    <dl class="card tiles">
      {stretches.map((stretch) => (
        <Tile stretch={stretch} />
      ))}
      <Budget today={today} />
    </dl>
  );
}

function Tile({ stretch: { label, days, totals } }: { readonly stretch: Stretch }) {
  const { completions, costPicodollars, unpriced, free } = totals;
  const facts = [
    plural(completions, 'request'),
    days > 1 && costPicodollars > 0n ? `${usd(costPicodollars / BigInt(days))} a day` : '',
    free > 0 ? `${count(free)} free` : '',
    unpriced > 0 ? `${count(unpriced)} unpriced` : '',
  ];
  return (
    <div class="tile">
      <dt>{label}</dt>
      <dd class="num">{usd(costPicodollars)}</dd>
      <dd class="small">
        {facts
          .filter((fact) => fact !== '')
          .map((fact, index) => (
            <>
              {index > 0 && ' · '}
              <span class="nowrap">{fact}</span>
            </>
          ))}
      </dd>
    </div>
  );
}

function Budget({ today }: { readonly today: Today | null }) {
  const cap = today?.cap ?? null;
  return (
    <div class="tile">
      <dt>Daily budget</dt>
      <dd class="num">{cap === null ? 'none' : usd(cap)}</dd>
      <dd class="small">
        {cap !== null && today !== null && `${usd(today.spent)} used today · `}
        <a href="/settings">{cap === null ? 'Set one' : 'Change'}</a>
      </dd>
    </div>
  );
}
