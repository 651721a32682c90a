import { count, usd } from '../format.ts';

export const TODAY_ID = 'today';

/** What was spent on a day. */
export interface Today {
  /** As far as it is known, in pico-dollars. */
  readonly spent: bigint;
  /** How many requests may have cost something that is not known. */
  readonly unpriced: number;
  /** `null`: no cap. */
  readonly cap: bigint | null;
  /** The time zone of the day. */
  readonly zone: string;
}

/** What was spent today and how much of the day's budget that is, on every page. */
export function TodayLink({ today: { spent, unpriced, cap, zone } }: { readonly today: Today }) {
  const without = unpriced === 0 ? '' : `, without ${count(unpriced)} unpriced`;
  return (
    <a id={TODAY_ID} class="spend num" href="/history" title={`Spent today (${zone})${without}: see the history`}>
      <span>
        <strong>
          {usd(spent)}
          {unpriced > 0 && <span class="brief"> + ?</span>}
        </strong>
        {cap !== null && ` of ${usd(cap)}`} today
        {unpriced > 0 && <span class="long"> · {count(unpriced)} unpriced</span>}
      </span>
      {cap !== null && (
        <progress aria-label="Budget used today" value={percent(spent, cap)} max="100">
          {percent(spent, cap)}%
        </progress>
      )}
    </a>
  );
}

/** A whole number from 0 to 100; of a budget of nothing, all is used. */
function percent(spent: bigint, cap: bigint): number {
  if (cap === 0n || spent >= cap) return 100;
  return Number((spent * 100n) / cap);
}
