import { setImmediate } from 'node:timers/promises';
import { type SqlBool, sql } from 'kysely';
import type { ReportingDays, SpendingDay } from '../../domain/history/reporting-days.ts';
import { type Cost, costOf } from '../../domain/money/cost.ts';
import {
  type BackfilledPrices,
  type CustomPrice,
  type PriceBackfill,
  type PricedSpending,
  priceInPast,
  unitPrices,
} from '../../domain/money/custom-price.ts';
import type { CompletionStatus } from '../../domain/run/completion.ts';
import type { Usage } from '../../domain/run/usage.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import { addToDailyCosts, countsOfPricing, dailyCostKey } from './daily-costs.ts';
import type { ModelOnConnection } from './price-store.ts';
import { addPricedToSpending } from './spending.ts';

/*
 * Gives what was asked without a known price the price that a person set afterwards. Done in short transactions, each of which
 * changes the requests and the daily sums together: stopped half-way, the rest is simply still without a price.
 */

type Table = 'completions' | 'earlier_attempts';
const TABLES: readonly Table[] = ['completions', 'earlier_attempts'];
const ROWS_AT_ONCE = 100;

/** What it would come to. */
export async function priceBackfill(
  db: StoreDatabase,
  subject: ModelOnConnection,
  prices: readonly CustomPrice[],
): Promise<PriceBackfill> {
  const total = { requests: 0, picodollars: 0n, unknown: 0 };
  for (const table of TABLES) {
    for await (const rows of unpricedRows(db, table, subject)) {
      for (const row of rows) {
        const cost = costInPast(row, prices);
        if (cost === null) total.unknown += 1;
        else {
          total.requests += 1;
          total.picodollars += cost.cost.picodollars;
        }
      }
    }
  }
  return total;
}

/** Does it; answers what it came to. */
export async function pricePast(
  { writer: db, days }: Pick<OpenDatabase, 'writer' | 'days'>,
  subject: ModelOnConnection,
  prices: readonly CustomPrice[],
): Promise<BackfilledPrices> {
  const total = { requests: 0, picodollars: 0n, unknown: 0 };
  const spending = new Map<string, PricedSpending>();
  for (const table of TABLES) {
    for await (const rows of unpricedRows(db, table, subject)) {
      for (const { row, cost } of await priceRows({ db, days }, table, rows, prices)) {
        if (cost === null) total.unknown += 1;
        else {
          total.requests += 1;
          total.picodollars += cost.picodollars;
          addSpending(spending, { ...row, day: days.spendingDay(row.sent_at) }, cost);
        }
      }
    }
  }
  return { ...total, spending: [...spending.values()] };
}

interface Counting {
  readonly db: StoreDatabase;
  readonly days: ReportingDays;
}

async function priceRows(
  { db, days }: Counting,
  table: Table,
  rows: readonly UnpricedRow[],
  prices: readonly CustomPrice[],
): Promise<readonly { readonly row: UnpricedRow; readonly cost: Cost | null }[]> {
  return await db.transaction().execute(async (transaction) => {
    const done: { readonly row: UnpricedRow; readonly cost: Cost | null }[] = [];
    for (const row of rows) done.push({ row, cost: await priceRow({ db: transaction, days }, table, row, prices) });
    return done;
  });
}

function addSpending(
  spending: Map<string, PricedSpending>,
  { day, ...row }: UnpricedRow & { readonly day: SpendingDay },
  { picodollars }: Cost,
): void {
  const key = JSON.stringify([row.run_id, day]);
  const known = spending.get(key);
  spending.set(key, {
    run: row.run_id,
    notebook: row.notebook_id,
    connection: row.connection,
    day,
    requests: (known?.requests ?? 0) + 1,
    picodollars: (known?.picodollars ?? 0n) + picodollars,
  });
}

