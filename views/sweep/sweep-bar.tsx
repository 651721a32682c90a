import type { ConnectionModels } from '../../src/domain/models/connection.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import type { RunView } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { RunStop } from '../runs/run-stop.tsx';
import { GridNote } from './grid-note.tsx';
import { ModelField } from './model-field.tsx';
import { MoreSettings } from './more-settings.tsx';
import { PreviewLine } from './preview-line.tsx';
import { SettingField } from './setting-field.tsx';

interface SweepBarProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
  /** Numbers of the versions that can be asked again. */
  readonly versions: readonly number[];
  /** The run that is shown; `null` before the first. */
  readonly run: RunView | null;
}

/** What is asked, and Run: the model, its temperatures, how often and how much; everything else behind one disclosure. */
export function SweepBar({ cell, models, versions, run }: SweepBarProps) {
  return (
    <fieldset class="runbar" aria-label="Run settings" id={sweepBarId(cell.id)} tabindex={-1}>
      <div class="settings">
        <ModelField cell={cell} models={models} />
        <SettingField cell={cell} name="temperature" size={16} placeholder="0, 0.5, 1" tip={LIST_TIP} />
        <SettingField cell={cell} name="samples" size={3} placeholder="3" />
        <SettingField cell={cell} name="max_completion_tokens" size={5} placeholder="no limit" />
      </div>
      <GridNote experiment={cell.id} layout={null} />
      <div class="go">
        <PreviewLine experiment={cell.id} preview={null} />
        <button
          type="button"
          class="button primary"
          id={domId('experiment', cell.id, 'run-button')}
          hx-post={`/experiments/${cell.id}/runs`}
          hx-include={`#${domId('experiment', cell.id, 'form')}`}
          hx-swap="none"
          hx-sync="this:drop"
          aria-keyshortcuts="Control+Enter"
        >
          Run
          <span class="kbd" aria-hidden="true">
            Ctrl ↵
          </span>
        </button>
        <span id={stopPlaceId(cell.id)} class="stop-place">
          {run !== null && <RunStop run={run} />}
        </span>
      </div>
      <MoreSettings cell={cell} versions={versions} connections={models.map(({ connection }) => connection)} />
    </fieldset>
  );
}

const LIST_TIP = 'One value, a list (0, 0.5, 1) or a range (0..2 step 0.5)';

/** Where Stop of the run comes that was started last. */
export function stopPlaceId(experiment: number): string {
  return domId('experiment', experiment, 'stop');
}

/** The id of an experiment's sweep bar. */
export function sweepBarId(experiment: number): string {
  return domId('experiment', experiment, 'sweep');
}
