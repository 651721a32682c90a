import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { Marks } from '../domain/completion.ts';
import type { CompletionFilter } from '../domain/history.ts';
import { ratingColumn } from './completion-rows.ts';
import { dayOf, temperatureKey } from './daily-costs.ts';
import type { Schema } from './schema.ts';
import { holds, messagesHold, searchTerms } from './sqlite-only.ts';

const completions = expressionBuilder<Schema, 'completions'>();
const earlierAttempts = expressionBuilder<Schema, 'earlier_attempts'>();
const dailyCosts = expressionBuilder<Schema, 'daily_costs'>();

/** Rows of `completions` that match. */
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

/** What the roll-ups can be asked for, with days instead of times: the first one, and the first one after. */
export interface DailyFilter extends Omit<CompletionFilter, 'from' | 'to' | 'q' | 'run' | keyof Marks | 'noted'> {
  readonly firstDay?: string | undefined;
  readonly endDay?: string | undefined;
}

/** Rows of `daily_costs` that match. */
export function dailyCostsMatch(filter: DailyFilter): Expression<SqlBool> {
  const { model, connection, temperature, notebook, status, firstDay, endDay } = filter;
  const conditions: Expression<SqlBool>[] = [];
  if (model !== undefined) conditions.push(dailyCosts('daily_costs.model', '=', model));
  if (connection !== undefined) conditions.push(dailyCosts('daily_costs.connection', '=', connection));
  if (notebook !== undefined) conditions.push(dailyCosts('daily_costs.notebook_id', '=', notebook));
  if (status !== undefined) conditions.push(dailyCosts('daily_costs.status', '=', status));
  if (firstDay !== undefined) conditions.push(dailyCosts('daily_costs.day', '>=', firstDay));
  if (endDay !== undefined) conditions.push(dailyCosts('daily_costs.day', '<', endDay));
  if (temperature !== undefined) {
    conditions.push(dailyCosts('daily_costs.temperature_key', '=', temperatureKey(temperature)));
  }
  return dailyCosts.and(conditions);
}

function conditionsOf(filter: Omit<CompletionFilter, 'status'>): Expression<SqlBool>[] {
  const { model, connection, temperature, notebook, run, rating, pinned, noted, from, to, q } = filter;
  // What came with a file was asked elsewhere; the roll-ups do not know it either.
  const conditions: Expression<SqlBool>[] = [completions('completions.imported', '=', 0)];
  if (model !== undefined) conditions.push(completions('completions.model', '=', model));
  if (connection !== undefined) conditions.push(completions('completions.connection', '=', connection));
  if (temperature === null) conditions.push(completions('completions.temperature', 'is', null));
  else if (temperature !== undefined) conditions.push(completions('completions.temperature', '=', temperature));
  if (notebook !== undefined) conditions.push(completions('completions.notebook_id', '=', notebook));
  if (run !== undefined) conditions.push(completions('completions.run_id', '=', run));
  if (rating !== undefined) conditions.push(completions('completions.rating', '=', ratingColumn(rating)));
  if (pinned !== undefined) conditions.push(completions('completions.pinned', '=', pinned ? 1 : 0));
  if (noted !== undefined) conditions.push(completions('completions.note', noted ? 'is not' : 'is', null));
  if (from !== undefined || to !== undefined) conditions.push(...askedBetween(from, to));
  if (q !== undefined) conditions.push(...searchTerms(q).map(found));
  return conditions;
}

/** Ids grow with time but for clocks that were set back, so the days' ids narrow the search and the times decide. */
function askedBetween(from: Date | undefined, to: Date | undefined): readonly Expression<SqlBool>[] {
  const days = completions.selectFrom('completion_days');
  const someDays = days
    .$if(from !== undefined, (query) => query.where('day', '>=', dayOf(from?.getTime() ?? 0)))
    .$if(to !== undefined, (query) => query.where('day', '<=', dayOf(to?.getTime() ?? 0)));
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

/** In the answer, or in the messages that were sent. */
function found(term: string): Expression<SqlBool> {
  const lists = completions
    .selectFrom('message_lists')
    .select('message_lists.id')
    .where(messagesHold('message_lists.messages', term));
  return completions.or([holds('completions.text', term), completions('completions.message_list_id', 'in', lists)]);
}
