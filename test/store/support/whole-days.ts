import { sql } from 'kysely';
import { expect } from 'vitest';
import { calendarOf } from '../../../src/domain/history/time-zone.ts';
import { type DailyCost, recountDailyCosts } from '../../../src/store/costs/rollups.ts';
import type { OpenDatabase } from '../../../src/store/file/open-database.ts';

/** Rows whose counts are not all 0, which say nothing. */
function meaningful(rows: readonly DailyCost[]) {
  return rows
    .map((row) => Object.entries(row).map(([name, value]) => [name, String(value)]))
    .filter((row) => row.slice(8).some(([, value]) => value !== '0'))
    .map((row) => JSON.stringify(row.sort()))
    .sort();
}

async function keptCosts({ writer }: OpenDatabase) {
  const rows = await writer
    .selectFrom('daily_costs')
    .selectAll()
    .select(sql<string>`cast(cost_pico as text)`.as('cost_pico'))
    .execute();
  return meaningful(rows);
}

/** The roll-ups say what counting anew says, and every completion lies between the ids of its day. */
export async function expectWhole(database: OpenDatabase, name: string): Promise<void> {
  const calendar = calendarOf(name);
  expect(await keptCosts(database)).toEqual(meaningful(await recountDailyCosts(database.writer, calendar)));
  const days = await database.writer.selectFrom('completion_days').selectAll().execute();
  const bounds = new Map(days.map((row) => [row.day, row]));
  const asked = await database.writer.selectFrom('completions').select(['id', 'created_at']).execute();
  for (const { id, created_at } of asked) {
    const day = bounds.get(calendar.dayOf(created_at));
    expect(day?.first_completion_id).toBeLessThanOrEqual(id);
    expect(day?.last_completion_id).toBeGreaterThanOrEqual(id);
  }
}
