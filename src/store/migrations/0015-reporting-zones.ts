import { type Kysely, sql } from 'kysely';

/** The time zone of days, which was always UTC before; what was spent on a day is kept apart by the zone of that day. */
export async function addReportingZones(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reporting_zones')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('since', 'integer', (c) => c.notNull())
    .addColumn('zone', 'text', (c) => c.notNull())
    .addColumn('kept_day', 'text')
    .addColumn('kept_zone', 'text')
    .addColumn('kept_until', 'integer')
    .execute();
  await sql`insert into reporting_zones (since, zone) values (0, 'UTC')`.execute(db);
  await sql`create table spending_by_zone (
    day text not null, zone text not null, connection text not null, notebook_id integer not null,
    requests integer not null, tokens integer not null, cost_pico integer not null, assumed_pico integer not null,
    unpriced integer not null,
    primary key (day, zone, connection, notebook_id)) without rowid`.execute(db);
  await sql`insert into spending_by_zone
    select day, 'UTC', connection, notebook_id, requests, tokens, cost_pico, assumed_pico, unpriced
    from spending`.execute(db);
  await sql`drop table spending`.execute(db);
  await sql`alter table spending_by_zone rename to spending`.execute(db);
}
