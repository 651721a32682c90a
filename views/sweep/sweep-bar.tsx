import type { ConnectionModels } from '../../src/domain/connection.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { GridNote } from './grid-note.tsx';
import { ModelField } from './model-field.tsx';
import { MoreSettings } from './more-settings.tsx';
import { OtherModelsPlace } from './other-models.tsx';
import { PreviewLine } from './preview-line.tsx';
import { SettingField } from './setting-field.tsx';

interface SweepBarProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
  /** Numbers of the versions that can be asked again. */
  readonly versions: readonly number[];
}

/** What is asked, and Run: the model, its temperatures, how often and how much; everything else behind one disclosure. */
export function SweepBar({ cell, models, versions }: SweepBarProps) {
  return (
    <div class="sweep" id={sweepBarId(cell.id)}>
      <div class="fields">
        <ModelField cell={cell} models={models} />
        <SettingField cell={cell} name="temperature" size={16} placeholder="0, 0.5, 1" />
        <SettingField cell={cell} name="samples" size={3} placeholder="3" />
        <SettingField cell={cell} name="max_completion_tokens" size={5} placeholder="no limit" />
      </div>
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
      </div>
      <MoreSettings cell={cell} versions={versions} />
      <GridNote experiment={cell.id} layout={null} />
      <OtherModelsPlace experiment={cell.id} />
    </div>
  );
}

/** The id of an experiment's sweep bar. */
export function sweepBarId(experiment: number): string {
  return domId('experiment', experiment, 'sweep');
}
