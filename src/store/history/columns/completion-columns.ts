import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { CompletionFilter, CostGroup } from '../../../domain/history/history.ts';
import { calendarOf, UTC } from '../../../domain/history/time-zone.ts';
import { readZoneInForce, type ZoneInForce } from '../../days/reporting-zones.ts';
import type { StoreDatabase } from '../../schema.ts';
import { whileUnchanged } from '../../sqlite/while-unchanged.ts';
import type { IdPage } from '../ids.ts';
import { daysWithin } from '../sums/days-within.ts';
import { conditionsOn, type Dictionaries, matches, newDictionaries, wantedBy } from '../sums/dimensions.ts';
import { type GroupSums, Sums } from '../sums/group-sums.ts';
import { boundsOf, canBeWithinBounds, isHit, isNothing, isWithinBounds, type SearchHits } from './column-conditions.ts';
import { addRow, type ColumnsDay, type DayRow, readDay } from './columns-day.ts';

/*
 * The figures of all ended completions in memory, column by column, eighty bytes each: what is filtered by cost, time or words is
 * then found and added up in milliseconds, wherever it lies among a million. Whatever changes such a figure changes the
 * daily sums too, so only days whose sums changed are read again.
 */

export class CompletionColumns {
  readonly #db: StoreDatabase;
  readonly #dictionaries: Dictionaries = newDictionaries();
  #days: readonly ColumnsDay[] = [];
  #generation = 0;
  #calendar = calendarOf(UTC);
  #loading: Promise<void> | null = null;
  #isLoaded = false;
  readonly #zone: () => Promise<ZoneInForce>;
  readonly #upToDate: () => Promise<void>;

  /** The connection must never write. */
  constructor(db: StoreDatabase) {
    this.#db = db;
    this.#zone = whileUnchanged(db, () => readZoneInForce(db));
    this.#upToDate = whileUnchanged(db, async () => await ((await this.isLoaded()) ? this.#refresh() : this.load()));
  }

  /** Whether all days of the zone in force were read once, so that an answer takes milliseconds. */
  async isLoaded(): Promise<boolean> {
    const { generation, calendar } = await this.#zone();
    if (generation !== this.#generation) {
      this.#days = [];
      this.#isLoaded = false;
      this.#generation = generation;
      this.#calendar = calendar;
    }
    return this.#isLoaded;
  }

  /** Reads all for the first time, a day at a time with other work in between: two seconds for a million completions. */
  async load(): Promise<void> {
    while (!(await this.isLoaded())) {
      this.#loading ??= this.#loadAll().finally(() => {
        this.#loading = null;
      });
      await this.#loading;
    }
  }

  /** What was read of a zone that is no longer in force by then is of no use. */
  async #loadAll(): Promise<void> {
    const generation = this.#generation;
    await this.#refresh();
    if (generation === this.#generation) this.#isLoaded = true;
  }

  /** The ids of ended completions that match, newest first. */
  async ids(filter: CompletionFilter, { before, limit }: IdPage, hits: SearchHits | null): Promise<readonly number[]> {
    await this.#upToDate();
    const wanted = wantedBy(filter, this.#dictionaries);
    if (wanted === null || (hits !== null && isNothing(hits))) return [];
    const bounds = boundsOf(filter);
    const days = daysWithin(this.#days, filter, this.#calendar)
      .filter((day) => day.rows > 0 && canBeWithinBounds(day, bounds))
      .sort((a, b) => lastId(b) - lastId(a));
    let ids: number[] = [];
    for (const day of days) {
      // Days overlap when a clock was set back, so later ones may hold ids that come first.
      if (ids.length >= limit && lastId(day) < (ids[limit - 1] ?? 0)) break;
      const known = ids.length;
      const conditions = conditionsOn(day, wanted);
      for (let row = day.rows - 1; row >= 0 && ids.length - known < limit; row--) {
        const id = day.ids[row] ?? 0;
        if (before !== null && id >= before) continue;
        if (!matches(conditions, row) || !isWithinBounds(day, bounds, row)) continue;
        if (hits === null || isHit(day, hits, row)) ids.push(id);
      }
      if (known > 0 && ids.length > known) ids = ids.sort((a, b) => b - a).slice(0, limit);
    }
    return ids;
  }

  /** Sums of ended completions by groups, in no order. */
  async sums(
    groups: readonly CostGroup[],
    filter: CompletionFilter,
    hits: SearchHits | null,
  ): Promise<readonly GroupSums[]> {
    await this.#upToDate();
    const wanted = wantedBy(filter, this.#dictionaries);
    if (wanted === null || (hits !== null && isNothing(hits))) return [];
    const bounds = boundsOf(filter);
    const sums = new Sums(groups, this.#dictionaries);
    for (const day of daysWithin(this.#days, filter, this.#calendar)) {
      if (!canBeWithinBounds(day, bounds)) continue;
      const placeOf = sums.placesOf(day);
      const conditions = conditionsOn(day, wanted);
      for (let row = 0; row < day.rows; row++) {
        if (!matches(conditions, row) || !isWithinBounds(day, bounds, row)) continue;
        if (hits === null || isHit(day, hits, row)) addRow(sums, placeOf(row), day, row);
      }
    }
    return sums.result();
  }

  async #refresh(): Promise<void> {
    const [generation, calendar] = [this.#generation, this.#calendar];
    const { rows: days } =
      await sql<DayRow>`select changed.day, changes, first_completion_id as first, last_completion_id as last
      from daily_cost_changes as changed join completion_days on completion_days.day = changed.day order by changed.day`.execute(
        this.#db,
      );
    const known = new Map(this.#days.map((day) => [day.day, day]));
    const fresh: ColumnsDay[] = [];
    for (const row of days) {
      const old = known.get(row.day);
      if (old?.changes === row.changes) fresh.push(old);
      else {
        fresh.push(await readDay(this.#db, row, { dictionaries: this.#dictionaries, calendar }));
        if (!this.#isLoaded) await otherWork();
      }
    }
    if (generation === this.#generation) this.#days = fresh;
  }
}

function lastId({ ids }: ColumnsDay): number {
  return ids[ids.length - 1] ?? 0;
}
