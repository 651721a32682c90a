import { ReportingDays, type ReportingZone } from '../../domain/history/reporting-days.ts';
import { type Calendar, calendarOf, UTC } from '../../domain/history/time-zone.ts';
import type { StoreDatabase } from '../schema.ts';

/** The zones of a data file, in the order in which they were set. */
export async function readZones(db: StoreDatabase): Promise<readonly ReportingZone[]> {
  const rows = await db.selectFrom('reporting_zones').selectAll().orderBy('id').execute();
  return rows.map(({ since, zone, kept_day, kept_zone, kept_until }) => ({
    since,
    zone,
    kept:
      kept_day === null || kept_zone === null || kept_until === null
        ? null
        : { day: { day: kept_day, zone: kept_zone }, until: kept_until },
  }));
}

export async function readReportingDays(db: StoreDatabase): Promise<ReportingDays> {
  return new ReportingDays(await readZones(db));
}

/** Adds a zone, which holds from then on. */
export async function addZone(db: StoreDatabase, { since, zone, kept }: ReportingZone): Promise<void> {
  await db
    .insertInto('reporting_zones')
    .values({
      since,
      zone,
      kept_day: kept?.day.day ?? null,
      kept_zone: kept?.day.zone ?? null,
      kept_until: kept?.until ?? null,
    })
    .execute();
}

/** A file that was just made begins with a zone of its own. */
export async function beginWithZone(db: StoreDatabase, zone: string): Promise<void> {
  await db.updateTable('reporting_zones').set({ zone }).execute();
}

/** The zone in force, with a number that changes with it. */
export interface ZoneInForce {
  readonly generation: number;
  readonly calendar: Calendar;
}

export async function readZoneInForce(db: StoreDatabase): Promise<ZoneInForce> {
  const row = await db
    .selectFrom('reporting_zones')
    .select(['id', 'zone'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { generation: row?.id ?? 0, calendar: calendarOf(row?.zone ?? UTC) };
}
