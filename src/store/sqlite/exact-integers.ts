import { type RawBuilder, sql } from 'kysely';

/** Reads an integer column as text, because a JavaScript number is only exact up to 2^53. */
export function exactly<Value extends string | null = string | null>(column: string): RawBuilder<Value> {
  return sql<Value>`cast(${sql.ref(column)} as text)`;
}

/** The sum of an integer column as text; 0 over no rows. */
export function exactSum(column: string): RawBuilder<string> {
  return sql<string>`cast(coalesce(sum(${sql.ref(column)}), 0) as text)`;
}

export function toBigInt(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

export function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
