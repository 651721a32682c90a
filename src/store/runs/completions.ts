import { setImmediate } from 'node:timers/promises';
import type { ReportingDays } from '../../domain/history/reporting-days.ts';
import type { AnnotationChange, Completion, CompletionRaw, TokenLogprob } from '../../domain/run/completion.ts';
import type { RunStatus } from '../../domain/run/run.ts';
import { StoreError } from '../../errors.ts';
import { LIVE } from '../costs/rollups.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { hashMessages } from '../hash.ts';
import type { StoreDatabase } from '../schema.ts';
import { prepareQuery } from '../sqlite/prepared-query.ts';
import { COMPLETION_COLUMNS, COMPLETION_EXACT_COLUMNS, toCompletion } from './completion-rows.ts';
import type { CompletionChange, CompletionStore, RefusedChange } from './completion-store.ts';
import { endCompletion } from './end-completion.ts';
import { requeue } from './requeue.ts';
import { saveAnnotations } from './save-annotations.ts';

/** Completions, one by one and by run. A change that comes too late, for one that has ended already, changes nothing. */
export function completionStore({ writer, reader, days }: OpenDatabase): CompletionStore {
  return {
    ofRun: (runId) => completionsOfRun(reader, runId),
    get: (id) => completion(reader, id),
    raw: (id) => raw(reader, id),
    logprobs: (id) => logprobs(reader, id),
    thatAnswered: (notebookId, answer) => completionThatAnswered(reader, notebookId, answer),
    mark: (id, annotations) => mark(writer, id, annotations),
    write: (changes) => write({ writer, days }, changes),
  };
}

/** Rows between two turns of the event loop: a run has up to 20,000. */
const ROWS_PER_READ = 1_000;

async function completionsOfRun(db: StoreDatabase, runId: number): Promise<readonly Completion[]> {
  const all: Completion[] = [];
  for (let from = 0; ; ) {
    const rows = await selectCompletions(db)
      .where('run_id', '=', runId)
      .where('ordinal', '>=', from)
      .orderBy('ordinal')
      .limit(ROWS_PER_READ)
      .execute();
    for (const row of rows) all.push(toCompletion(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_PER_READ) return all;
    from = last.ordinal + 1;
    await setImmediate();
  }
}

async function completion(db: StoreDatabase, id: number): Promise<Completion | null> {
  const row = await selectCompletions(db).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toCompletion(row);
}

async function completionThatAnswered(
  db: StoreDatabase,
  notebookId: number,
  { asked, text }: Parameters<CompletionStore['thatAnswered']>[1],
): Promise<Completion | null> {
  const list = db.selectFrom('message_lists').select('message_lists.id').where('hash', '=', hashMessages(asked));
  const row = await selectCompletions(db)
    .where('completions.message_list_id', '=', list)
    .where('completions.notebook_id', '=', notebookId)
    .where('completions.text', '=', text)
    .orderBy('completions.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toCompletion(row);
}

function selectCompletions(db: StoreDatabase) {
  return db.selectFrom('completions').select(COMPLETION_COLUMNS).select(COMPLETION_EXACT_COLUMNS);
}

async function raw(db: StoreDatabase, id: number): Promise<CompletionRaw | null> {
  const row = await db
    .selectFrom('completions')
    .leftJoin('completion_raw', 'completion_raw.completion_id', 'completions.id')
    .select(['completion_raw.request', 'completion_raw.response'])
    .where('completions.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { request: parse(row.request), response: parse(row.response) };
}

async function logprobs(db: StoreDatabase, id: number): Promise<readonly TokenLogprob[] | null> {
  const row = await db
    .selectFrom('completion_raw')
    .select('logprobs')
    .where('completion_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : parse(row.logprobs);
}

async function mark(db: StoreDatabase, id: number, annotations: Partial<AnnotationChange>): Promise<Completion | null> {
  await saveAnnotations(db, id, annotations);
  return await completion(db, id);
}

type Writing = Pick<OpenDatabase, 'writer' | 'days'>;

async function write(into: Writing, changes: readonly CompletionChange[]): Promise<readonly RefusedChange[]> {
  if (changes.length === 0) return [];
  const problem = await tryToWrite(into, changes);
  const [change] = changes;
  if (problem === null || change === undefined) return [];
  if (changes.length === 1) return [{ change, reason: problem }];
  const refused: RefusedChange[] = [];
  for (const one of changes) {
    const reason = await tryToWrite(into, [one]);
    if (reason !== null) refused.push({ change: one, reason });
  }
  return refused;
}

/** Writes all of it or nothing; answers what was wrong with a value, and throws what is wrong with the file. */
async function tryToWrite({ writer, days }: Writing, changes: readonly CompletionChange[]): Promise<Error | null> {
  try {
    await writer.transaction().execute(async (transaction) => {
      for (const change of changes) await writeChange(transaction, change, days);
    });
    return null;
  } catch (error) {
    if (error instanceof StoreError || !(error instanceof Error)) throw error;
    return error;
  }
}

async function writeChange(db: StoreDatabase, change: CompletionChange, days: ReportingDays): Promise<void> {
  switch (change.type) {
    case 'started':
      await markStarted(db, { id: change.id, started_at: change.startedAt.getTime() });
      return;
    case 'checkpoint':
      await saveText(db, { id: change.id, text: change.text });
      return;
    case 'ended':
      return await endCompletion(db, change, days);
    case 'requeued':
      return await requeue(db, change.id, days.calendar);
    case 'run':
      await saveRunStatus(db, { id: change.id, status: change.status, ended_at: change.endedAt?.getTime() ?? null });
  }
}

const markStarted = prepareQuery((db, { id, started_at }: { readonly id: number; readonly started_at: number }) =>
  db.updateTable('completions').set({ status: 'streaming', started_at }).where('id', '=', id).where(LIVE),
);

const saveText = prepareQuery((db, { id, text }: { readonly id: number; readonly text: string }) =>
  db.updateTable('completions').set({ text }).where('id', '=', id).where(LIVE),
);

interface RunStatusParameters {
  readonly id: number;
  readonly status: RunStatus;
  readonly ended_at: number | null;
}

const saveRunStatus = prepareQuery((db, { id, status, ended_at }: RunStatusParameters) =>
  db.updateTable('runs').set({ status, ended_at }).where('id', '=', id),
);

function parse<Value>(json: string | null): Value | null {
  return json === null ? null : (JSON.parse(json) as Value);
}
