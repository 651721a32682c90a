import { SETTING_LABELS } from '../../src/domain/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { AXES, AXIS_LABELS } from '../../src/domain/sweep.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';

/** Which of the swept settings make the columns and the rows. */
export function AxisFields({ cell }: { readonly cell: ExperimentCell }) {
  return (
    <div class="fields" id={axisFieldsId(cell.id)}>
      <AxisField cell={cell} name="columns" none="automatic" />
      <AxisField cell={cell} name="rows" none="automatic" />
    </div>
  );
}

export function axisFieldsId(experiment: number): string {
  return domId('experiment', experiment, 'axes');
}

interface AxisFieldProps {
  readonly cell: ExperimentCell;
  readonly name: 'columns' | 'rows';
  readonly none: string;
}

function AxisField({ cell, name, none }: AxisFieldProps) {
  const id = domId('experiment', cell.id, name);
  const chosen = cell.draft.settings[name];
  const error = errorId(cell.id, name);
  return (
    <div class="field">
      <label for={id}>{SETTING_LABELS[name]}</label>
      <select id={id} name={name} aria-describedby={error} data-error={error}>
        <option value="" selected={chosen === ''}>
          {none}
        </option>
        {AXES.map((axis) => (
          <option value={axis} selected={axis === chosen}>
            {AXIS_LABELS[axis]}
          </option>
        ))}
      </select>
      <FieldError experiment={cell.id} path={name} message={null} />
    </div>
  );
}

/** The list of models that the field offers, which stands with the field of the first one. */
export function modelChoicesId(experiment: number): string {
  return domId('experiment', experiment, 'model-choices');
}

/** Further models, each asked the same; one of another connection with that before it. */
export function MoreModelsField({ cell }: { readonly cell: ExperimentCell }) {
  const id = domId('experiment', cell.id, 'more_models');
  const error = errorId(cell.id, 'more_models');
  return (
    <div class="field">
      <label for={id}>{SETTING_LABELS.more_models}</label>
      <input
        id={id}
        name="more_models"
        value={cell.draft.settings.more_models}
        size={32}
        list={modelChoicesId(cell.id)}
        placeholder="none; as gpt-5, groq: llama-3.3-70b"
        spellcheck={false}
        aria-describedby={error}
        data-error={error}
      />
      <FieldError experiment={cell.id} path="more_models" message={null} />
    </div>
  );
}
