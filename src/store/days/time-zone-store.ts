import type { ReportingDays, TimeZoneState } from '../../domain/history/reporting-days.ts';

export interface TimeZoneOptions {
  readonly now: () => Date;
  /** Told why days could not be counted anew. */
  readonly onError?: (error: Error) => void;
}

/** The time zone in which days are reported: it is one for everything, and changing it counts all daily sums anew. */
export interface TimeZoneStore {
  /** The days in force. */
  readonly days: ReportingDays;
  readonly state: TimeZoneState;
  /** Goes on where an earlier server stopped; nothing is counted before. */
  start(options: TimeZoneOptions): void;
  /** Keeps a zone that Node knows as the one that is wanted, and begins to count days anew for it. */
  choose(zone: string): Promise<void>;
  /** Resolves once nothing is being counted. */
  settled(): Promise<void>;
}
