const DAY_MS = 86_400_000;

/** What is done every day about answers that have grown old. */
export interface Retention {
  /** Answers asked for longer ago than this many days lose their text; `null`: none ever do by themselves. */
  readonly days: number | null;
  /** `null`: it was never done. */
  readonly last: RetentionDone | null;
}

export interface RetentionDone {
  /** When it began. */
  readonly at: Date;
  readonly days: number;
  /** How many answers lost their text. */
  readonly answers: number;
}

/** Answers asked for before this are older than so many days. */
export function oldBefore(days: number, now: Date): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** Whether it is wanted and was not done for a day, or not yet with this many days. A clock set back makes it due too. */
export function isRetentionDue({ days, last }: Retention, now: Date): boolean {
  if (days === null) return false;
  if (last === null || last.days !== days) return true;
  const since = now.getTime() - last.at.getTime();
  return since < 0 || since >= DAY_MS;
}
