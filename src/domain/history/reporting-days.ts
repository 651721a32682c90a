import { addDays } from './period.ts';
import { type Calendar, calendarOf, UTC } from './time-zone.ts';

/*
 * Which days are reported: of one time zone, which a person can change. What was spent is never counted anew for that. The day that is
 * spent on when the zone changes goes on until the next midnight of the new zone, so that no change makes room under a cap.
 */

/** A day that caps are held against: two days of the same date in two zones are two days. */
export interface SpendingDay {
  readonly day: string;
  readonly zone: string;
}

/** A time zone with the time from which it holds, in milliseconds since 1970. */
export interface ReportingZone {
  readonly since: number;
  readonly zone: string;
  /** The day that goes on after the change, and until when; `null` for the first zone of a file. */
  readonly kept: { readonly day: SpendingDay; readonly until: number } | null;
}

/** How the time zone of all days stands. */
export interface TimeZoneState {
  /** The one in force: that of all sums, filters and pages. */
  readonly zone: string;
  /** The one that days are being counted anew for; `null` when nothing is. */
  readonly next: string | null;
  /** Whether a person chose it, rather than that the file began with it. */
  readonly isChosen: boolean;
  /** Why days could not be counted anew the last time; they are again at the next start. */
  readonly problem: string | null;
}

const ALWAYS_UTC: ReportingZone = { since: 0, zone: UTC, kept: null };

/** The reporting days of one data file, at hand in memory. */
export class ReportingDays {
  #zones: readonly ReportingZone[];
  #calendar: Calendar;

  /** Zones in the order in which they were set, at least one. */
  constructor(zones: readonly ReportingZone[] = [ALWAYS_UTC]) {
    this.#zones = zones;
    this.#calendar = calendarOf(this.#current.zone);
  }

  /** The calendar that holds now. */
  get calendar(): Calendar {
    return this.#calendar;
  }

  get zones(): readonly ReportingZone[] {
    return this.#zones;
  }

  /** From now on, for everything that is saved. */
  use(zones: readonly ReportingZone[]): void {
    this.#zones = zones;
    this.#calendar = calendarOf(this.#current.zone);
  }

  dayOf(time: number): string {
    return this.#calendar.dayOf(time);
  }

  /** The day on which something that was sent at a time counts for caps, in the zone that held then. */
  spendingDay(time: number): SpendingDay {
    const { zone, kept } = this.#zones.findLast(({ since }) => since <= time) ?? this.#zones[0] ?? ALWAYS_UTC;
    if (kept !== null && time < kept.until) return kept.day;
    return { day: calendarOf(zone).dayOf(time), zone };
  }

  /** The zone as it would follow now. */
  following(zone: string, now: number): ReportingZone {
    const calendar = calendarOf(zone);
    const until = calendar.startOf(addDays(calendar.dayOf(now), 1));
    return { since: now, zone, kept: { day: this.spendingDay(now), until } };
  }

  get #current(): ReportingZone {
    return this.#zones.at(-1) ?? ALWAYS_UTC;
  }
}
