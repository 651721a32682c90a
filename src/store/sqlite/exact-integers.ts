import { type RawBuilder, sql } from 'kysely';

/*
 * Integers larger than JavaScript numbers hold exactly, and sums of them. SQLite's integers have 64 bits: `sum` fails beyond, and
 * `+` goes on in floating point. Here a sum that is read is exact however large, and one that is kept stops at the largest integer.
 */

/** The largest integer a column holds. */
const MAX_INTEGER = sql`9223372036854775807`;
/** Sums are made of two parts, below and above this, each of which is far from 64 bits. */
const PART = sql`1000000000`;

/** Reads an integer column as text, because a JavaScript number is only exact up to 2^53. */
export function exactly<Value extends string | null = string | null>(column: string): RawBuilder<Value> {
  return sql<Value>`cast(${sql.ref(column)} as text)`;
}

/** The sum of an integer column as text, also beyond 64 bits; 0 over no rows. */
export function exactSum(column: string): RawBuilder<string> {
  const { high, low } = partsOf(column);
  const carried = sql`(${high} + ${low} / ${PART})`;
  return sql<string>`case when abs(${carried}) < 9000000000 then cast(${high} * ${PART} + ${low} as text)
    else cast(${carried} as text) || printf('%09d', abs(${low} % ${PART})) end`;
}

/** The sum of an integer column, or the largest integer where it would be more; 0 over no rows. */
export function boundedSum(column: string): RawBuilder<number> {
  const { high, low } = partsOf(column);
  return sql<number>`case when ${high} + ${low} / ${PART} >= 9000000000 then ${MAX_INTEGER}
    else ${high} * ${PART} + ${low} end`;
}

function partsOf(column: string) {
  const value = sql`cast(${sql.ref(column)} as integer)`;
  return { high: sql`coalesce(sum(${value} / ${PART}), 0)`, low: sql`coalesce(sum(${value} % ${PART}), 0)` };
}

/** Two integers added up; where that is more than an integer holds, the largest there is. */
export function boundedAddition(a: RawBuilder<unknown>, b: RawBuilder<unknown>): RawBuilder<number> {
  const [first, second] = [sql`cast(${a} as integer)`, sql`cast(${b} as integer)`];
  return sql<number>`case when ${first} > 0 and ${second} > ${MAX_INTEGER} - ${first} then ${MAX_INTEGER}
    when ${first} < 0 and ${second} < -${MAX_INTEGER} - ${first} then -${MAX_INTEGER}
    else ${first} + ${second} end`;
}

/** For an upsert into a table of sums that meets a row with its key: each sum with what is added to it. */
export function addedUp<Name extends string>(table: string, columns: readonly Name[]): Record<Name, RawBuilder<never>> {
  return Object.fromEntries(
    columns.map((name) => [name, boundedAddition(sql.ref(`${table}.${name}`), sql.ref(`excluded.${name}`))]),
  ) as Record<Name, RawBuilder<never>>;
}

export function toBigInt(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

export function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

/** An amount that a column can hold; `null` for what is beyond it, as a bound of a request without any sense. */
export function storable(value: bigint | null): bigint | null {
  return value === null || value > 2n ** 63n - 1n ? null : value;
}
