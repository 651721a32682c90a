import type { TimeZoneState } from '../../src/domain/history/reporting-days.ts';
import { ZoneNote } from './zone-note.tsx';

export interface ZoneCardProps {
  readonly zone: TimeZoneState;
  /** All that can be chosen. */
  readonly names: readonly string[];
  /** What is wrong with what was chosen. */
  readonly error: string | null;
}

/** The time zone of all days: of sums, filters, caps, times on pages and exports. */
export function ZoneCard({ zone, names, error }: ZoneCardProps) {
  const chosen = zone.next ?? zone.zone;
  return (
    <>
      <ZoneNote zone={zone} alwaysOffers />
      <form
        method="post"
        action="/settings/time-zone"
        class="card rules"
        id="time-zone"
        aria-labelledby="time-zone-title"
        data-save
        novalidate
      >
        <header>
          <h2 id="time-zone-title">Time zone</h2>
        </header>
        <div class="sets">
          <div class="set">
            <label for="time-zone-name">Days are of</label>
            <span>
              <select
                id="time-zone-name"
                class="input"
                name="time_zone"
                aria-invalid={error === null ? undefined : 'true'}
                aria-describedby="time-zone-hint"
              >
                {(names.includes(chosen) ? names : [chosen, ...names]).map((name) => (
                  <option value={name} selected={name === chosen}>
                    {name}
                  </option>
                ))}
              </select>
            </span>
            <p class={error === null ? 'hint' : 'err small'} id="time-zone-hint">
              {error ??
                'Times, filters, sums by day, caps of a day and exports. After a change, what was spent today counts until the next midnight.'}
            </p>
          </div>
        </div>
        <footer>
          <span class="small muted" data-save-state />
          <button type="submit" class="button primary">
            Use this time zone
          </button>
        </footer>
      </form>
    </>
  );
}
