import { expressionBuilder, sql } from 'kysely';
import type { LastRun, Notebook, NotebookSummary } from '../../domain/notebook/notebook.ts';
import { askedNames, type RunRequest } from '../../domain/run/run.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import { NOTEBOOK_COLUMNS, toCell, toNotebook } from '../rows.ts';
import type { NotebooksTable, Schema, StoreDatabase } from '../schema.ts';
import { exactSum } from '../sqlite/exact-integers.ts';
import { draftHolds, holds, searchTerms } from '../sqlite/sqlite-only.ts';
import { insertCell, selectCells } from './cell-queries.ts';
import type { NotebookStore } from './notebook-store.ts';

const API_TITLE = 'API runs';

/** Notebooks; deleted ones are hidden, not gone. */
export function notebookStore({ writer, reader }: OpenDatabase): NotebookStore {
  return {
    list: (search) => listNotebooks(reader, search),
    get: (id) => notebook(reader, id),
    summary: (id) => summary(reader, id),
    create: (title, { starter } = {}) => insertNotebook(writer, title, { starter: starter ?? null }),
    rename: (id, title) => rename(writer, id, title),
    duplicate: (id, title) => writer.transaction().execute((transaction) => duplicate(transaction, id, title)),
    remove: (id) => remove(writer, id),
    restore: (id) => change(writer, id, { deleted_at: null }),
    adopt: (id) => change(writer, id, { starter: null }),
    forApiRuns: () => writer.transaction().execute(notebookForApiRuns),
  };
}

/** Writes that a notebook changed just now, which puts it first in the list. */
export async function touchNotebook(db: StoreDatabase, id: number): Promise<void> {
  await db.updateTable('notebooks').set({ updated_at: Date.now() }).where('id', '=', id).execute();
}

async function listNotebooks(db: StoreDatabase, search: string): Promise<readonly NotebookSummary[]> {
  const rows = await selectSummaries(db)
    .where('notebooks.deleted_at', 'is', null)
    .where((eb) => eb.and(searchTerms(search).map((term) => mentions(db, term))))
    .orderBy('notebooks.updated_at', 'desc')
    .orderBy('notebooks.id', 'desc')
    .execute();
  return rows.map(toSummary);
}

