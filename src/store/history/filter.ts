import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { CompletionFilter } from '../../domain/history/history.ts';
import { addDays } from '../../domain/history/period.ts';
import { ratingColumn } from '../runs/completion-values.ts';
import type { Schema } from '../schema.ts';

const completions = expressionBuilder<Schema, 'completions'>();
const earlierAttempts = expressionBuilder<Schema, 'earlier_attempts'>();

/** Rows of `completions` that match, but for the words to find. */
export function completionsMatch({ status, ...filter }: CompletionFilter): Expression<SqlBool> {
  const conditions = conditionsOf(filter);
  if (status !== undefined) conditions.push(completions('completions.status', '=', status));
  return completions.and(conditions);
}

/** Rows of `earlier_attempts`, joined with their completions, that match; a status is the attempt's own. */
export function earlierAttemptsMatch({ status, ...filter }: CompletionFilter): Expression<SqlBool> {
  const conditions = conditionsOf(filter);
  if (status !== undefined) conditions.push(earlierAttempts('earlier_attempts.status', '=', status));
  return completions.and(conditions);
}

function conditionsOf(filter: Omit<CompletionFilter, 'status'>): Expression<SqlBool>[] {
  const {
    model,
    connection,
    temperature,
    notebook,
    experiment,
    version,
    run,
    rating,
    passed,
    pinned,
    noted,
    from,
    to,
  } = filter;
  // What came with a file was asked elsewhere; the roll-ups do not know it either.
  const conditions: Expression<SqlBool>[] = [completions('completions.imported', '=', 0)];
  if (model !== undefined) conditions.push(completions('completions.model', '=', model));
  if (connection !== undefined) conditions.push(completions('completions.connection', '=', connection));
  if (temperature === null) conditions.push(completions('completions.temperature', 'is', null));
  else if (temperature !== undefined) conditions.push(completions('completions.temperature', '=', temperature));
  if (notebook !== undefined) conditions.push(completions('completions.notebook_id', '=', notebook));
  if (experiment !== undefined) conditions.push(completions('completions.experiment_id', '=', experiment));
  if (version !== undefined) conditions.push(completions('completions.version_id', '=', version));
  if (run !== undefined) conditions.push(completions('completions.run_id', '=', run));
  if (rating !== undefined) conditions.push(completions('completions.rating', '=', ratingColumn(rating)));
  if (passed !== undefined) conditions.push(completions('completions.passed', '=', passed ? 1 : 0));
  // Written out, as SQLite would not use an index on those that are pinned for a parameter.
  if (pinned !== undefined) conditions.push(completions('completions.pinned', '=', sql.lit(pinned ? 1 : 0)));
  if (noted !== undefined) conditions.push(completions('completions.note', noted ? 'is not' : 'is', null));
  if (from !== undefined || to !== undefined) conditions.push(...askedBetween(from, to));
  conditions.push(...withinBounds(filter));
  return conditions;
}

function withinBounds({
  minCost,
  maxCost,
  minDuration,
  maxDuration,
}: CompletionFilter): readonly Expression<SqlBool>[] {
  const bound = (column: 'cost_pico' | 'duration_ms', operator: '>=' | '<=', value: bigint | number | undefined) =>
    value === undefined ? [] : [sql<SqlBool>`${sql.ref(`completions.${column}`)} ${sql.raw(operator)} ${value}`];
  return [
    ...bound('cost_pico', '>=', minCost),
    ...bound('cost_pico', '<=', maxCost),
    ...bound('duration_ms', '>=', minDuration),
    ...bound('duration_ms', '<=', maxDuration),
  ];
}

/**
 * Ids grow with time but for clocks that were set back, so the days' ids narrow the search and the times decide. A day of any time
 * zone is at most one off from that of UTC, so this need not know in which zone days are.
 */
function askedBetween(from: Date | undefined, to: Date | undefined): readonly Expression<SqlBool>[] {
  const days = completions.selectFrom('completion_days');
  const someDays = days
    .$if(from !== undefined, (query) => query.where('day', '>=', addDays(utcDay(from), -1)))
    .$if(to !== undefined, (query) => query.where('day', '<=', addDays(utcDay(to), 1)));
  const conditions: Expression<SqlBool>[] = [
    completions(
      'completions.id',
      '>=',
      someDays.select((day) => day.fn.min('first_completion_id').as('first')),
    ),
    completions(
      'completions.id',
      '<=',
      someDays.select((day) => day.fn.max('last_completion_id').as('last')),
    ),
  ];
  if (from !== undefined) conditions.push(completions('completions.created_at', '>=', from.getTime()));
  if (to !== undefined) conditions.push(completions('completions.created_at', '<', to.getTime()));
  return conditions;
}

function utcDay(time = new Date(0)): string {
  return time.toISOString().slice(0, 10);
}
