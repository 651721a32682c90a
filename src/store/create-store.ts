import { deleteUnfinishedCaseSets } from './cases/case-sets.ts';
import { caseStore } from './cases/cases.ts';
import { connectionStore } from './connections/connections.ts';
import { connectionSecretStore } from './connections/secret-file.ts';
import { notebookContentStore } from './contents/notebook-contents.ts';
import { deleteUnfinishedNotebooks } from './contents/unfinished-notebooks.ts';
import { estimateStore } from './costs/estimates.ts';
import { priceStore } from './costs/prices.ts';
import { spendingStore } from './costs/spending.ts';
import { TimeZones } from './days/time-zones.ts';
import { dataFileStore } from './file/data-file.ts';
import { assertDurable, type OpenDatabase } from './file/open-database.ts';
import { historyStore } from './history/history.ts';
import { imageStore } from './images/images.ts';
import { cellStore } from './notebooks/cells.ts';
import { draftStore } from './notebooks/drafts.ts';
import { notebookStore } from './notebooks/notebooks.ts';
import { versionStore } from './notebooks/versions.ts';
import { completionStore } from './runs/completions.ts';
import { interruptUnfinished } from './runs/interrupt.ts';
import { runStore } from './runs/runs.ts';
import { settingStore } from './settings.ts';
import type { Store } from './store.ts';

/** The store over an open database, once what an earlier server left unfinished is marked as interrupted. */
export async function createStore(database: OpenDatabase, now = new Date()): Promise<Store> {
  await interruptUnfinished(database, now);
  await deleteUnfinishedNotebooks(database.writer);
  await deleteUnfinishedCaseSets(database.writer);
  await assertDurable(database);
  const history = historyStore(database);
  const settings = settingStore(database);
  const timeZones = await TimeZones.open(database, settings);
  return {
    notebooks: notebookStore(database),
    notebookContents: notebookContentStore(database),
    cells: cellStore(database),
    drafts: draftStore(database),
    runs: runStore(database),
    versions: versionStore(database),
    completions: completionStore(database),
    cases: caseStore(database),
    images: imageStore(database),
    history,
    spending: spendingStore(database),
    prices: priceStore(database),
    estimates: estimateStore(database),
    settings,
    timeZones,
    connections: connectionStore(database),
    connectionSecrets: connectionSecretStore(database.path),
    dataFile: dataFileStore(database),
    path: database.path,
    close: async () => {
      await timeZones.close();
      await history.close();
      await database.close();
    },
  };
}