async function summary(db: StoreDatabase, id: number): Promise<NotebookSummary | null> {
  const row = await selectSummaries(db)
    .where('notebooks.id', '=', id)
    .where('notebooks.deleted_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : toSummary(row);
}

type SummaryRow = Awaited<ReturnType<ReturnType<typeof selectSummaries>['execute']>>[number];

function toSummary(row: SummaryRow): NotebookSummary {
  return {
    ...toNotebook(row),
    cells: row.cells,
    runs: row.runs,
    costPicodollars: BigInt(row.cost_pico),
    unpriced: row.unpriced,
    starter: row.starter,
    lastRun: lastRun(row),
  };
}

function lastRun({
  last_request,
  last_run_at,
}: {
  readonly last_request: string | null;
  readonly last_run_at: number | null;
}): LastRun | null {
  if (last_request === null || last_run_at === null) return null;
  const request = JSON.parse(last_request) as RunRequest;
  return { at: new Date(last_run_at), connection: request.connection, models: askedNames(request) };
}

function selectSummaries(db: StoreDatabase) {
  return db
    .selectFrom('notebooks')
    .leftJoin('runs as last_run', (join) =>
      join.on('last_run.id', '=', (eb) =>
        eb
          .selectFrom('runs')
          .select((runs) => runs.fn.max('runs.id').as('id'))
          .whereRef('runs.notebook_id', '=', 'notebooks.id'),
      ),
    )
    .select(NOTEBOOK_COLUMNS)
    .select(['notebooks.starter', 'last_run.request as last_request', 'last_run.created_at as last_run_at'])
    .select((eb) => [
      eb
        .selectFrom('cells')
        .select((cells) => cells.fn.countAll<number>().as('count'))
        .whereRef('cells.notebook_id', '=', 'notebooks.id')
        .where('cells.deleted_at', 'is', null)
        .$asScalar()
        .$notNull()
        .as('cells'),
      eb
        .selectFrom('runs')
        .select((runs) => runs.fn.countAll<number>().as('count'))
        .whereRef('runs.notebook_id', '=', 'notebooks.id')
        .$asScalar()
        .$notNull()
        .as('runs'),
      eb
        .selectFrom('daily_costs')
        .select(exactSum('daily_costs.cost_pico').as('sum'))
        .whereRef('daily_costs.notebook_id', '=', 'notebooks.id')
        .$asScalar()
        .$notNull()
        .as('cost_pico'),
      eb
        .selectFrom('daily_costs')
        .select(sql<number>`coalesce(sum(daily_costs.unpriced), 0)`.as('sum'))
        .whereRef('daily_costs.notebook_id', '=', 'notebooks.id')
        .$asScalar()
        .$notNull()
        .as('unpriced'),
    ]);
}

/** Whether a notebook's title, one of its notes or one of its experiments holds the term. */
function mentions(db: StoreDatabase, term: string) {
  const eb = expressionBuilder<Schema, 'notebooks'>();
  const inCell = db
    .selectFrom('cells')
    .leftJoin('experiments', 'experiments.id', 'cells.id')
    .select('cells.notebook_id')
    .where('cells.deleted_at', 'is', null)
    .where((cell) =>
      cell.or([holds('cells.text', term), holds('experiments.title', term), draftHolds('experiments.draft', term)]),
    );
  return eb.or([holds('notebooks.title', term), eb('notebooks.id', 'in', inCell)]);
}

async function notebook(db: StoreDatabase, id: number): Promise<Notebook | null> {
  const row = await db
    .selectFrom('notebooks')
    .select(NOTEBOOK_COLUMNS)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : toNotebook(row);
}

export async function insertNotebook(
  db: StoreDatabase,
  title: string,
  {
    origin = 'page',
    starter = null,
  }: { readonly origin?: NotebooksTable['origin']; readonly starter?: string | null } = {},
): Promise<Notebook> {
  const now = Date.now();
  const row = await db
    .insertInto('notebooks')
    .values({ title, origin, starter, created_at: now, updated_at: now, deleted_at: null })
    .returning(NOTEBOOK_COLUMNS)
    .executeTakeFirstOrThrow();
  return toNotebook(row);
}

async function rename(db: StoreDatabase, id: number, title: string): Promise<Notebook | null> {
  const row = await db
    .updateTable('notebooks')
    .set({ title, updated_at: Date.now() })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returning(NOTEBOOK_COLUMNS)
    .executeTakeFirst();
  return row === undefined ? null : toNotebook(row);
}

async function duplicate(db: StoreDatabase, id: number, title: string): Promise<Notebook | null> {
  if ((await notebook(db, id)) === null) return null;
  const copy = await insertNotebook(db, title);
  const cells = await selectCells(db).where('cells.notebook_id', '=', id).execute();
  for (const [position, cell] of cells.map(toCell).entries()) await insertCell(db, copy.id, cell, position);
  return copy;
}

async function remove(db: StoreDatabase, id: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('notebooks')
    .set({ deleted_at: Date.now() })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

async function change(
  db: StoreDatabase,
  id: number,
  columns: Partial<Pick<NotebooksTable, 'deleted_at' | 'starter'>>,
): Promise<Notebook | null> {
  const row = await db
    .updateTable('notebooks')
    .set(columns)
    .where('id', '=', id)
    .where('origin', '!=', 'making')
    .returning(NOTEBOOK_COLUMNS)
    .executeTakeFirst();
  return row === undefined ? null : toNotebook(row);
}

async function notebookForApiRuns(db: StoreDatabase): Promise<Notebook> {
  const row = await db
    .selectFrom('notebooks')
    .select(NOTEBOOK_COLUMNS)
    .where('origin', '=', 'api')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst();
  return row === undefined ? await insertNotebook(db, API_TITLE, { origin: 'api' }) : toNotebook(row);
}
