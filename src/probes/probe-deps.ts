import type { ModelCatalog } from '../models/model-catalog.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import type { Provider } from '../provider/provider.ts';
import type { Runner } from '../runner/runner.ts';
import type { Store } from '../store/store.ts';

/** What it takes to ask a model what a setting does, and to keep what it answered. */
export interface ProbeDeps {
  readonly store: Pick<Store, 'settings' | 'cells' | 'completions'>;
  readonly runner: Pick<Runner, 'isLive' | 'view'>;
  readonly starter: Pick<RunStarter, 'estimate' | 'start'>;
  readonly models: Pick<ModelCatalog, 'capability' | 'probeLimit'>;
  readonly provider: Pick<Provider, 'connection'>;
}
