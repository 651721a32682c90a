import type { CaseStore } from './cases/case-store.ts';
import type { ConnectionSecretStore, ConnectionStore } from './connections/connection-store.ts';
import type { NotebookContentStore } from './contents/notebook-content-store.ts';
import type { EstimateStore } from './costs/estimate-store.ts';
import type { PriceStore } from './costs/price-store.ts';
import type { SpendingStore } from './costs/spending-store.ts';
import type { TimeZoneStore } from './days/time-zone-store.ts';
import type { DataFileStore } from './file/data-file-store.ts';
import type { HistoryStore } from './history/history-store.ts';
import type { ImageStore } from './images/image-store.ts';
import type { CellStore } from './notebooks/cell-store.ts';
import type { DraftStore } from './notebooks/draft-store.ts';
import type { NotebookStore } from './notebooks/notebook-store.ts';
import type { VersionStore } from './notebooks/version-store.ts';
import type { CompletionStore } from './runs/completion-store.ts';
import type { RunStore } from './runs/run-store.ts';
import type { SettingStore } from './setting-store.ts';

/**
 * Everything that is kept, one noun at a time. All methods reject with a `StoreError` when the data file cannot be read
 * or written, and return `null` for ids that do not exist (or are deleted).
 */
export interface Store {
  readonly notebooks: NotebookStore;
  readonly notebookContents: NotebookContentStore;
  readonly cells: CellStore;
  readonly drafts: DraftStore;
  readonly runs: RunStore;
  readonly versions: VersionStore;
  readonly completions: CompletionStore;
  readonly cases: CaseStore;
  readonly images: ImageStore;
  readonly history: HistoryStore;
  readonly spending: SpendingStore;
  readonly prices: PriceStore;
  readonly estimates: EstimateStore;
  readonly settings: SettingStore;
  readonly connections: ConnectionStore;
  /** Not in the data file. */
  readonly connectionSecrets: ConnectionSecretStore;
  readonly timeZones: TimeZoneStore;
  readonly dataFile: DataFileStore;
  /** The data file. */
  readonly path: string;
  /** Checkpoints and closes the file. */
  close(): Promise<void>;
}
