import type { Logger } from 'pino';
import { type Analyst, createAnalyst } from './analysis/analyst.ts';
import type { Access, AppDeps } from './app-deps.ts';
import { type Checker, createChecker } from './checks/checker.ts';
import { RunChecks } from './checks/run-checks.ts';
import type { Config } from './config.ts';
import { Connections } from './connections/connections.ts';
import { parseModelKey } from './domain/models/connection.ts';
import { worstCase } from './domain/money/caps.ts';
import { Judge } from './judge/judge.ts';
import { FavouriteModels } from './models/favourite-models.ts';
import { ModelCatalog } from './models/model-catalog.ts';
import { RequestForms } from './models/request-forms.ts';
import { createFileThread, type FileThread } from './notebook-file/file-thread.ts';
import { createNotebookFiles } from './notebook-file/notebook-files.ts';
import { createStarters } from './notebook-file/starters.ts';
import { InputCounter } from './planning/input-counter.ts';
import { RequestBounds } from './planning/request-bounds.ts';
import { RunContinuation } from './planning/run-continuation.ts';
import { RunFigures } from './planning/run-figures.ts';
import { RunPreview } from './planning/run-preview.ts';
import { RunStarter } from './planning/run-starter.ts';
import { storageWords } from './planning/storage-words.ts';
import { practiceConnection } from './practice/connection.ts';
import { createPracticeModel, type PracticeModel } from './practice/practice-model.ts';
import { Drafts } from './prompts/drafts.ts';
import { createProvider } from './provider/connections.ts';
import { type EndpointFetch, loadNetwork } from './provider/network/endpoint-fetch.ts';
import { createTokenCounter, type TokenCounter } from './provider/tokens/tokens.ts';
import { MeasureCache } from './results/measures.ts';
import { type Assets, loadAssets } from './routes/http/assets.ts';
import { Runner } from './runner/runner.ts';
import { CapLedger } from './spending/cap-ledger.ts';
import { SpendingGate } from './spending/spending-gate.ts';
import { StoredSpendingRules } from './spending/stored-rules.ts';
import { RetentionSchedule } from './store/file/retention-schedule.ts';
import type { Store } from './store/store.ts';

const COUNT_TIMEOUT_MS = 2_000;
/** Whose tokenizer is loaded ahead where nothing was asked yet: most models of the day share it. */
const USUAL_MODEL = 'gpt-4o-mini';

export interface ComposeOptions {
  readonly config: Pick<Config, 'openai' | 'discover' | 'concurrency' | 'practiceRate' | 'timeouts'> &
    Partial<Pick<Config, 'plainHttp' | 'proxies' | 'namedKeys'>>;
  readonly store: Store;
  readonly access: Access;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly now?: () => Date;
  /** Told of each key as it becomes known, to keep it out of logs. */
  readonly onSecret?: (secret: string) => void;
  /** Makes the requests to services; as a rule, over the network. */
  readonly network?: EndpointFetch;
  /** Default: made here, and closed with the rest. */
  readonly heavy?: HeavyParts;
}

/** What is dear to make and knows nothing of a store: several servers of one process can share it. */
export interface HeavyParts {
  readonly practiceModel: PracticeModel;
  readonly tokens: TokenCounter;
  readonly analyst: Analyst;
  readonly checker: Checker;
  readonly files: FileThread;
  readonly assets: Assets;
  /** Ends the threads. */
  close(): Promise<void>;
}

export interface Services extends AppDeps {
  /** Loads, before somebody waits for it, what a first request needs: to a service, or to the built-in model if it is the only one. */
  warmUp(): Promise<void>;
  warmUpPractice(): void;
  close(): Promise<void>;
}

/** Starts nothing yet: each part loads what it needs when it is first asked. `onError` is told why analysis failed. */
export function createHeavyParts(onError: (error: unknown) => void): HeavyParts {
  const threads = {
    tokens: createTokenCounter({ timeoutMs: COUNT_TIMEOUT_MS }),
    analyst: createAnalyst({ onError }),
    checker: createChecker(onError),
    files: createFileThread(),
  };
  return {
    ...threads,
    practiceModel: createPracticeModel(),
    assets: loadAssets(),
    close: async () => void (await Promise.all(Object.values(threads).map((thread) => thread.close()))),
  };
}

