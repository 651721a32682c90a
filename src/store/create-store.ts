import { cellStore } from './cells.ts';
import { completionStore } from './completions.ts';
import { dataFileStore } from './data-file.ts';
import { draftStore } from './drafts.ts';
import { estimateStore } from './estimates.ts';
import { historyStore } from './history.ts';
import { interruptUnfinished } from './interrupt.ts';
import { notebookContentStore } from './notebook-contents.ts';
import { notebookStore } from './notebooks.ts';
import { assertDurable, type OpenDatabase } from './open-database.ts';
import { priceStore } from './prices.ts';
import { runStore } from './runs.ts';
import { settingStore } from './settings.ts';
import { spendingStore } from './spending.ts';
import type { Store } from './store.ts';
import { versionStore } from './versions.ts';

/** The store over an open database, once what an earlier server left unfinished is marked as interrupted. */
export async function createStore(database: OpenDatabase, now = new Date()): Promise<Store> {
  await interruptUnfinished(database.writer, now);
  await assertDurable(database);
  const history = historyStore(database);
  return {
    notebooks: notebookStore(database),
    notebookContents: notebookContentStore(database),
    cells: cellStore(database),
    drafts: draftStore(database),
    runs: runStore(database),
    versions: versionStore(database),
    completions: completionStore(database),
    history,
    spending: spendingStore(database),
    prices: priceStore(database),
    estimates: estimateStore(database),
    settings: settingStore(database),
    dataFile: dataFileStore(database),
    path: database.path,
    close: async () => {
      await history.close();
      await database.close();
    },
  };
}