interface UnpricedRow {
  readonly id: number;
  readonly run_id: number;
  readonly created_at: number;
  /** When it was sent, as far as is known. */
  readonly sent_at: number;
  readonly connection: string;
  readonly model: string;
  readonly notebook_id: number;
  readonly experiment_id: number;
  readonly version_id: number;
  readonly temperature: number | null;
  readonly status: CompletionStatus;
  readonly input_tokens: number | null;
  readonly cached_input_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly output_tokens: number | null;
  readonly usage_source: Usage['source'] | null;
}

/** By id, in parts between which others have their turn. */
async function* unpricedRows(
  db: StoreDatabase,
  table: Table,
  subject: ModelOnConnection,
): AsyncGenerator<readonly UnpricedRow[]> {
  for (let after = 0; ; ) {
    const rows = await unpricedAfter(db, table, { ...subject, after });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id;
    await setImmediate();
  }
}

async function unpricedAfter(
  db: StoreDatabase,
  table: Table,
  { connection, model, after }: ModelOnConnection & { readonly after: number },
): Promise<readonly UnpricedRow[]> {
  const from =
    table === 'completions'
      ? sql`completions indexed by completions_unpriced`
      : sql`earlier_attempts indexed by earlier_attempts_unpriced
          join completions on completions.id = earlier_attempts.completion_id`;
  const own = (column: string) => sql.ref(`${table}.${column}`);
  const { rows } = await sql<UnpricedRow>`
    select ${own('id')} as id, completions.run_id, completions.created_at,
      coalesce(${own('started_at')}, ${own('ended_at')}, completions.created_at) as sent_at, completions.connection, completions.model, completions.notebook_id,
      completions.experiment_id, completions.version_id, completions.temperature, ${own('status')} as status,
      ${own('input_tokens')} as input_tokens, ${own('cached_input_tokens')} as cached_input_tokens,
      ${own('cache_write_tokens')} as cache_write_tokens,
      ${own('output_tokens')} as output_tokens, ${own('usage_source')} as usage_source
    from ${from}
    where ${own('unpriced')} = 1 and completions.connection = ${connection} and completions.model = ${model}
      and completions.imported = 0 and ${own('id')} > ${after}
    order by ${own('id')} limit ${ROWS_AT_ONCE}`.execute(db);
  return rows;
}

function costInPast(
  row: UnpricedRow,
  prices: readonly CustomPrice[],
): { readonly price: CustomPrice; readonly cost: Cost } | null {
  // Prices are dated in UTC, as those of vendors are, whatever zone days are reported in.
  const price = priceInPast(prices, new Date(row.created_at).toISOString().slice(0, 10));
  if (price === null || row.usage_source === null) return null;
  const usage: Usage = {
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    ...(row.cache_write_tokens === null ? {} : { cacheWriteTokens: row.cache_write_tokens }),
    outputTokens: row.output_tokens,
    reasoningTokens: null,
    source: row.usage_source,
  };
  const cost = costOf(usage, unitPrices(price));
  return cost === null ? null : { price, cost: { ...cost, source: 'set_later' } };
}

/** One that was priced or asked again since it was read stays as it is. */
async function priceRow(
  { db, days }: Counting,
  table: Table,
  row: UnpricedRow,
  prices: readonly CustomPrice[],
): Promise<Cost | null> {
  const found = costInPast(row, prices);
  if (found === null) return null;
  const { price, cost } = found;
  const { numUpdatedRows } = await db
    .updateTable(table)
    .set({
      price_input_pico: price.input,
      price_cached_input_pico: price.cachedInput,
      price_cache_write_pico: price.cacheWrite ?? null,
      price_output_pico: price.output,
      price_model: price.model,
      price_date: price.from,
      price_source: 'own',
      cost_pico: cost.picodollars,
      cost_source: cost.source,
      unpriced: 0,
    })
    .where('id', '=', row.id)
    .where(sql<SqlBool>`unpriced = 1 and cost_pico is null`)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return null;
  await addToDailyCosts(db, { ...dailyCostKey(row, days.calendar), ...countsOfPricing(cost.picodollars) });
  await addPricedToSpending(db, row, { at: row.sent_at, picodollars: cost.picodollars, days });
  return cost;
}
