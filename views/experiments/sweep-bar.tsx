import type { ConnectionModels } from '../../src/domain/connection.ts';
import { SETTING_LABELS } from '../../src/domain/draft.ts';
import type { DraftSettings, ExperimentCell } from '../../src/domain/notebook.ts';
import { domId } from '../dom-id.ts';
import { AxisFields } from './axis-fields.tsx';
import { errorId, FieldError } from './field-error.tsx';
import { ModelField } from './model-field.tsx';
import { PreviewLine } from './preview-line.tsx';

interface SweepBarProps {
  readonly cell: ExperimentCell;
  readonly models: readonly ConnectionModels[];
}

type TextSetting = Exclude<keyof DraftSettings, 'model' | 'view' | 'more_models' | 'columns' | 'rows'>;

const MORE: readonly (readonly [TextSetting, string])[] = [
  ['top_p', '0.9, 1'],
  ['seed', '7'],
  ['presence_penalty', '0.5'],
  ['frequency_penalty', '0.5'],
  ['reasoning_effort', 'low, high'],
  ['verbosity', 'low, high'],
];

/** What varies: the model and every setting, each a value or a list. */
export function SweepBar({ cell, models }: SweepBarProps) {
  const { settings } = cell.draft;
  const more = [settings.more_models, settings.columns, settings.rows, ...MORE.map(([name]) => settings[name])].some(
    (value) => value !== '',
  );
  return (
    <div class="sweep" id={sweepBarId(cell.id)}>
      <div class="fields">
        <ModelField cell={cell} models={models} />
        <SettingField cell={cell} name="temperature" size={16} placeholder="0, 0.5, 1" />
        <SettingField cell={cell} name="samples" size={3} placeholder="3" />
        <SettingField cell={cell} name="max_completion_tokens" size={5} placeholder="no limit" />
        <details class="more" open={more}>
          <summary>More settings</summary>
          <div class="fields">
            {MORE.map(([name, placeholder]) => (
              <SettingField cell={cell} name={name} size={9} placeholder={`not sent; e.g. ${placeholder}`} />
            ))}
            <AxisFields cell={cell} />
          </div>
        </details>
      </div>
      <div class="go">
        <PreviewLine experiment={cell.id} preview={null} />
        <button
          type="button"
          class="btn primary"
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
    </div>
  );
}

/** The id of an experiment's sweep bar. */
export function sweepBarId(experiment: number): string {
  return domId('experiment', experiment, 'sweep');
}

interface SettingFieldProps {
  readonly cell: ExperimentCell;
  readonly name: TextSetting;
  readonly size: number;
  readonly placeholder: string;
}

function SettingField({ cell, name, size, placeholder }: SettingFieldProps) {
  const id = domId('experiment', cell.id, name);
  return (
    <div class="field">
      <label for={id}>{SETTING_LABELS[name]}</label>
      <input
        id={id}
        name={name}
        value={cell.draft.settings[name]}
        size={size}
        placeholder={placeholder}
        spellcheck={false}
        aria-describedby={errorId(cell.id, name)}
        data-error={errorId(cell.id, name)}
      />
      <FieldError experiment={cell.id} path={name} message={null} />
    </div>
  );
}
