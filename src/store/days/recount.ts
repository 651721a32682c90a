import { type SqlBool, sql } from 'kysely';
import { addDays } from '../../domain/history/period.ts';
import type { ReportingZone } from '../../domain/history/reporting-days.ts';
import { type Calendar, calendarOf, UTC } from '../../domain/history/time-zone.ts';
import { COUNT_COLUMNS, KEY_COLUMNS } from '../costs/daily-costs.ts';
import { accountsOfCompletions, accountsOfEarlierAttempts, ENDED_HERE } from '../costs/rollups.ts';
import type { StoreDatabase } from '../schema.ts';
import { boundedSum } from '../sqlite/exact-integers.ts';
import { addZone, readZoneInForce } from './reporting-zones.ts';

/*
 * Counts the roll-ups anew for the days of another time zone while answers go on being saved: day by day into tables of this connection
 * alone, then those days once more that changed meanwhile, and the last of these together with the exchange of old sums for new ones.
 * Stopped anywhere before, nothing has happened.
 */

/** Rounds of counting what changed meanwhile; what still changes then is counted within the exchange. */
const MAX_ROUNDS = 5;

/** What tells whether a day of the old zone changed: its sums, and the completions that were asked on it. */
type DayStates = ReadonlyMap<string, string>;

export class DaysRecount {
  readonly #db: StoreDatabase;
  readonly #calendar: Calendar;
  /** The days that are in force meanwhile, by which completions are found. */
  #old = calendarOf(UTC);
  #counted: DayStates = new Map();

  /** The connection must have no other use: tables of its own are made in it. */
  constructor(db: StoreDatabase, zone: string) {
    this.#db = db;
    this.#calendar = calendarOf(zone);
  }

  /** Counts everything; old sums stay as they are, and nobody waits. */
  async count(): Promise<void> {
    await createTables(this.#db);
    this.#old = (await readZoneInForce(this.#db)).calendar;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if ((await this.#countChanged(this.#db)) === 0) return;
    }
  }

  /** Puts the new sums in the place of the old ones, together with the zone they are of. */
  async exchange(zone: ReportingZone): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await this.#countChanged(transaction);
      const triggers = await withoutTriggers(transaction);
      await transaction.deleteFrom('daily_costs').execute();
      await sql`insert into daily_costs (${COLUMNS}) select ${COLUMNS} from temp.new_daily_costs`.execute(transaction);
      await transaction.deleteFrom('completion_days').execute();
      await sql`insert into completion_days select * from temp.new_completion_days order by day`.execute(transaction);
      await transaction.deleteFrom('daily_cost_changes').execute();
      await sql`insert into daily_cost_changes (day, changes) select day, 1 from completion_days`.execute(transaction);
      for (const trigger of triggers) await sql.raw(trigger).execute(transaction);
      await addZone(transaction, zone);
    });
    for (const table of ['new_daily_costs', 'new_completion_days'])
      await sql`drop table ${sql.ref(`temp.${table}`)}`.execute(this.#db);
  }

  /** Counts the days that changed since they were counted last; answers how many. */
  async #countChanged(db: StoreDatabase): Promise<number> {
    const states = await dayStates(db);
    const changed = [...states].filter(([day, state]) => this.#counted.get(day) !== state).map(([day]) => day);
    // Read before counting: what changes from here on is counted again.
    this.#counted = states;
    const days = new Set(changed.flatMap((day) => daysMeeting(day, this.#old, this.#calendar)));
    for (const day of [...days].sort()) await this.#countDay(db, day);
    return days.size;
  }

  async #countDay(db: StoreDatabase, day: string): Promise<void> {
    await sql`delete from temp.new_daily_costs where day = ${day}`.execute(db);
    await sql`delete from temp.new_completion_days where day = ${day}`.execute(db);
    const stretch = await this.#stretchOf(db, day);
    if (stretch === null) return;
    const label = sql<string>`${day}`;
    const accounts = accountsOfCompletions(db, sql<SqlBool>`${ENDED_HERE} and ${stretch}`, label).unionAll(
      accountsOfEarlierAttempts(
        db,
        sql<SqlBool>`earlier_attempts.completion_id = completions.id and ${stretch}`,
        label,
      ),
    );
    const sums = COUNT_COLUMNS.map((name) => sql`${boundedSum(name)} as ${sql.ref(name)}`);
    const keys = sql.join(KEY_COLUMNS.map((name) => sql.ref(name)));
    await sql`insert into temp.new_daily_costs (${COLUMNS}) select ${keys}, ${sql.join(sums)}
      from ${accounts} as accounts group by ${keys}`.execute(db);
    await sql`insert into temp.new_completion_days select ${day}, min(completions.id), max(completions.id)
      from completions where completions.imported = 0 and ${stretch} having min(completions.id) is not null`.execute(
      db,
    );
  }

  /** The completions of a day: between ids that the old days know, and between its first moments and that of the next. */
  async #stretchOf(db: StoreDatabase, day: string) {
    const [from, to] = [this.#calendar.startOf(day), this.#calendar.startOf(addDays(day, 1))];
    const { first, last } = await db
      .selectFrom('completion_days')
      .select((eb) => [eb.fn.min('first_completion_id').as('first'), eb.fn.max('last_completion_id').as('last')])
      .where('day', '>=', this.#old.dayOf(from))
      .where('day', '<=', this.#old.dayOf(to - 1))
      .executeTakeFirstOrThrow();
    if (first === null || last === null || to <= from) return null;
    return sql<SqlBool>`completions.id between ${first} and ${last}
      and completions.created_at >= ${from} and completions.created_at < ${to}`;
  }
}

const COLUMNS = sql.join([...KEY_COLUMNS, ...COUNT_COLUMNS].map((name) => sql.ref(name)));

async function createTables(db: StoreDatabase): Promise<void> {
  for (const table of ['daily_costs', 'completion_days']) {
    await sql`drop table if exists ${sql.ref(`temp.new_${table}`)}`.execute(db);
    await sql`create temp table ${sql.ref(`new_${table}`)} as select * from ${sql.ref(table)} where false`.execute(db);
    await sql`create index ${sql.ref(`temp.new_${table}_by_day`)} on ${sql.ref(`new_${table}`)} (day)`.execute(db);
  }
}

async function dayStates(db: StoreDatabase): Promise<DayStates> {
  const { rows } = await sql<{ day: string; state: string }>`select completion_days.day as day,
      first_completion_id || ' ' || last_completion_id || ' ' || coalesce(changes, 0) as state
    from completion_days left join daily_cost_changes on daily_cost_changes.day = completion_days.day`.execute(db);
  return new Map(rows.map(({ day, state }) => [day, state]));
}

/** The days of another zone that have a moment in common with a day. */
function daysMeeting(day: string, { startOf }: Calendar, { dayOf }: Calendar): readonly string[] {
  const last = dayOf(startOf(addDays(day, 1)) - 1);
  const days: string[] = [];
  for (let next = dayOf(startOf(day)); next <= last; next = addDays(next, 1)) days.push(next);
  return days;
}

/** Drops the triggers of the sums, one call for each row else, and answers how to make them again. */
async function withoutTriggers(db: StoreDatabase): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string; statement: string }>`select name, sql as statement
    from sqlite_master where type = 'trigger' and tbl_name = 'daily_costs'`.execute(db);
  for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(db);
  return rows.map(({ statement }) => statement);
}
