import type { Logger } from 'pino';
import type { Analyst } from './analysis/analyst.ts';
import type { Assets } from './assets.ts';
import type { Drafts } from './drafts.ts';
import type { MeasureBook } from './measures.ts';
import type { NotebookFiles } from './notebook-file/notebook-files.ts';
import type { Provider } from './provider/provider.ts';
import type { RetentionSchedule } from './retention.ts';
import type { CapLedger } from './runner/cap-ledger.ts';
import type { InputCounter } from './runner/input-counter.ts';
import type { ModelBook } from './runner/model-book.ts';
import type { RuleBook } from './runner/rule-book.ts';
import type { RunContinuation } from './runner/run-continuation.ts';
import type { RunStarter } from './runner/run-starter.ts';
import type { Runner } from './runner/runner.ts';
import type { Starters } from './starters.ts';
import type { Store } from './store/store.ts';

/** Everything the app works with. Nothing here is read from the environment or made inside the app. */
export interface AppDeps {
  readonly store: Store;
  readonly provider: Provider;
  readonly runner: Runner;
  readonly starter: RunStarter;
  readonly continuation: RunContinuation;
  readonly ledger: CapLedger;
  readonly rules: RuleBook;
  readonly drafts: Drafts;
  readonly models: ModelBook;
  readonly counter: InputCounter;
  readonly analyst: Analyst;
  readonly measures: MeasureBook;
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
