import {
  ADDED_FIELDS,
  type AddedField,
  addedPath,
  fieldLabel,
  type TypedColumn,
  typedColumns,
} from '../../src/domain/added-columns.ts';
import { capital } from '../../src/domain/capital.ts';
import type { Connection } from '../../src/domain/connection.ts';
import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { MAX_ADDED_COLUMNS } from '../../src/domain/run.ts';
import { domId } from '../dom-id.ts';
import { EDITING } from '../experiments/editing.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { Icon } from '../icon.tsx';

interface AddedColumnsProps {
  readonly cell: ExperimentCell;
  readonly connections: readonly Pick<Connection, 'id' | 'label'>[];
}

/** Columns beside those of the grid, each with the settings that it changes; none until one is asked for. */
export function AddedColumns({ cell, connections }: AddedColumnsProps) {
  const columns = typedColumns(cell.draft.settings.added_columns);
  return (
    <div class="added-columns" id={addedColumnsId(cell.id)}>
      {columns.map((column, index) => (
        <AddedColumn cell={cell} connections={connections} column={column} index={index} />
      ))}
      {columns.length < MAX_ADDED_COLUMNS && (
        <button type="button" class="button" hx-post={`/experiments/${cell.id}/added-columns`} {...EDITING}>
          <Icon name="plus" />
          Add column
        </button>
      )}
    </div>
  );
}

export function addedColumnsId(experiment: number): string {
  return domId('experiment', experiment, 'added-columns');
}

/** The field to write in first in an added column. */
export function addedFieldId(experiment: number, index: number, field: AddedField): string {
  return domId('experiment', experiment, 'added', index, field);
}

/** The form field that holds one setting of each added column, in their order. */
export function addedFieldName(field: AddedField): string {
  return `added_columns.${field}`;
}

interface AddedColumnProps extends AddedColumnsProps {
  readonly column: TypedColumn;
  readonly index: number;
}

function AddedColumn({ cell, connections, column, index }: AddedColumnProps) {
  return (
    <fieldset class="added-column">
      <legend class="small">Added column {index + 1}</legend>
      <div class="fields">
        {ADDED_FIELDS.map((field) => (
          <div class="field">
            <label for={addedFieldId(cell.id, index, field)}>{capital(fieldLabel(field))}</label>
            {field === 'connection' ? (
              <ConnectionChoice cell={cell} connections={connections} column={column} index={index} />
            ) : (
              <input
                {...fieldProps(cell.id, index, field)}
                value={column[field] ?? ''}
                size={field === 'model' ? 18 : 8}
                placeholder="as the grid"
                autocomplete="off"
                spellcheck={false}
              />
            )}
            <FieldError experiment={cell.id} path={addedPath(index, field)} message={null} />
          </div>
        ))}
      </div>
      <button
        type="button"
        class="button quiet"
        hx-post={`/experiments/${cell.id}/added-columns/${index}/deletion`}
        aria-label={`Remove added column ${index + 1}`}
        {...EDITING}
      >
        Remove
      </button>
    </fieldset>
  );
}

function ConnectionChoice({ cell, connections, column, index }: AddedColumnProps) {
  const chosen = column.connection ?? '';
  const isKnown = chosen === '' || connections.some(({ id }) => id === chosen);
  return (
    <select {...fieldProps(cell.id, index, 'connection')}>
      <option value="" selected={chosen === ''}>
        as the grid
      </option>
      {!isKnown && (
        <option value={chosen} selected>
          {chosen} (not there)
        </option>
      )}
      {connections.map(({ id, label }) => (
        <option value={id} selected={id === chosen}>
          {label}
        </option>
      ))}
    </select>
  );
}

function fieldProps(experiment: number, index: number, field: AddedField) {
  const error = errorId(experiment, addedPath(index, field));
  return {
    id: addedFieldId(experiment, index, field),
    name: addedFieldName(field),
    'aria-describedby': error,
    'data-error': error,
  };
}
