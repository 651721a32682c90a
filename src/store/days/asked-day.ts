import { type RawBuilder, sql } from 'kysely';
import { addDays } from '../../domain/history/period.ts';
import type { ReportingZone } from '../../domain/history/reporting-days.ts';
import { type Calendar, calendarOf, type OffsetSpan, UTC } from '../../domain/history/time-zone.ts';
import type { StoreDatabase } from '../schema.ts';
import { utcDay } from '../sqlite/sqlite-only.ts';
import { readZoneInForce } from './reporting-zones.ts';

/*
 * Days of a time zone in SQL. SQLite knows no zones, so the distances from UTC are worked out here, for the time in which anything
 * was asked: two for each year with a change of clocks.
 */

const ASKED_AT = sql`completions.created_at`;

/** The day on which a completion was asked, in a zone; default: the one in force. */
export async function askedDay(db: StoreDatabase, given?: Calendar): Promise<RawBuilder<string>> {
  const calendar = given ?? (await readZoneInForce(db)).calendar;
  return dayIn(calendar, ASKED_AT, await askedSpan(db));
}

/** The same of the zone in force, as the number of the day counted from 1970-01-01. */
export async function askedDayNumber(db: StoreDatabase): Promise<RawBuilder<number>> {
  const { calendar } = await readZoneInForce(db);
  return sql<number>`(${localTime(calendar, ASKED_AT, await askedSpan(db))} / 86400000)`;
}

/** The day of a time in a zone, for times within a span. */
function dayIn(calendar: Calendar, time: RawBuilder<unknown>, span: TimeSpan): RawBuilder<string> {
  return utcDay(localTime(calendar, time, span));
}

/** The day on which something counts for caps that was sent at a time, and that day's zone: of the zone that held then. */
export function spendingDayIn(
  zones: readonly ReportingZone[],
  time: RawBuilder<unknown>,
  span: TimeSpan,
): { readonly day: RawBuilder<unknown>; readonly zone: RawBuilder<unknown> } {
  const days: RawBuilder<unknown>[] = [];
  const names: RawBuilder<unknown>[] = [];
  for (const [index, { since, zone, kept }] of [...zones.entries()].reverse()) {
    const holds = index === 0 ? sql`when true` : sql`when ${time} >= ${sql.lit(since)}`;
    if (kept !== null) {
      const goesOn = sql`${holds} and ${time} < ${sql.lit(kept.until)}`;
      days.push(sql`${goesOn} then ${sql.lit(kept.day.day)}`);
      names.push(sql`${goesOn} then ${sql.lit(kept.day.zone)}`);
    }
    days.push(sql`${holds} then ${dayIn(calendarOf(zone), time, span)}`);
    names.push(sql`${holds} then ${sql.lit(zone)}`);
  }
  return { day: sql`case ${sql.join(days, sql` `)} end`, zone: sql`case ${sql.join(names, sql` `)} end` };
}

export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The time in which anything was asked, whatever the zone. */
export async function askedSpan(db: StoreDatabase): Promise<TimeSpan> {
  const { first, last } = await db
    .selectFrom('completion_days')
    .select((eb) => [eb.fn.min('day').as('first'), eb.fn.max('day').as('last')])
    .executeTakeFirstOrThrow();
  if (first === null || last === null) return { from: 0, to: 0 };
  return { from: Date.parse(addDays(first, -2)), to: Date.parse(addDays(last, 3)) };
}

function localTime(calendar: Calendar, time: RawBuilder<unknown>, { from, to }: TimeSpan): RawBuilder<unknown> {
  if (calendar.zone === UTC) return time;
  return sql`(${time} + ${offsetIn(calendar.offsetsBetween(from, to), time)})`;
}

function offsetIn(spans: readonly OffsetSpan[], time: RawBuilder<unknown>): RawBuilder<unknown> {
  const last = spans.at(-1)?.offset ?? 0;
  const changes = spans
    .slice(0, -1)
    .map(({ until, offset }) => sql`when ${time} < ${sql.lit(until)} then ${sql.lit(offset)}`);
  return changes.length === 0 ? sql.lit(last) : sql`case ${sql.join(changes, sql` `)} else ${sql.lit(last)} end`;
}
