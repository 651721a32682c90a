import type { ExperimentCell } from '../../src/domain/notebook.ts';
import { variablesOf } from '../../src/domain/prompt.ts';
import { domId } from '../dom-id.ts';
import { TextArea } from '../text-area.tsx';
import { errorId, FieldError } from './field-error.tsx';

/** A field for each variable the prompt uses; nothing when it uses none. */
export function VariableFields({ cell }: { readonly cell: ExperimentCell }) {
  const { prompt } = cell.draft;
  return (
    <fieldset class="vars" id={variablesId(cell.id)} hidden={variablesOf(prompt).length === 0}>
      <legend class="role">Variables</legend>
      {variablesOf(prompt).map((name) => (
        <VariableField experiment={cell.id} name={name} value={prompt.variables?.[name] ?? ''} />
      ))}
    </fieldset>
  );
}

interface VariableFieldProps {
  readonly experiment: number;
  readonly name: string;
  readonly value: string;
}

function VariableField({ experiment, name, value }: VariableFieldProps) {
  const id = domId('experiment', experiment, 'variable', name);
  const path = `variables.${name}`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <TextArea
        id={id}
        name={path}
        rows={1}
        aria-describedby={errorId(experiment, path)}
        data-error={errorId(experiment, path)}
        text={value}
      />
      <FieldError experiment={experiment} path={path} message={null} />
    </div>
  );
}

export function variablesId(experiment: number): string {
  return domId('experiment', experiment, 'variables');
}
