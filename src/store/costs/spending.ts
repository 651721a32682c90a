import { type SqlBool, sql } from 'kysely';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import type { Charge, Spent } from '../../domain/money/caps.ts';
import type { CompletionOutcome } from '../../domain/run/completion.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import { addedUp, boundedAddition, exactSum } from '../sqlite/exact-integers.ts';
import { prepareQuery } from '../sqlite/prepared-query.ts';
import type { SpendingAccount, SpendingStore } from './spending-store.ts';

/*
 * What was spent, for caps. The daily roll-ups will not do: they count under the day a completion was asked for, and know
 * neither attempts nor what may have been billed in silence.
 */

const COUNTS = ['requests', 'tokens', 'cost_pico', 'assumed_pico', 'unpriced'] as const;
const RUN_COUNTS = { requests: 'spent_requests', tokens: 'spent_tokens', cost_pico: 'spent_pico' } as const;

export function spendingStore({ reader }: OpenDatabase): SpendingStore {
  return {
    of: (account) => (account.scope === 'run' ? spentByRun(reader, account.id) : spentBy(reader, account)),
    byConnection: () => spentByConnection(reader),
  };
}

interface SumsRow {
  readonly requests: string;
  readonly tokens: string;
  readonly cost_pico: string;
  readonly assumed_pico: string;
  readonly unpriced: string;
}

const SUMS = COUNTS.map((name) => exactSum(name).as(name));

async function spentBy(db: StoreDatabase, account: Exclude<SpendingAccount, { scope: 'run' }>): Promise<Spent> {
  const row = await db.selectFrom('spending').select(SUMS).where(isOf(account)).executeTakeFirstOrThrow();
  return toSpent(row as SumsRow);
}

function isOf(account: Exclude<SpendingAccount, { scope: 'run' }>) {
  switch (account.scope) {
    case 'day':
      return sql<SqlBool>`day = ${account.id.day} and zone = ${account.id.zone}`;
    case 'notebook':
      return sql<SqlBool>`notebook_id = ${account.id}`;
    case 'connection':
      return sql<SqlBool>`connection = ${account.id}`;
  }
}

async function spentByRun(db: StoreDatabase, id: number): Promise<Spent> {
  const row = await db
    .selectFrom('runs')
    .select([exactSum('spent_requests').as('requests'), exactSum('spent_tokens').as('tokens')])
    .select([exactSum('spent_pico').as('cost_pico'), exactSum('assumed_pico').as('assumed_pico')])
    .select(sql<string>`'0'`.as('unpriced'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return toSpent(row);
}

async function spentByConnection(db: StoreDatabase): Promise<ReadonlyMap<string, Spent>> {
  const rows = await db.selectFrom('spending').select('connection').select(SUMS).groupBy('connection').execute();
  return new Map(rows.map((row) => [row.connection, toSpent(row as unknown as SumsRow)]));
}

/** Money is what is known and what is assumed together. */
function toSpent({ requests, tokens, cost_pico, assumed_pico, unpriced }: SumsRow): Spent {
  const assumed = BigInt(assumed_pico);
  return {
    money: BigInt(cost_pico) + assumed,
    tokens: BigInt(tokens),
    requests: BigInt(requests),
    assumed,
    unpriced: Number(unpriced),
  };
}

interface Spending {
  readonly run_id: number;
  readonly day: string;
  readonly zone: string;
  readonly connection: string;
  readonly notebook_id: number;
  readonly requests: number;
  readonly tokens: number;
  readonly cost_pico: bigint;
  readonly assumed_pico: bigint;
  readonly unpriced: number;
}

/** The days that caps are held against. */
type SpendingDays = Pick<ReportingDays, 'spendingDay'>;

/** Counts what a completion's attempts used, for its connection, notebook and run, and for the day of `at`, when it was sent. */
export async function addToSpending(
  db: StoreDatabase,
  { run_id, connection, notebook_id }: Pick<Spending, 'run_id' | 'connection' | 'notebook_id'>,
  { at, charge, days }: { readonly at: number; readonly charge: Charge; readonly days: SpendingDays },
): Promise<void> {
  if (charge.requests === 0n) return;
  const row = {
    run_id,
    connection,
    notebook_id,
    ...days.spendingDay(at),
    requests: Number(charge.requests),
    tokens: Number(charge.tokens),
    cost_pico: charge.money - charge.assumed,
    assumed_pico: charge.assumed,
    unpriced: charge.unpriced,
  };
  await addToSums(db, row);
  await addToRun(db, row);
}

/** Counts what a request that was counted before turns out to have cost. */
export async function addPricedToSpending(
  db: StoreDatabase,
  { run_id, connection, notebook_id }: Pick<Spending, 'run_id' | 'connection' | 'notebook_id'>,
  { at, picodollars, days }: { readonly at: number; readonly picodollars: bigint; readonly days: SpendingDays },
): Promise<void> {
  const sums = { requests: 0, tokens: 0, cost_pico: picodollars, assumed_pico: 0n, unpriced: -1 };
  const row = { run_id, connection, notebook_id, ...days.spendingDay(at), ...sums };
  await addToSums(db, row);
  await addToRun(db, row);
}

const addToSums = prepareQuery((db, row: Spending) =>
  db
    .insertInto('spending')
    .values({
      day: row.day,
      zone: row.zone,
      connection: row.connection,
      notebook_id: row.notebook_id,
      requests: row.requests,
      tokens: row.tokens,
      cost_pico: row.cost_pico,
      assumed_pico: row.assumed_pico,
      unpriced: row.unpriced,
    })
    .onConflict((conflict) =>
      conflict.columns(['day', 'zone', 'connection', 'notebook_id']).doUpdateSet(addedUp('spending', COUNTS)),
    ),
);

const addToRun = prepareQuery((db, row: Spending) =>
  db
    .updateTable('runs')
    .set({
      ...Object.fromEntries(
        Object.entries(RUN_COUNTS).map(([name, column]) => [
          column,
          boundedAddition(sql.ref(column), sql`${row[name as keyof typeof RUN_COUNTS]}`),
        ]),
      ),
      assumed_pico: boundedAddition(sql.ref('assumed_pico'), sql`${row.assumed_pico}`),
    })
    .where('id', '=', row.run_id),
);

/** What an outcome says of what was used; of what it does not say, nothing. */
export function chargeAsKnown({ usage, cost, attempts }: CompletionOutcome): Charge {
  return {
    money: cost?.picodollars ?? 0n,
    tokens: BigInt(usage?.inputTokens ?? 0) + BigInt(usage?.outputTokens ?? 0),
    requests: BigInt(attempts),
    assumed: 0n,
    unpriced: cost === null && usage !== null ? 1 : 0,
  };
}
