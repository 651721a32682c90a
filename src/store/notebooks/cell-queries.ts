import type { Draft } from '../../domain/notebook/notebook.ts';
import { CELL_COLUMNS } from '../rows.ts';
import type { StoreDatabase } from '../schema.ts';

/** What a new cell holds. `origin` tells the experiment that collects runs started over the API. */
export type CellContent =
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'experiment';
      readonly title: string;
      readonly draft: Draft;
      readonly origin?: 'page' | 'api';
    };

/** Cells that can be seen, in their order: neither they nor their notebook are deleted. */
export function selectCells(db: StoreDatabase) {
  return db
    .selectFrom('cells')
    .innerJoin('notebooks', 'notebooks.id', 'cells.notebook_id')
    .leftJoin('experiments', 'experiments.id', 'cells.id')
    .select(CELL_COLUMNS)
    .where('cells.deleted_at', 'is', null)
    .where('notebooks.deleted_at', 'is', null)
    .orderBy('cells.position')
    .orderBy('cells.id');
}

/** Inserts a cell, with its experiment, at a position that must be free; answers its id. */
export async function insertCell(
  db: StoreDatabase,
  notebookId: number,
  content: CellContent,
  position: number,
): Promise<number> {
  const now = Date.now();
  const { id } = await db
    .insertInto('cells')
    .values({
      notebook_id: notebookId,
      kind: content.kind,
      position,
      text: content.kind === 'note' ? content.text : null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (content.kind === 'experiment') await insertExperiment(db, id, content);
  return id;
}

async function insertExperiment(
  db: StoreDatabase,
  id: number,
  { title, draft, origin = 'page' }: Extract<CellContent, { kind: 'experiment' }>,
): Promise<void> {
  await db
    .insertInto('experiments')
    .values({ id, title, origin, draft: JSON.stringify(draft), revision: 1 })
    .execute();
}
