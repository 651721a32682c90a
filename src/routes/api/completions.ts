import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { COST_GROUPS, type HistoryRow } from '../../domain/history/history.ts';
import { canBeAskedAgain, RATINGS } from '../../domain/run/completion.ts';
import type { ConnectionNames } from '../../domain/run/sweep.ts';
import { AppError, importedError, orNotFound, ValidationError } from '../../errors.ts';
import { validated } from '../../platform/input/validated.ts';
import { readCompletionFilter, readCursor, readLimit } from '../completion-filter.ts';
import { idParam } from '../http/answer.tsx';
import { parseJson } from '../http/json-body.ts';
import { streamed } from '../http/streamed.ts';
import { annotationsOf, MAX_NOTE } from '../runs/annotations-form.ts';
import { rawExchange } from '../runs/raw-exchange.ts';
import { readRepricing } from '../runs/what-if.tsx';
import { historyJson, markedJson } from './completion-json.ts';
import { readConfirmation } from './confirmation.ts';
import { costGroupJson } from './money-json.ts';

const NDJSON = 'application/x-ndjson';
const PAGE_SIZE = 100;

/** Completions and what they cost, over the API. */
export function apiCompletionRoutes(deps: AppDeps) {
  const { store, runner, continuation } = deps;
  const { timeZones } = store;
  const nameOf = (id: string) => deps.connections.nameOf(id);
  return new Hono()
    .get('/completions', async (c) => {
      const query = c.req.query();
      const asLines = (c.req.header('accept') ?? '').includes('application/x-ndjson');
      const filter = readCompletionFilter(query, timeZones.days.calendar);
      if (asLines && !query['limit'] && !query['cursor']) {
        return await streamed(c, allLines(store.history.stream(filter), nameOf), { type: NDJSON, file: null });
      }
      const limit = readLimit(query['limit'], PAGE_SIZE);
      const before = readCursor(query['cursor']);
      const { rows, next } = await store.history.page(filter, { before, limit });
      if (!asLines) return c.json({ completions: rows.map((row) => historyJson(row, nameOf)), next });
      c.header('Content-Type', NDJSON);
      if (next !== null) {
        const address = new URLSearchParams({ ...query, cursor: String(next) });
        c.header('Link', `</api/v1/completions?${address}>; rel="next"`);
      }
      return c.body(lines(rows, nameOf));
    })
    .get('/completions/:id', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      const [raw, logprobs] = await Promise.all([
        rawExchange(deps, completion),
        store.completions.logprobs(completion.id),
      ]);
      return c.json({ ...markedJson(completion), raw, logprobs });
    })
    .patch('/completions/:id', async (c) => {
      const { by_hand: byHand, ...annotations } = validated(annotationsBody, await parseJson(c));
      const marked = await runner.mark(idParam(c), annotationsOf({ ...annotations, byHand }));
      return c.json(markedJson(orNotFound(marked, 'completion')));
    })
    .post('/completions/:id/cancellation', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      runner.cancelCompletion(completion);
      return c.json({ id: completion.id }, 202);
    })
    .post('/completions/:id/retries', async (c) => {
      const completion = orNotFound(await store.completions.get(idParam(c)), 'completion');
      const confirmed = await readConfirmation(c);
      if (!canBeAskedAgain(completion.status)) {
        throw new AppError(409, 'still-running', 'This completion is still going on: cancel it first, then retry.');
      }
      if (completion.imported) throw importedError();
      await continuation.retry(completion, confirmed);
      return c.json({ id: completion.id, run: completion.runId }, 202);
    })
    .get('/costs', async (c) => {
      const { group = 'day', ...query } = c.req.query();
      const groups = group.split(',').map((name) => COST_GROUPS.find((known) => known === name.trim()));
      if (groups.some((name) => name === undefined)) {
        throw new ValidationError([
          { path: 'group', message: `group must be one or more of ${COST_GROUPS.join(', ')}.` },
        ]);
      }
      const would = readRepricing(deps, query);
      const { calendar } = timeZones.days;
      const rows = await store.history.costs(
        groups.filter((name) => name !== undefined),
        readCompletionFilter(query, calendar),
      );
      return c.json({ time_zone: calendar.zone, groups: rows.map((row) => costGroupJson(row, would)) });
    })
    .post('/token-count', async (c) => {
      const { model, messages } = validated(tokenCountBody, await parseJson(c));
      const found = await deps.models.find(model, null);
      const { inputTokens, method } = await deps.counter.count(found ?? { connection: '', model }, messages);
      return c.json({ input_tokens: inputTokens, method });
    });
}

const annotationsBody = z.strictObject({
  rating: z.enum(RATINGS).nullable().optional(),
  pinned: z.boolean().optional(),
  note: z.string().max(MAX_NOTE).nullable().optional(),
  by_hand: z.boolean().nullable().optional(),
});

const tokenCountBody = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(
      z
        .strictObject({
          role: z.enum(['system', 'developer', 'user', 'assistant']),
          content: z.string(),
          name: z.string().optional(),
        })
        .transform(({ name, ...message }) => (name === undefined ? message : { ...message, name })),
    )
    .max(2_500),
});

async function* allLines(parts: AsyncIterable<readonly HistoryRow[]>, nameOf: ConnectionNames): AsyncGenerator<string> {
  for await (const rows of parts) yield lines(rows, nameOf);
}

function lines(rows: readonly HistoryRow[], nameOf: ConnectionNames): string {
  return rows.map((row) => `${JSON.stringify(historyJson(row, nameOf))}\n`).join('');
}
