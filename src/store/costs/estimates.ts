import { sql } from 'kysely';
import { type EstimateErrors, errorPpm, type LoggedOutput, meanError } from '../../domain/money/estimate.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { StoreDatabase } from '../schema.ts';
import { addedUp } from '../sqlite/exact-integers.ts';
import { prepareQuery } from '../sqlite/prepared-query.ts';
import type { EstimateStore } from './estimate-store.ts';

/** So many of the last answers say how long the next one will be; older ones answered other prompts. */
const LAST_ANSWERS = 200;
/** So many completions are looked through for them. */
const LOOKED_THROUGH = 2_000;

/** What estimates are made from, and how far they were off. */
export function estimateStore({ reader }: OpenDatabase): EstimateStore {
  return {
    logged: async ({ connection, model, experiment }) =>
      (experiment === null
        ? null
        : await loggedOutput(reader, {
            connection,
            model,
            of: 'experiment',
            among: sql`experiment_id = ${experiment}`,
          })) ?? (await loggedOutput(reader, { connection, model, of: 'model', among: sql`model = ${model}` })),
    errors: async () => {
      const rows = await reader
        .selectFrom('estimate_errors')
        .selectAll()
        .orderBy('connection')
        .orderBy('model')
        .execute();
      return rows.map(toErrors);
    },
  };
}

interface Asked {
  readonly connection: string;
  readonly model: string;
  readonly of: LoggedOutput['of'];
  readonly among: ReturnType<typeof sql>;
}

async function loggedOutput(db: StoreDatabase, { connection, model, of, among }: Asked): Promise<LoggedOutput | null> {
  const index = of === 'experiment' ? sql`completions_by_experiment_id` : sql`completions_by_model`;
  const { rows } = await sql<{ answers: number; output: number }>`
    select count(*) as answers, coalesce(sum(output_tokens), 0) as output from (
      select output_tokens from (
        select connection, model, status, output_tokens, imported from completions indexed by ${index}
        where ${among} order by id desc limit ${LOOKED_THROUGH}
      ) where connection = ${connection} and model = ${model} and status = 'done' and output_tokens is not null
        and imported = 0
      limit ${LAST_ANSWERS})`.execute(db);
  const [row] = rows;
  return row === undefined || row.answers === 0 ? null : { of, answers: row.answers, outputTokens: row.output };
}

/** What an ended request adds to the errors of its model's estimates. */
export interface Compared {
  readonly connection: string;
  readonly model: string;
  readonly estimateInputTokens: number | null;
  readonly likelyCost: bigint | null;
  /** `null` unless the endpoint reported it: our own count says nothing about our own count. */
  readonly inputTokens: number | null;
  readonly cost: bigint | null;
}

/** Adds how far the estimates of one ended request were off; nothing where there is nothing to compare. */
export async function addEstimateErrors(db: StoreDatabase, compared: Compared): Promise<void> {
  const input = errorPpm(compared.estimateInputTokens, compared.inputTokens);
  const cost = errorPpm(compared.likelyCost, compared.cost);
  if (input === null && cost === null) return;
  await addErrors(db, {
    connection: compared.connection,
    model: compared.model,
    inputs: input === null ? 0 : 1,
    input_error_ppm: input ?? 0,
    input_distance_ppm: Math.abs(input ?? 0),
    costs: cost === null ? 0 : 1,
    cost_error_ppm: cost ?? 0,
    cost_distance_ppm: Math.abs(cost ?? 0),
  });
}

const SUMS = [
  'inputs',
  'input_error_ppm',
  'input_distance_ppm',
  'costs',
  'cost_error_ppm',
  'cost_distance_ppm',
] as const;

type ErrorSums = { readonly connection: string; readonly model: string } & Readonly<
  Record<(typeof SUMS)[number], number>
>;

const addErrors = prepareQuery((db, row: ErrorSums) =>
  db
    .insertInto('estimate_errors')
    .values({
      connection: row.connection,
      model: row.model,
      inputs: row.inputs,
      input_error_ppm: row.input_error_ppm,
      input_distance_ppm: row.input_distance_ppm,
      costs: row.costs,
      cost_error_ppm: row.cost_error_ppm,
      cost_distance_ppm: row.cost_distance_ppm,
    })
    .onConflict((conflict) => conflict.columns(['connection', 'model']).doUpdateSet(addedUp('estimate_errors', SUMS))),
);

function toErrors(row: ErrorSums): EstimateErrors {
  return {
    connection: row.connection,
    model: row.model,
    inputTokens: meanError(row.inputs, row.input_error_ppm, row.input_distance_ppm),
    cost: meanError(row.costs, row.cost_error_ppm, row.cost_distance_ppm),
  };
}
