import { usd } from '../format.ts';

export const TODAY_ID = 'today';

/** What was spent on a day. */
export interface Today {
  /** As far as it is known, in pico-dollars. */
  readonly spent: bigint;
  /** How many requests may have cost something that is not known. */
  readonly unpriced: number;
  /** `null`: no cap. */
  readonly cap: bigint | null;
}

/** What was spent today, on every page. Days are those of UTC, as everywhere. */
export function TodayLink({ today: { spent, unpriced, cap } }: { readonly today: Today }) {
  const parts = [
    `today ${usd(spent)}`,
    unpriced > 0 ? `${unpriced} unpriced` : '',
    cap === null ? '' : `cap ${usd(cap)}`,
  ];
  return (
    <a
      id={TODAY_ID}
      class="today num small"
      href="/settings"
      title="Spent today (UTC), and the cap for a day if one is set"
    >
      {parts.filter((part) => part !== '').join(' · ')}
    </a>
  );
}
