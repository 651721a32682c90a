import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { AXES, AXIS_LABELS } from '../../src/domain/run/sweep.ts';
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
