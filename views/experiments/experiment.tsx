import type { ConnectionModels } from '../../src/domain/models/connection.ts';
import { CellActions } from '../cells/cell-actions.tsx';
import { Grip, InsertBelow } from '../cells/cell-tools.tsx';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { Menu } from '../menu.tsx';
import { RunResults, type RunResultsProps } from '../runs/run-results.tsx';
import { SweepBar } from '../sweep/sweep-bar.tsx';
import { conflictId } from './conflict.tsx';
import { DraftStamp } from './draft-stamp.tsx';
import { experimentForm } from './form-id.ts';
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

/** An experiment: where there is room, its prompt with the run bar on the left and the answers on the right. */
export function Experiment({ cell, steps, models, runKey, page, versions, run }: ExperimentProps) {
  const form = experimentForm(cell.id);
  return (
    <section
      class="card cell experiment"
      id={domId('cell', cell.id)}
      aria-label={`Experiment: ${cell.title}`}
      data-experiment={cell.id}
      tabindex={-1}
    >
      <CellHead cell={cell} form={form} />
      <div class="panes">
        <form
          id={form}
          class="editor pane prompt"
          aria-label={`Prompt of ${cell.title}`}
          autocomplete="off"
          hx-put={`/experiments/${cell.id}/draft`}
          hx-trigger="input delay:300ms, save"
          hx-swap="none"
          hx-sync="this:replace"
        >
          <RunKey experiment={cell.id} value={runKey} />
          <DraftStamp cell={cell} page={page} />
          <div class="stay">
            <div class="messages">
              <div id={conflictId(cell.id)} />
              <PromptEditor cell={cell} steps={steps} />
            </div>
            <SweepBar cell={cell} models={models} versions={versions} run={run?.run ?? null} />
          </div>
        </form>
        <section
          class="pane results last-run"
          id={domId('experiment', cell.id, 'run')}
          aria-label={`Results of ${cell.title}`}
        >
          {run === null ? <NoRunYet /> : <RunResults {...run} />}
        </section>
      </div>
      <div id={domId('experiment', cell.id, 'dialog')} />
      <InsertBelow cell={cell} />
    </section>
  );
}

function NoRunYet() {
  return (
    <div class="empty">
      <p>No run yet. The answers come here, one column for each temperature.</p>
    </div>
  );
}

function CellHead({ cell, form }: { readonly cell: ExperimentProps['cell']; readonly form: string }) {
  return (
    <header>
      <Grip />
      <h2>
        <input
          class="name lesser"
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
      <span class="end">
        <HiddenPanes />
        <Collapse title={cell.title} />
        <Menu label={`Actions for ${cell.title}`}>
          <ul>
            <CellActions id={cell.id} form={form} />
            {PANES.map((pane) => (
              <li>
                <button type="button" data-collapse={pane}>
                  Collapse {pane}
                </button>
              </li>
            ))}
            <li>
              <a href={`/experiments/${cell.id}/versions`}>Versions</a>
            </li>
            <li>
              <a href={`/experiments/${cell.id}/cases`}>Cases</a>
            </li>
            <li>
              <a href={`/history?experiment=${cell.id}&by=version`}>Cost of this experiment</a>
            </li>
          </ul>
        </Menu>
      </span>
    </header>
  );
}

const PANES = ['prompt', 'results'] as const;

/** What is collapsed in the cell, each to be shown again with a press. */
function HiddenPanes() {
  return PANES.map((pane) => (
    <button type="button" class="button quiet" data-collapse={pane} data-shows={pane}>
      Show {pane}
    </button>
  ));
}

/** Reduces a cell to its head; the page does it, and this browser remembers it. */
function Collapse({ title }: { readonly title: string }) {
  return (
    <button
      type="button"
      class="button quiet square collapse"
      aria-label={`Collapse ${title}`}
      title="Collapse"
      aria-expanded="true"
      data-collapse="cell"
    >
      <Icon name="down" />
    </button>
  );
}
