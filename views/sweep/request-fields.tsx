import type { Child } from 'hono/jsx';
import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { TOOL_CHOICES } from '../../src/domain/prompt/tool.ts';
import type { ToolField } from '../../src/domain/prompt/tool-fields.ts';
import { type RequestField, SERVICE_TIERS } from '../../src/domain/request/request-fields.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { TextArea } from '../text-area.tsx';

interface CellProps {
  readonly cell: ExperimentCell;
}

export const FORMATS = [
  ['', 'not sent'],
  ['text', 'text'],
  ['json_object', 'JSON'],
  ['json_schema', 'JSON Schema'],
  ['custom', 'as typed below'],
] as const;
export const STRICT = [
  ['', 'not sent'],
  ['true', 'yes'],
  ['false', 'no'],
] as const;

/** What kind of text answers shall be. The editor of the schema shows where it matters. */
export function ResponseFormatFields({ cell }: CellProps) {
  return (
    <>
      <Choice cell={cell} name="response_format" options={FORMATS} />
      <div class="schema">
        <Choice cell={cell} name="schema_strict" options={STRICT} />
        <Field cell={cell} name="response_schema">
          <JsonArea cell={cell} name="response_schema" rows={8} placeholder={SCHEMA_EXAMPLE} />
        </Field>
      </div>
    </>
  );
}

export const SCHEMA_EXAMPLE =
  '{\n  "type": "object",\n  "properties": {"city": {"type": "string"}},\n  "required": ["city"]\n}';

/** Where answers end, what the request costs at what speed, and whatever else the service takes. */
export function FurtherFields({ cell }: CellProps) {
  const id = domId('experiment', cell.id, 'request', 'service_tier');
  return (
    <>
      <Field cell={cell} name="stop">
        <JsonArea cell={cell} name="stop" rows={1} placeholder="not sent; one a line, \n for a line end" />
      </Field>
      <Field cell={cell} name="service_tier">
        <input
          {...fieldProps(cell, 'service_tier')}
          value={cell.draft.settings.service_tier}
          size={10}
          placeholder="not sent"
          list={`${id}-known`}
          autocomplete="off"
        />
        <datalist id={`${id}-known`}>
          {SERVICE_TIERS.map((tier) => (
            <option value={tier} />
          ))}
        </datalist>
      </Field>
      <Field cell={cell} name="extra_body">
        <JsonArea cell={cell} name="extra_body" rows={2} placeholder={'{"top_k": 40}'} />
      </Field>
    </>
  );
}

/** The functions a model may ask to be called. */
export function ToolFieldset({ cell }: CellProps) {
  const id = domId('experiment', cell.id, 'request', 'tool_choice');
  return (
    <>
      <Field cell={cell} name="tools">
        <JsonArea cell={cell} name="tools" rows={3} placeholder={TOOLS_EXAMPLE} />
      </Field>
      <Field cell={cell} name="tool_choice">
        <input
          {...fieldProps(cell, 'tool_choice')}
          value={cell.draft.settings.tool_choice}
          size={14}
          placeholder="not sent"
          list={`${id}-known`}
          autocomplete="off"
        />
        <datalist id={`${id}-known`}>
          {TOOL_CHOICES.map((choice) => (
            <option value={choice} />
          ))}
        </datalist>
      </Field>
      <Choice cell={cell} name="parallel_tool_calls" options={STRICT} />
      <Field cell={cell} name="tool_results">
        <JsonArea cell={cell} name="tool_results" rows={2} placeholder={'{"get_weather": "sunny"}'} />
      </Field>
    </>
  );
}

export const TOOLS_EXAMPLE =
  '[{"name": "get_weather", "parameters":\n  {"type": "object", "properties": {"city": {"type": "string"}}}}]';

interface NamedProps extends CellProps {
  readonly name: RequestField | ToolField;
}

function fieldProps(cell: ExperimentCell, name: RequestField | ToolField) {
  const error = errorId(cell.id, name);
  const id = domId('experiment', cell.id, 'request', name);
  return { id, name, spellcheck: false, 'aria-describedby': error, 'data-error': error };
}

function Field({ cell, name, children }: NamedProps & { readonly children: Child }) {
  return (
    <div class="field">
      <label for={domId('experiment', cell.id, 'request', name)}>{SETTING_LABELS[name]}</label>
      {children}
      <FieldError experiment={cell.id} path={name} message={null} />
    </div>
  );
}

function JsonArea({
  cell,
  name,
  rows,
  placeholder,
}: NamedProps & { readonly rows: number; readonly placeholder: string }) {
  const text = cell.draft.settings[name];
  return (
    <TextArea {...fieldProps(cell, name)} class="json" dir="ltr" rows={rows} placeholder={placeholder} text={text} />
  );
}

interface ChoiceProps extends NamedProps {
  readonly options: readonly (readonly [value: string, label: string])[];
}

function Choice({ cell, name, options }: ChoiceProps) {
  const chosen = cell.draft.settings[name];
  return (
    <Field cell={cell} name={name}>
      <select {...fieldProps(cell, name)}>
        {options.map(([value, label]) => (
          <option value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
}
