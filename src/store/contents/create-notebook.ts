import { isUnpriced } from '../../domain/money/billing.ts';
import type { Notebook } from '../../domain/notebook/notebook.ts';
import type { CompletionContent } from '../../domain/notebook/notebook-content.ts';
import { addToCaseSet, beginCaseSet, caseSetOf, finishCaseSet } from '../cases/case-sets.ts';
import { keepImage } from '../images/images.ts';
import { insertCell } from '../notebooks/cell-queries.ts';
import { insertNotebook } from '../notebooks/notebooks.ts';
import { annotationColumns, outcomeColumns, settingsColumn } from '../runs/completion-values.ts';
import { saveMessages } from '../runs/create-run.ts';
import { savePrompt } from '../runs/save-version.ts';
import type { StoreDatabase } from '../schema.ts';
import type { Flag } from '../schema-columns.ts';
import type { NotebookPiece } from './notebook-pieces.ts';

/**
 * Makes a notebook anew out of its pieces. Answers that come along are marked as imported. Each batch is a transaction of its
 * own, since a large one takes long to commit and everybody else would wait; nobody sees the notebook before it is whole, and
 * what did not become whole (the disk is full, the server died) is deleted at the next start.
 */
export async function createNotebook(
  writer: StoreDatabase,
  batches: AsyncIterable<readonly NotebookPiece[]>,
): Promise<Notebook> {
  const making = new NotebookInTheMaking();
  for await (const batch of batches) {
    await writer.transaction().execute(async (transaction) => {
      for (const piece of batch) await making.add(transaction, piece);
    });
  }
  const { notebook } = making;
  await writer
    .updateTable('notebooks')
    .set({ origin: 'page', deleted_at: null })
    .where('id', '=', notebook.id)
    .execute();
  return notebook;
}

interface Owner {
  readonly notebook_id: number;
  readonly experiment_id: number;
}

type PieceOf<Kind extends NotebookPiece['kind']> = Extract<NotebookPiece, { readonly kind: Kind }>;

/** What the next piece belongs to. */
class NotebookInTheMaking {
  #notebook: Notebook | null = null;
  #position = 0;
  #experiment: number | null = null;
  /** Ids by what the content calls them: versions by number, message lists by place. */
  #versions = new Map<number, number>();
  #lists: number[] = [];
  #run: { readonly id: number; readonly version_id: number; completions: number } | null = null;
  /** Ids of case sets by their hashes. */
  readonly #caseSets = new Map<string, number>();
  /** The set of cases that is being filled; `null` where it was there already. */
  #filling: { readonly id: number; readonly hash: string; readonly count: number; from: number } | null = null;

  get notebook(): Notebook {
    return known(this.#notebook, 'notebook');
  }

  async add(db: StoreDatabase, piece: NotebookPiece): Promise<void> {
    switch (piece.kind) {
      case 'notebook':
        return await this.#addNotebook(db, piece);
      case 'image':
        return await keepImage(db, piece.image, piece.content);
      case 'note':
      case 'experiment':
        return await this.#addCell(db, piece);
      case 'case-set':
        return await this.#addCaseSet(db, piece);
      case 'case-part':
        return await this.#addCasePart(db, piece);
      case 'experiment-cases':
        return await this.#addExperimentCases(db, piece);
      case 'version':
        return await this.#addVersion(db, piece);
      case 'messages':
        this.#lists.push(await saveMessages(db, piece.messages));
        return;
      case 'run':
        return await this.#addRun(db, piece);
      case 'completions':
        return await this.#addCompletions(db, piece.completions);
    }
  }

  async #addNotebook(db: StoreDatabase, { title }: PieceOf<'notebook'>): Promise<void> {
    const notebook = await insertNotebook(db, title, { origin: 'making' });
    const deleted_at = notebook.createdAt.getTime();
    await db.updateTable('notebooks').set({ deleted_at }).where('id', '=', notebook.id).execute();
    this.#notebook = notebook;
  }

  async #addCell(db: StoreDatabase, cell: PieceOf<'note' | 'experiment'>): Promise<void> {
    const id = await insertCell(db, this.notebook.id, cell, this.#position);
    this.#position += 1;
    if (cell.kind === 'note') return;
    this.#experiment = id;
    this.#versions = new Map();
    this.#lists = [];
  }

