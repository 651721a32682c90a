import { sql } from 'kysely';
import type { CompletionEstimate } from '../../domain/money/completion-estimate.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import type { StoreDatabase } from '../schema.ts';
import { storable } from '../sqlite/exact-integers.ts';
import type { RunCount } from './run-store.ts';

/** Keeps the exact count of a run that began with a rough one, in its row and in those of its completions. */
export async function recountRun(db: StoreDatabase, id: number, { request, estimate, estimates }: RunCount) {
  const row = await db.selectFrom('runs').select(['request', 'planned']).where('id', '=', id).executeTakeFirst();
  if (row === undefined) return;
  const kept = JSON.parse(row.request) as RunRequest;
  const counted = request.variants === undefined ? kept : { ...kept, variants: request.variants };
  await db
    .updateTable('runs')
    .set({
      request: JSON.stringify(counted),
      estimate_input_tokens: estimate.inputTokens,
      estimate_method: estimate.method,
      max_cost_pico: storable(estimate.maxCostPicodollars),
      likely_cost_pico: storable(estimate.likelyCostPicodollars ?? null),
    })
    .where('id', '=', id)
    .execute();
  for (const [same, places] of byEqual(estimates)) {
    await db
      .updateTable('completions')
      .set({
        estimate_input_tokens: same.inputTokens,
        likely_cost_pico: storable(same.likely),
        max_cost_pico: storable(same.atMost),
      })
      .where('run_id', '=', id)
      .where(sql<boolean>`ordinal % ${estimates.length} in (select value from json_each(${JSON.stringify(places)}))`)
      .execute();
  }
}

/** The places of the points that were estimated alike. */
function byEqual(estimates: readonly CompletionEstimate[]): ReadonlyMap<CompletionEstimate, readonly number[]> {
  const first = new Map<string, CompletionEstimate>();
  const places = new Map<CompletionEstimate, number[]>();
  for (const [place, estimate] of estimates.entries()) {
    const key = `${estimate.inputTokens} ${estimate.likely} ${estimate.atMost}`;
    const same = first.get(key) ?? estimate;
    first.set(key, same);
    places.set(same, [...(places.get(same) ?? []), place]);
  }
  return places;
}
