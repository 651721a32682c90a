import { type SqlBool, sql } from 'kysely';
import type { CustomPrice, NewPrice, UnpricedModel } from '../../domain/money/custom-price.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import { exactly, toBigInt } from '../sqlite/exact-integers.ts';
import { priceBackfill, pricePast } from './price-backfill.ts';
import type { PriceStore } from './price-store.ts';

/** Prices that people set. They are added and withdrawn, never changed: what was asked at one keeps it. */
export function priceStore({ writer, reader, days }: OpenDatabase): PriceStore {
  return {
    list: () => customPrices(reader),
    set: (price, now) => setPrice(writer, price, now),
    withdraw: (id, now) => withdraw(writer, id, now),
    unpriced: () => unpricedModels(reader),
    priceBackfill: (subject, prices) => priceBackfill(reader, subject, prices),
    pricePast: (subject, prices) => pricePast({ writer, days }, subject, prices),
  };
}

function selectPrices(db: StoreDatabase) {
  return db
    .selectFrom('prices')
    .select(['id', 'connection', 'model', 'valid_from', 'set_at'])
    .select([
      exactly<string>('prices.input_pico').as('input_pico'),
      exactly('prices.cached_input_pico').as('cached_input_pico'),
      exactly<string>('prices.output_pico').as('output_pico'),
      exactly('prices.cache_write_pico').as('cache_write_pico'),
    ]);
}

async function customPrices(db: StoreDatabase): Promise<readonly CustomPrice[]> {
  const rows = await selectPrices(db).where('withdrawn_at', 'is', null).orderBy('id').execute();
  return rows.map(toPrice);
}

async function setPrice(db: StoreDatabase, price: NewPrice, now: Date): Promise<CustomPrice> {
  const { id } = await db
    .insertInto('prices')
    .values({
      connection: price.connection,
      model: price.model,
      valid_from: price.from,
      input_pico: price.input,
      cached_input_pico: price.cachedInput,
      output_pico: price.output,
      cache_write_pico: price.cacheWrite ?? null,
      set_at: now.getTime(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...price, id, setAt: now };
}

async function withdraw(db: StoreDatabase, id: number, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('prices')
    .set({ withdrawn_at: now.getTime() })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Written out, as SQLite uses an index on some rows only for what it can see. */
const UNPRICED = sql<SqlBool>`completions.unpriced = 1`;
const UNPRICED_EARLIER = sql<SqlBool>`earlier_attempts.unpriced = 1`;

async function unpricedModels(db: StoreDatabase): Promise<readonly UnpricedModel[]> {
  const ended = await db
    .selectFrom('completions')
    .select(['connection', 'model'])
    .select((eb) => eb.fn.countAll<number>().as('requests'))
    .where(UNPRICED)
    .where('imported', '=', 0)
    .groupBy(['connection', 'model'])
    .execute();
  const earlier = await db
    .selectFrom('earlier_attempts')
    .innerJoin('completions', 'completions.id', 'earlier_attempts.completion_id')
    .select(['completions.connection', 'completions.model'])
    .select((eb) => eb.fn.countAll<number>().as('requests'))
    .where(UNPRICED_EARLIER)
    .groupBy(['completions.connection', 'completions.model'])
    .execute();
  const sums = new Map<string, UnpricedModel>();
  for (const row of [...ended, ...earlier]) {
    const key = JSON.stringify([row.connection, row.model]);
    sums.set(key, { ...row, requests: row.requests + (sums.get(key)?.requests ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests);
}

function toPrice(row: Awaited<ReturnType<ReturnType<typeof selectPrices>['execute']>>[number]): CustomPrice {
  const cacheWrite = toBigInt(row.cache_write_pico);
  return {
    id: row.id,
    connection: row.connection,
    model: row.model,
    from: row.valid_from,
    input: BigInt(row.input_pico),
    cachedInput: toBigInt(row.cached_input_pico),
    ...(cacheWrite === null ? {} : { cacheWrite }),
    output: BigInt(row.output_pico),
    setAt: new Date(row.set_at),
  };
}
