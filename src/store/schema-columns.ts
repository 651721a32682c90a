import type { ColumnType } from 'kysely';

/** Pico-dollars can exceed 2^53: they are written as `bigint` and can only be read through `exactly`. */
export type Exact<T extends bigint | null> = ColumnType<unknown, T, T>;

/** Milliseconds since 1970, UTC. */
export type Time = number;
export type Json = string;
export type Flag = 0 | 1;
