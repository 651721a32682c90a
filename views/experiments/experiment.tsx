import type { ConnectionModels } from '../../src/domain/connection.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { CellActions } from '../cells/cell-actions.tsx';
import { domId } from '../dom-id.ts';
import { RunResults, type RunResultsProps } from '../runs/run-results.tsx';
import { PromptEditor } from './prompt-editor.tsx';
import { RunKey } from './run-key.tsx';
import { SweepBar } from './sweep-bar.tsx';

export interface ExperimentProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
  /** Names the next run, so that pressing Run twice starts one. */
  readonly runKey: string;
  /** The last run; `null` before the first. */
  readonly run: RunResultsProps | null;
}

/** An experiment: the prompt, the sweep bar directly above the columns it makes, and its last run. */
export function Experiment({ cell, models, runKey, run }: ExperimentProps) {
  const form = experimentForm(cell.id);
  return (
    <section
      class="cell experiment"
      id={domId('cell', cell.id)}
      aria-label={`Experiment: ${cell.title}`}
      data-experiment={cell.id}
    >
      <header>
        <h2>
          <input
            class="plain"
            name="title"
            value={cell.title}
            aria-label="Experiment title"
            maxlength={200}
            autocomplete="off"
            hx-put={`/experiments/${cell.id}/title`}
            hx-trigger="input changed delay:400ms, change"
            hx-swap="none"
          />
        </h2>
        <div class="end actions">
          <a class="btn quiet" href={`/history?experiment=${cell.id}&by=version`}>
            What did this cost me?
          </a>
          <CellActions id={cell.id} form={form} />
        </div>
      </header>
      <form
        id={form}
        class="editor"
        autocomplete="off"
        hx-put={`/experiments/${cell.id}/draft`}
        hx-trigger="input delay:300ms, change"
        hx-swap="none"
        hx-sync="this:replace"
      >
        <RunKey experiment={cell.id} value={runKey} />
        <PromptEditor cell={cell} />
        <SweepBar cell={cell} models={models} />
      </form>
      <div id={domId('experiment', cell.id, 'run')} class="last-run">
        {run !== null && <RunResults {...run} />}
      </div>
    </section>
  );
}

/** The id of the form that holds an experiment's draft. */
export function experimentForm(id: number): string {
  return domId('experiment', id, 'form');
}