  async #addCaseSet(db: StoreDatabase, { hash, count }: PieceOf<'case-set'>): Promise<void> {
    const kept = await caseSetOf(db, hash);
    const id = kept ?? (await beginCaseSet(db, count));
    this.#caseSets.set(hash, id);
    this.#filling = kept === null ? { id, hash, count, from: 0 } : null;
  }

  async #addCasePart(db: StoreDatabase, { cases }: PieceOf<'case-part'>): Promise<void> {
    const set = this.#filling;
    if (set === null) return;
    await addToCaseSet(db, set, cases);
    set.from += cases.length;
    if (set.from === set.count) this.#caseSets.set(set.hash, await finishCaseSet(db, set.id, set.hash));
  }

  async #addExperimentCases(db: StoreDatabase, { hash, checks }: PieceOf<'experiment-cases'>): Promise<void> {
    const { experiment_id } = this.#owner;
    await db
      .insertInto('experiment_cases')
      .values({ experiment_id, case_set_id: this.#caseSetOf(hash), checks: JSON.stringify(checks) })
      .execute();
  }

  #caseSetOf(hash: string | null): number | null {
    return hash === null ? null : known(this.#caseSets.get(hash), 'case set');
  }

  async #addVersion(
    db: StoreDatabase,
    { version: { number, name, createdAt }, prompt }: PieceOf<'version'>,
  ): Promise<void> {
    const { experiment_id } = this.#owner;
    const prompt_hash = await savePrompt(db, prompt);
    const { id } = await db
      .insertInto('versions')
      .values({ experiment_id, number, prompt_hash, name, created_at: createdAt.getTime() })
      .returning('id')
      .executeTakeFirstOrThrow();
    this.#versions.set(number, id);
  }

  async #addRun(db: StoreDatabase, { run, planned, cases }: PieceOf<'run'>): Promise<void> {
    const { request, estimate } = run;
    const version_id = known(this.#versions.get(run.version), 'version');
    const { id } = await db
      .insertInto('runs')
      .values({
        ...this.#owner,
        version_id,
        message_list_id: this.#list(run.messages),
        case_set_id: this.#caseSetOf(cases),
        status: run.status,
        request: JSON.stringify(request),
        columns_axis: request.columns,
        planned,
        estimate_input_tokens: estimate.inputTokens,
        estimate_method: estimate.method,
        max_cost_pico: estimate.maxCostPicodollars,
        idempotency_key: null,
        idempotency_hash: null,
        created_at: run.createdAt.getTime(),
        ended_at: run.endedAt?.getTime() ?? null,
        imported: 1,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    this.#run = { id, version_id, completions: 0 };
  }

  async #addCompletions(db: StoreDatabase, completions: readonly CompletionContent[]): Promise<void> {
    const run = known(this.#run, 'run');
    const parents = { ...this.#owner, run_id: run.id, version_id: run.version_id };
    const rows = completions.map((completion, offset) => ({
      ...parents,
      ordinal: run.completions + offset,
      message_list_id: this.#list(completion.messages),
      ...completionColumns(completion),
    }));
    await db.insertInto('completions').values(rows).execute();
    run.completions += rows.length;
  }

  get #owner(): Owner {
    return { notebook_id: this.notebook.id, experiment_id: known(this.#experiment, 'experiment') };
  }

  #list(place: number): number {
    return known(this.#lists[place], 'message list');
  }
}

function completionColumns(completion: CompletionContent) {
  const { settings, createdAt, endedAt, annotations } = completion;
  return {
    ...outcomeColumns({ ...completion, request: null, response: null, logprobs: null }),
    ...annotationColumns(annotations),
    connection: completion.connection,
    model: settings.model,
    temperature: settings.temperature,
    variant: settings.variant,
    settings: settingsColumn(settings),
    column_index: completion.column,
    row_index: completion.row,
    sample: completion.sample,
    case_name: completion.case,
    case_index: completion.casePlace ?? null,
    unpriced: (isUnpriced(completion) ? 1 : 0) as Flag,
    imported: 1 as Flag,
    created_at: createdAt.getTime(),
    ended_at: endedAt?.getTime() ?? null,
  };
}

function known<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`The content names a ${what} that it does not hold.`);
  return value;
}
