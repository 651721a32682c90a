import { SETTING_LABELS } from '../../src/domain/notebook/draft.ts';
import type { DraftSettings, ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import type { ToolField } from '../../src/domain/prompt/tool-fields.ts';
import type { RequestField } from '../../src/domain/request/request-fields.ts';
import { domId } from '../dom-id.ts';
import { errorId, FieldError } from '../experiments/field-error.tsx';
import { isNumeric, ReadAs, readAsId } from './read-as.tsx';

/** The settings that are typed as a value or a list. */
type TextSetting = Exclude<
  keyof DraftSettings,
  | 'model'
  | 'logprobs'
  | 'view'
  | 'fold'
  | 'more_models'
  | 'columns'
  | 'rows'
  | 'added_columns'
  | 'variant'
  | RequestField
  | ToolField
>;

interface SettingFieldProps {
  readonly cell: ExperimentCell;
  readonly name: TextSetting;
  readonly size: number;
  readonly placeholder: string;
  /** How values are written, where that is not plain; shown while one types. */
  readonly tip?: string;
}

export function SettingField({ cell, name, size, placeholder, tip }: SettingFieldProps) {
  const id = domId('experiment', cell.id, name);
  const said = [
    errorId(cell.id, name),
    isNumeric(name) ? readAsId(cell.id, name) : '',
    tip === undefined ? '' : `${id}-tip`,
  ];
  return (
    <div class={tip === undefined ? `field ${name}` : `field ${name} list`}>
      <label for={id}>{SETTING_LABELS[name]}</label>
      <input
        id={id}
        name={name}
        value={cell.draft.settings[name]}
        size={size}
        placeholder={placeholder}
        spellcheck={false}
        aria-describedby={said.filter((part) => part !== '').join(' ')}
        data-error={errorId(cell.id, name)}
      />
      <FieldError experiment={cell.id} path={name} message={null} />
      {tip !== undefined && (
        <span class="hint syntax" id={`${id}-tip`}>
          {tip}
        </span>
      )}
      {isNumeric(name) && <ReadAs experiment={cell.id} name={name} text={cell.draft.settings[name]} />}
    </div>
  );
}
