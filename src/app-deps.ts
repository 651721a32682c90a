import type { Logger } from 'pino';
import type { Analyst } from './analysis/analyst.ts';
import type { Checker } from './checks/checker.ts';
import type { Connections } from './connections/connections.ts';
import type { Judge } from './judge/judge.ts';
import type { FavouriteModels } from './models/favourite-models.ts';
import type { ModelCatalog } from './models/model-catalog.ts';
import type { NotebookFiles } from './notebook-file/notebook-files.ts';
import type { Starters } from './notebook-file/starters.ts';
import type { InputCounter } from './planning/input-counter.ts';
import type { RunContinuation } from './planning/run-continuation.ts';
import type { RunPreview } from './planning/run-preview.ts';
import type { RunStarter } from './planning/run-starter.ts';
import type { Drafts } from './prompts/drafts.ts';
import type { Provider } from './provider/provider.ts';
import type { MeasureCache } from './results/measures.ts';
import type { Assets } from './routes/http/assets.ts';
import type { Runner } from './runner/runner.ts';
import type { CapLedger } from './spending/cap-ledger.ts';
import type { StoredSpendingRules } from './spending/stored-rules.ts';
import type { RetentionSchedule } from './store/file/retention-schedule.ts';
import type { Store } from './store/store.ts';

/** Everything the app works with. Nothing here is read from the environment or made inside the app. */
export interface AppDeps {
  readonly store: Store;
  readonly provider: Provider;
  readonly connections: Connections;
  readonly runner: Runner;
  readonly previews: RunPreview;
  readonly starter: RunStarter;
  readonly continuation: RunContinuation;
  readonly ledger: CapLedger;
  readonly rules: StoredSpendingRules;
  readonly drafts: Drafts;
  readonly models: ModelCatalog;
  readonly favourites: FavouriteModels;
  readonly counter: InputCounter;
  readonly analyst: Analyst;
  readonly checker: Checker;
  readonly judge: Judge;
  readonly measures: MeasureCache;
  readonly starters: Starters;
  readonly retention: RetentionSchedule;
  readonly notebookFiles: NotebookFiles;
  readonly assets: Assets;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly access: Access;
}

/** Who may ask, and under which names. */
export interface Access {
  /** `host[:port]` names under which the server is reached; known only once it listens. */
  readonly hosts: () => ReadonlySet<string>;
  readonly password: string | null;
  /** Tells apart the cookies of several servers on one machine. */
  readonly port: () => number;
  readonly trustedProxy: string | null;
}
