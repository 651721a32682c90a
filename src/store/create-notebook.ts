import { setImmediate } from 'node:timers/promises';
import { isUnpriced } from '../domain/columns.ts';
import type { Notebook } from '../domain/notebook.ts';
import type { CompletionContent, ExperimentContent, NotebookContent, RunContent } from '../domain/notebook-content.ts';
import { insertCell } from './cell-queries.ts';
import { marksColumns, outcomeColumns, settingsColumn } from './completion-rows.ts';
import { messageListFor, savePrompt } from './create-run.ts';
import { insertNotebook } from './notebooks.ts';
import type { Flag, StoreDatabase } from './schema.ts';

const ROWS_PER_INSERT = 100;

/** Makes a notebook anew, with all that it holds. Answers that come along are marked as imported. */
export async function createNotebook(db: StoreDatabase, { title, cells }: NotebookContent): Promise<Notebook> {
  const notebook = await insertNotebook(db, title, 'page');
  for (const [position, cell] of cells.entries()) {
    const id = await insertCell(db, notebook.id, cell, position);
    if (cell.kind === 'experiment') await insertResults(db, { notebook_id: notebook.id, experiment_id: id }, cell);
  }
  return notebook;
}

interface Owner {
  readonly notebook_id: number;
  readonly experiment_id: number;
}

async function insertResults(db: StoreDatabase, owner: Owner, { results }: ExperimentContent): Promise<void> {
  if (results === null) return;
  const versions = new Map<number, number>();
  for (const { number, name, prompt, createdAt } of results.versions) {
    const prompt_hash = await savePrompt(db, prompt);
    const { id } = await db
      .insertInto('versions')
      .values({ experiment_id: owner.experiment_id, number, prompt_hash, name, created_at: createdAt.getTime() })
      .returning('id')
      .executeTakeFirstOrThrow();
    versions.set(number, id);
  }
  const lists: number[] = [];
  for (const messages of results.messageLists) lists.push(await messageListFor(db, messages));
  for (const run of results.runs) {
    const version_id = known(versions.get(run.version), 'version');
    await insertRun(db, { ...owner, version_id }, { run, lists });
    await setImmediate();
  }
}

interface Asked {
  readonly run: RunContent;
  /** The ids of the message lists, by their place in the content. */
  readonly lists: readonly number[];
}

async function insertRun(
  db: StoreDatabase,
  parents: Owner & { readonly version_id: number },
  { run, lists }: Asked,
): Promise<void> {
  const { request, estimate, completions } = run;
  const { id } = await db
    .insertInto('runs')
    .values({
      ...parents,
      message_list_id: known(lists[run.messages], 'message list'),
      status: run.status,
      request: JSON.stringify(request),
      columns_axis: request.columns,
      planned: completions.length,
      estimate_input_tokens: estimate.inputTokens,
      estimate_method: estimate.method,
      max_cost_pico: estimate.maxCostPicodollars,
      idempotency_key: null,
      created_at: run.createdAt.getTime(),
      ended_at: run.endedAt?.getTime() ?? null,
      imported: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (let start = 0; start < completions.length; start += ROWS_PER_INSERT) {
    const rows = completions.slice(start, start + ROWS_PER_INSERT).map((completion, offset) => ({
      ...parents,
      run_id: id,
      ordinal: start + offset,
      message_list_id: known(lists[completion.messages], 'message list'),
      ...completionColumns(completion),
    }));
    await db.insertInto('completions').values(rows).execute();
  }
}

function completionColumns(completion: CompletionContent) {
  const { settings, createdAt, endedAt, marks } = completion;
  return {
    ...outcomeColumns({ ...completion, request: null, response: null, logprobs: null }),
    ...marksColumns(marks),
    connection: completion.connection,
    model: settings.model,
    temperature: settings.temperature,
    variant: settings.variant,
    settings: settingsColumn(settings),
    column_index: completion.column,
    row_index: completion.row,
    sample: completion.sample,
    case_name: completion.case,
    unpriced: (isUnpriced(completion) ? 1 : 0) as Flag,
    imported: 1 as Flag,
    created_at: createdAt.getTime(),
    ended_at: endedAt?.getTime() ?? null,
  };
}

function known(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`The content names a ${what} that it does not hold.`);
  return id;
}
