import { setImmediate } from 'node:timers/promises';
import type { Case } from '../../domain/cases/case.ts';
import type {
  CellContent,
  CompletionContent,
  ExperimentContent,
  ExperimentResults,
  NotebookContent,
  RunContent,
} from '../../domain/notebook/notebook-content.ts';
import type { Message } from '../../domain/prompt/message.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { casesOfExperiment, casesOfSet } from '../cases/cases.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { imageContents } from '../images/notebook-images.ts';
import { selectCells } from '../notebooks/cell-queries.ts';
import { selectVersions, toVersion } from '../notebooks/versions.ts';
import { toCell, toRun } from '../rows.ts';
import { COMPLETION_COLUMNS, COMPLETION_EXACT_COLUMNS, toCompletion } from '../runs/completion-rows.ts';
import { selectRuns } from '../runs/run-queries.ts';
import type { StoreDatabase } from '../schema.ts';
import { createNotebook } from './create-notebook.ts';
import type { NotebookContentStore } from './notebook-content-store.ts';
import { batchesOf } from './notebook-pieces.ts';

/** Whole notebooks, out of the store and into it. */
export function notebookContentStore({ writer, reader }: OpenDatabase): NotebookContentStore {
  return {
    get: (id, options) => notebookContent(reader, id, options),
    images: (hashes) => imageContents(reader, hashes),
    create: (content) => createNotebook(writer, inTurns(batchesOf(content))),
    createFrom: (batches) => createNotebook(writer, batches),
  };
}

async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await setImmediate();
    yield item;
  }
}

/** A whole notebook, with or without what was asked in it; runs that still go on are left out. */
export async function notebookContent(
  db: StoreDatabase,
  id: number,
  { withResults }: { readonly withResults: boolean },
): Promise<NotebookContent | null> {
  const notebook = await db
    .selectFrom('notebooks')
    .select('title')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (notebook === undefined) return null;
  const rows = await selectCells(db).where('cells.notebook_id', '=', id).execute();
  const cells: CellContent[] = [];
  for (const cell of rows.map(toCell)) {
    if (cell.kind === 'note') cells.push({ kind: 'note', text: cell.text });
    else {
      const { title, draft } = cell;
      const results = withResults ? await experimentResults(db, cell.id) : null;
      const kept = await casesOfExperiment(db, cell.id);
      cells.push({ kind: 'experiment', title, draft, ...kept, results } satisfies ExperimentContent);
    }
  }
  return { title: notebook.title, cells };
}

/** `null` when it was never run. */
async function experimentResults(db: StoreDatabase, experimentId: number): Promise<ExperimentResults | null> {
  const versions = await selectVersions(db, experimentId).orderBy('versions.number').execute();
  if (versions.length === 0) return null;
  const runs = await selectRuns(db)
    .select('runs.message_list_id')
    .where('runs.experiment_id', '=', experimentId)
    .where('runs.status', '!=', 'running')
    .orderBy('runs.id')
    .execute();
  const lists = new MessageLists();
  const sets = new CaseSets();
  const contents: RunContent[] = [];
  for (const row of runs) {
    const { version, status, request, estimate, createdAt, endedAt, caseSet } = toRun(row);
    const messages = lists.place(row.message_list_id);
    const completions = await runCompletions(db, row.id, lists);
    contents.push({
      version: version.number,
      messages,
      ...(caseSet === undefined ? {} : { caseSet: sets.place(caseSet) }),
      status,
      request: withoutRunIds(request),
      estimate,
      createdAt,
      endedAt,
      completions,
    });
  }
  const caseSets = await sets.read(db);
  return {
    versions: versions.map(toVersion),
    messageLists: await lists.read(db),
    ...(caseSets.length === 0 ? {} : { caseSets }),
    runs: contents,
  };
}

/** Which run judges which is told by ids, which a notebook apart from its store does not have. */
function withoutRunIds({ judgedBy: _, judges: __, ...request }: RunRequest): RunRequest {
  return request;
}

async function runCompletions(
  db: StoreDatabase,
  runId: number,
  lists: MessageLists,
): Promise<readonly CompletionContent[]> {
  const rows = await db
    .selectFrom('completions')
    .select(COMPLETION_COLUMNS)
    .select(COMPLETION_EXACT_COLUMNS)
    .select('completions.message_list_id')
    .where('run_id', '=', runId)
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => {
    const { id: _, runId: __, ordinal: ___, imported: ____, caseName, case: place, ...completion } = toCompletion(row);
    return {
      ...completion,
      case: caseName ?? null,
      ...(place === null ? {} : { casePlace: place }),
      messages: lists.place(row.message_list_id),
    };
  });
}

/** Numbers ids in the order in which they are first met. */
class Places {
  readonly #places = new Map<number, number>();

  place(id: number): number {
    const place = this.#places.get(id) ?? this.#places.size;
    this.#places.set(id, place);
    return place;
  }

  protected ids(): Iterable<number> {
    return this.#places.keys();
  }
}

class CaseSets extends Places {
  async read(db: StoreDatabase): Promise<readonly (readonly Case[])[]> {
    const sets: (readonly Case[])[] = [];
    for (const id of this.ids()) sets.push(await casesOfSet(db, id));
    return sets;
  }
}

class MessageLists extends Places {
  async read(db: StoreDatabase): Promise<readonly (readonly Message[])[]> {
    const lists: (readonly Message[])[] = [];
    for (const id of this.ids()) {
      const query = db.selectFrom('message_lists').select('messages').where('id', '=', id);
      lists.push(JSON.parse((await query.executeTakeFirstOrThrow()).messages) as readonly Message[]);
    }
    return lists;
  }
}
