import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CellProps } from '../../../views/cells/cell.tsx';
import type { DisplayOptions } from '../../../views/runs/display-options.ts';
import type { RunOffers } from '../../../views/runs/refusal-offers.tsx';
import type { RunResultsProps } from '../../../views/runs/run-results.tsx';
import type { AppDeps } from '../../app-deps.ts';
import type { Equality, GroupedColumn } from '../../domain/answers/answer-groups.ts';
import type { Cell, ExperimentCell, ViewSettings } from '../../domain/notebook/notebook.ts';
import { DEFAULT_SETTINGS } from '../../domain/notebook/notebook.ts';
import { askedModels, asksLogprobs, type RunView } from '../../domain/run/run.ts';
import { refusalOffers, refusedIn } from '../../planning/refusal-offers.ts';
import { unpricedWarningText } from '../../planning/unpriced-warning.ts';
import { groupedColumns } from '../../results/answer-groups.ts';
import { namedColumns } from '../../results/named-columns.ts';

/** What it takes to show a cell. */
export async function cellProps(deps: AppDeps, cell: Cell): Promise<CellProps> {
  return cell.kind === 'note' ? { note: cell } : { experiment: await experimentProps(deps, cell) };
}

async function experimentProps(deps: AppDeps, cell: ExperimentCell) {
  const [models, run, versions, steps] = await Promise.all([
    deps.provider.models(),
    latestView(deps, cell.id),
    deps.store.runs.versionNumbers(cell.id),
    deps.drafts.steps(cell.id),
  ]);
  if (run !== null) await measuresSoon(deps, run, cell.draft.settings);
  return {
    cell,
    models,
    steps,
    runKey: randomUUID(),
    page: randomUUID(),
    versions,
    run: run === null ? null : resultsProps(deps, run, cell.draft.settings),
  };
}

/** The run of an experiment that was started last; `null` before the first. */
export async function latestView({ store, runner }: AppDeps, experiment: number): Promise<RunView | null> {
  const latest = await store.runs.latestOf(experiment);
  return latest === null ? null : runner.view(latest.id);
}

/** What it takes to show a run. */
export function resultsProps(deps: AppDeps, run: RunView, settings: ViewSettings): RunResultsProps {
  const { fold } = settings;
  const measures = run.run.status === 'running' ? null : deps.measures.known(run, fold);
  return {
    run,
    columns: shownColumns(deps, run, fold),
    measures,
    display: displayOptionsOf(deps, run, settings),
    offers: offersFor(deps, run),
  };
}

/** The columns of a run as people read them; `only`: the indexes of those that are wanted. */
export function shownColumns(
  { connections }: AppDeps,
  run: RunView,
  fold: Equality,
  only?: ReadonlySet<number>,
): readonly GroupedColumn[] {
  return namedColumns(groupedColumns(run, fold, only), (id) => connections.nameOf(id));
}

/** What an ended run can be followed by where its models refused a parameter; `name` keeps pressing twice from starting two. */
function offersFor({ models }: AppDeps, view: RunView): RunOffers {
  const { run } = view;
  const offers = run.status === 'running' ? [] : refusalOffers(models, run.request, refusedIn(view));
  return { offers, name: randomUUID() };
}

/** How long a page may wait for figures; what takes longer comes after it. */
const SOON_MS = 150;

/** Works out the measures of an ended run, so that a page that follows has them if they are quick. */
export async function measuresSoon({ measures, log }: AppDeps, run: RunView, { fold }: ViewSettings): Promise<void> {
  if (run.run.status === 'running') return;
  const worked = measures.of(run, fold).then(
    () => undefined,
    (error: unknown) => log.warn({ err: error }, 'the measures of a run could not be worked out'),
  );
  await Promise.race([worked, delay(SOON_MS, undefined, { ref: false })]);
}

/** How a run's answers are shown, as chosen for its experiment. */
export async function chosenView({ store }: AppDeps, run: RunView): Promise<ViewSettings> {
  const experiment = await store.cells.experiment(run.run.experimentId);
  return experiment?.draft.settings ?? DEFAULT_SETTINGS;
}

/** How a run's answers are shown. */
export function displayOptionsOf(
  { models, provider, connections, rules, store }: AppDeps,
  { run }: RunView,
  { view, fold }: ViewSettings,
): DisplayOptions {
  const labels = askedModels(run.request).map(({ connection }) => provider.connection(connection)?.demoLabel ?? null);
  const demoLabel = labels.find((label) => label !== null) ?? null;
  return {
    view,
    equality: fold,
    logprobs: asksLogprobs(run.request),
    reference: demoLabel === null ? null : models.reference(),
    demoLabel,
    unpricedWarning: unpricedWarningText({ models, rules }, run.request),
    nameOf: (id) => connections.nameOf(id),
    calendar: store.timeZones.days.calendar,
  };
}
