import { capital } from '../../src/domain/capital.ts';
import type { Connection } from '../../src/domain/models/connection.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import {
  ADDED_FIELDS,
  type AddedField,
  addedPath,
  fieldLabel,
  type TypedColumn,
  typedColumns,
} from '../../src/domain/run/added-columns.ts';
import { MAX_ADDED_COLUMNS } from '../../src/domain/run/run.ts';
import { domId } from '../dom-id.ts';
import { EDITING } from '../experiments/editing.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { Icon } from '../icon.tsx';
import { TextArea } from '../text-area.tsx';
import { FORMATS, SCHEMA_EXAMPLE, STRICT, TOOLS_EXAMPLE } from './request-fields.tsx';
import { variantNamesId } from './variants.tsx';

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

/** Fields that stand inside those of the response format. */
const OF_THE_FORMAT: readonly AddedField[] = ['schema_strict', 'response_schema'];
const SETTINGS = ADDED_FIELDS.filter((field) => !OF_THE_FORMAT.includes(field));

/** The settings that a column changes, and the model; the others are hidden until they are chosen. */
function AddedColumn(props: AddedColumnProps) {
  const { cell, column, index } = props;
  const isShown = (field: AddedField) => field === 'model' || isChanged(column, field);
  return (
    <fieldset class="added-column">
      <legend class="small">Added column {index + 1}</legend>
      <div class="fields">
        {SETTINGS.map((field) => (
          <>
            <AddedSetting {...props} field={field} hidden={!isShown(field)} />
            {field === 'response_format' && <AddedSchema {...props} />}
          </>
        ))}
      </div>
      <div class="added-tools">
        <details class="menu start" data-menu>
          <summary class="button">
            <Icon name="plus" />
            Change a setting
          </summary>
          <ul>
            {SETTINGS.map((field) => (
              <li hidden={isShown(field)}>
                <button type="button" data-shows={addedFieldId(cell.id, index, field)}>
                  {capital(fieldLabel(field))}
                </button>
              </li>
            ))}
          </ul>
        </details>
        <button
          type="button"
          class="button quiet"
          hx-post={`/experiments/${cell.id}/added-columns/${index}/deletion`}
          aria-label={`Remove added column ${index + 1}`}
          {...EDITING}
        >
          Remove
        </button>
      </div>
    </fieldset>
  );
}

function AddedSchema(props: AddedColumnProps) {
  return (
    <div class={isOwnSchema(props.column) ? 'schema own' : 'schema'}>
      {OF_THE_FORMAT.map((field) => (
        <AddedSetting {...props} field={field} hidden={false} />
      ))}
    </div>
  );
}

/** Of a schema that stands in the place of the grid's, in the same format. */
function isOwnSchema(column: TypedColumn): boolean {
  return column.response_format === undefined && isChanged(column, 'response_format');
}

/** A schema alone changes the response format too. */
function isChanged(column: TypedColumn, field: AddedField): boolean {
  const fields = field === 'response_format' ? [field, ...OF_THE_FORMAT] : [field];
  return fields.some((one) => column[one] !== undefined);
}

interface AddedSettingProps extends AddedColumnProps {
  readonly field: AddedField;
}

function AddedSetting({ hidden, ...props }: AddedSettingProps & { readonly hidden: boolean }) {
  const { cell, index, field } = props;
  return (
    <div class="field" hidden={hidden}>
      <label for={addedFieldId(cell.id, index, field)}>{capital(fieldLabel(field))}</label>
      <AddedInput {...props} />
      <FieldError experiment={cell.id} path={addedPath(index, field)} message={null} />
    </div>
  );
}

type Option = readonly [value: string, label: string];
const AS_THE_GRID = 'as the grid';
/** What is chosen rather than typed, with what stands for “as the grid” and “not sent” before. */
const CHOICES: Partial<Readonly<Record<AddedField, readonly Option[]>>> = {
  response_format: FORMATS,
  schema_strict: STRICT,
  parallel_tool_calls: STRICT,
};
/** What is long has an area, with an example. */
const AREAS: Partial<Readonly<Record<AddedField, string>>> = {
  stop: 'as the grid; one a line, \\n for a line end',
  response_schema: SCHEMA_EXAMPLE,
  extra_body: '{"top_k": 40}',
  tools: TOOLS_EXAMPLE,
};

function AddedInput(props: AddedSettingProps) {
  const { cell, connections, column, index, field } = props;
  const given = fieldProps(cell.id, index, field);
  const text = column[field] ?? '';
  if (field === 'connection') {
    const known = connections.map(({ id, label }): Option => [id, label]);
    const isKnown = text === '' || known.some(([id]) => id === text);
    return <Choice {...props} options={isKnown ? known : [[text, `${text} (not there)`], ...known]} />;
  }
  const options = CHOICES[field];
  if (options !== undefined) {
    return <Choice {...props} options={[['not sent', 'not sent'], ...options.filter(([value]) => value !== '')]} />;
  }
  const example = AREAS[field];
  if (example !== undefined) {
    return (
      <TextArea {...given} class="json" dir="ltr" rows={field === 'stop' ? 1 : 3} placeholder={example} text={text} />
    );
  }
  return (
    <input
      {...given}
      value={text}
      size={field === 'model' || field === 'variant' ? 18 : 8}
      placeholder={AS_THE_GRID}
      autocomplete="off"
      spellcheck={false}
      {...(field === 'variant' ? { list: variantNamesId(cell.id) } : {})}
    />
  );
}

function Choice({ cell, column, index, field, options }: AddedSettingProps & { readonly options: readonly Option[] }) {
  const chosen = column[field] ?? '';
  return (
    <select {...fieldProps(cell.id, index, field)}>
      {[['', AS_THE_GRID] as const, ...options].map(([value, label]) => (
        <option value={value} selected={value === chosen}>
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
