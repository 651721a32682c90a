import type { ConnectionModels } from '../../src/domain/connection.ts';
import { CellActions } from '../cells/cell-actions.tsx';
import { domId } from '../dom-id.ts';
import { RunResults, type RunResultsProps } from '../runs/run-results.tsx';
import { SweepBar } from '../sweep/sweep-bar.tsx';
import { conflictId } from './conflict.tsx';
import { DraftStamp } from './draft-stamp.tsx';
import { PromptEditor, type PromptEditorProps } from './prompt-editor.tsx';
import { RunKey } from './run-key.tsx';

export interface ExperimentProps extends PromptEditorProps {
  readonly models: readonly ConnectionModels[];
  /** Names the next run, so that pressing Run twice starts one. */
  readonly runKey: string;
  /** Names this showing of the experiment, so that another page's changes can be told from its own. */
  readonly page: string;
  /** The numbers of its versions. */
  readonly versions: readonly number[];
  /** The last run; `null` before the first. */
  readonly run: RunResultsProps | null;
}

/** An experiment: the prompt, the sweep bar directly above the columns it makes, and its last run. */
export function Experiment({ cell, steps, models, runKey, page, versions, run }: ExperimentProps) {
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
            dir="auto"
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
          <a class="button quiet" href={`/history?experiment=${cell.id}&by=version`}>
            What did this cost me?
          </a>
          <form action={`/experiments/${cell.id}/versions`} method="get">
            <button type="submit" class="button quiet">
              Versions
            </button>
          </form>
          <CellActions id={cell.id} form={form} />
        </div>
      </header>
      <form
        id={form}
        class="editor"
        autocomplete="off"
        hx-put={`/experiments/${cell.id}/draft`}
        hx-trigger="input delay:300ms, save"
        hx-swap="none"
        hx-sync="this:replace"
      >
        <RunKey experiment={cell.id} value={runKey} />
        <DraftStamp cell={cell} page={page} />
        <div id={conflictId(cell.id)} />
        <PromptEditor cell={cell} steps={steps} />
        <SweepBar cell={cell} models={models} versions={versions} />
      </form>
      <div id={domId('experiment', cell.id, 'dialog')} />
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
