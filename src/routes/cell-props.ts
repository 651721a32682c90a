import { randomUUID } from 'node:crypto';
import type { CellProps } from '../../views/cells/cell.tsx';
import type { RunResultsProps, Showing } from '../../views/runs/run-results.tsx';
import type { AppDeps } from '../app-deps.ts';
import type { AnswerView, Cell, ExperimentCell } from '../domain/notebook.ts';
import type { RunView } from '../domain/run.ts';
import { PRACTICE_LABEL } from '../practice/label.ts';

/** What it takes to show a cell. */
export async function cellProps(deps: AppDeps, cell: Cell): Promise<CellProps> {
  return cell.kind === 'note' ? { note: cell } : { experiment: await experimentProps(deps, cell) };
}

async function experimentProps(deps: AppDeps, cell: ExperimentCell) {
  const [models, latest, versions] = await Promise.all([
    deps.provider.models(),
    deps.store.runs.latestOf(cell.id),
    deps.store.runs.versionNumbers(cell.id),
  ]);
  const run = latest === null ? null : await deps.runner.view(latest.id);
  return {
    cell,
    models,
    steps: deps.drafts.steps(cell),
    runKey: randomUUID(),
    page: randomUUID(),
    versions,
    run: run === null ? null : resultsProps(deps, run, cell.draft.settings.view),
  };
}

/** What it takes to show a run. */
export function resultsProps(deps: AppDeps, run: RunView, view: AnswerView): RunResultsProps {
  return { run, showing: showingOf(deps, run, view) };
}

/** How a run's answers are shown, as chosen for its experiment. */
export async function chosenView({ store }: AppDeps, run: RunView): Promise<AnswerView> {
  const experiment = await store.cells.experiment(run.run.experimentId);
  return experiment?.draft.settings.view ?? 'text';
}

function showingOf({ models, provider }: AppDeps, { run }: RunView, view: AnswerView): Showing {
  const connection = provider.connection(run.request.connection);
  const isDemo = connection?.kind === 'practice' || run.request.connection === 'practice';
  return { view, reference: isDemo ? models.reference() : null, demoLabel: isDemo ? PRACTICE_LABEL : null };
}