/** Puts the parts together around an open store; `close` frees what they hold, but for the store and heavy parts that were given. */
export async function composeApp({
  config,
  store,
  access,
  log,
  now = () => new Date(),
  heavy: given,
  network,
  onSecret = () => {},
}: ComposeOptions): Promise<Services> {
  const heavy = given ?? createHeavyParts((error) => log.error({ err: error }, 'the analysis worker failed'));
  const { practiceModel, tokens, analyst, checker } = heavy;
  const runChecks = new RunChecks({ checker, cases: store.cases, runs: store.runs });
  const practice = practiceConnection({ model: practiceModel, tokensPerSecond: config.practiceRate });
  const provider = createProvider({
    openai: config.openai,
    practice,
    discover: config.discover,
    timeouts: config.timeouts,
    ownPort: access.port,
    allowPlainHttp: config.plainHttp ?? false,
    ...(config.proxies === undefined ? {} : { proxies: config.proxies }),
    ...(network === undefined ? {} : { network }),
  });
  const connections = await Connections.open({
    store,
    provider,
    forget: async (connection) => {
      await Promise.all([forms.forget(connection), models.forgetRefusals(connection)]);
    },
    namedKey: (variable) => config.namedKeys?.get(variable) ?? null,
    onSecret,
    now,
  });
  const counter = new InputCounter(tokens, provider);
  const models = await ModelCatalog.open({ provider, store, now });
  const favourites = await FavouriteModels.open(store.settings);
  const forms = await RequestForms.open({ provider, store, now });
  const rules = await StoredSpendingRules.open(store.settings);
  const ledger = new CapLedger({
    caps: () => rules.rules.caps,
    load: (account) => store.spending.of(account),
    now,
    dayOf: (time) => store.timeZones.days.spendingDay(time),
  });
  rules.onChange(() => ledger.wake());
  await ledger.openToday();
  const gate = new SpendingGate({ ledger, rules });
  const sizes = new RequestBounds({ models, provider, forms });
  const figures = new RunFigures({
    models,
    counter,
    estimates: store.estimates,
    runs: store.runs,
    onUnexpected: (error) => log.warn({ err: error }, 'the input of a run could not be counted exactly'),
  });
  const runner = new Runner({
    store,
    ledger,
    forms,
    worstCase: ({ settings }, run) => worstCase(sizes.of(run.request, run.estimate, settings)),
    provider,
    concurrency: config.concurrency,
    now,
    pricing: (completion, run) => ({
      free: provider.connection(completion.connection)?.free ?? false,
      chargesPerRequest: models.chargesPerRequest(completion.connection, completion.settings.model),
      prices: (inputTokens) => models.prices(completion.connection, completion.settings.model, inputTokens),
      inputTokens: () => figures.inputTokens(run, completion),
      countText: (text) => counter.countText(completion.settings.model, text),
    }),
    check: ({ run, completion, outcome }) => runChecks.ofOutcome(run, completion, outcome),
    checkFormat: ({ run, completion, outcome }) => runChecks.formatRemarks(run, completion, outcome),
    onEnded: (run) => void judge.collect(run),
    onRefusal: (refusal) => {
      models.learnRefusal(refusal).catch((error: unknown) => log.warn({ err: error }, 'could not keep a refusal'));
    },
    onStorageProblem: (problem) => {
      if (problem === null) log.info('answers are saved again');
      else log.error({ err: problem }, storageWords(problem).inLog);
    },
    onUnexpected: (error) => log.error({ err: error }, 'a completion failed inside Tempera'),
  });
  const starter = new RunStarter({
    runner,
    figures,
    models,
    runs: store.runs,
    cells: store.cells,
    gate,
    sizes,
    schemas: checker,
    now,
  });
  const judge: Judge = new Judge({
    runChecks,
    starter,
    runner,
    models,
    store,
    onError: (error) => log.error({ err: error }, 'verdicts of a judge could not be kept'),
  });
  store.timeZones.start({
    now,
    onError: (error) => log.error({ err: error }, 'days could not be counted anew; they are again at the next start'),
  });
  const retention = new RetentionSchedule({
    store,
    now,
    onError: (error) =>
      log.warn({ err: error }, 'old answers or unused images could not be deleted; it is tried again in an hour'),
  });
  const hasOnlyPractice = () => provider.connections().every(({ kind }) => kind === 'built_in');
  return {
    store,
    provider,
    connections,
    runner,
    counter,
    models,
    favourites,
    analyst,
    checker,
    judge,
    measures: new MeasureCache({ analyst, store, reference: () => models.reference() }),
    log,
    access,
    previews: new RunPreview({
      models,
      provider,
      counter,
      runs: store.runs,
      rules,
      estimates: store.estimates,
      schemas: checker,
    }),
    starter,
    continuation: new RunContinuation({ runner, runs: store.runs, models, gate, sizes, now }),
    ledger,
    rules,
    drafts: new Drafts(store.drafts),
    starters: createStarters(store),
    retention,
    notebookFiles: createNotebookFiles(store, heavy.files),
    assets: heavy.assets,
    warmUpPractice: () => void (hasOnlyPractice() && practice.warmUp()),
    warmUp: async () => {
      if (hasOnlyPractice()) return;
      await loadNetwork();
      models.reference();
      await tokens.warmUp(parseModelKey((await store.runs.lastModel()) ?? '')?.model ?? USUAL_MODEL);
    },
    close: async () => {
      await Promise.all([retention.close(), provider.close(), given === undefined ? heavy.close() : undefined]);
    },
  };
}
