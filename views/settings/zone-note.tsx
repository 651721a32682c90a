import type { TimeZoneState } from '../../src/domain/history/reporting-days.ts';

export interface ZoneNoteProps {
  readonly zone: TimeZoneState;
  /** Whether the zone of the browser is offered also where a person chose another one. */
  readonly alwaysOffers?: boolean;
}

/** How the time zone of all days stands, where there is something to say: days being counted anew, or a browser elsewhere. */
export function ZoneNote({ zone: { zone, next, problem, isChosen }, alwaysOffers = false }: ZoneNoteProps) {
  if (next !== null) {
    return (
      <p class="notice" role="status" id="zone-note">
        {problem === null
          ? `Days are being counted anew for ${next}. Until that is done, those of ${zone} are shown.`
          : `Days could not be counted anew for ${next}: those of ${zone} are shown. It is tried again at the next start, or when you choose the zone again. ${problem}`}
      </p>
    );
  }
  return isChosen && !alwaysOffers ? null : <BrowserZone zone={zone} />;
}

/** Shown by a script once the browser turns out to be in another zone. */
function BrowserZone({ zone }: { readonly zone: string }) {
  return (
    <form class="notice" method="post" action="/settings/time-zone" data-zone-offer={zone} hidden>
      <input type="hidden" name="time_zone" value={zone} />
      Days are of {zone}, and this browser is in <strong data-zone-name />.{' '}
      <button type="submit" class="link">
        Use the browser’s time zone
      </button>
    </form>
  );
}
