import type { Child } from 'hono/jsx';
import { type EditorWindow, shownOf } from '../../src/domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../src/domain/notebook/notebook.ts';
import { bracedNames, variablesOf } from '../../src/domain/prompt/prompt.ts';
import { variableValues } from '../../src/domain/prompt/template.ts';
import { domId } from '../dom-id.ts';
import { TextArea } from '../text-area.tsx';
import { EDITING } from './editing.ts';
import { errorId, FieldError } from './field-error.tsx';
import { WindowNav } from './window-nav.tsx';

/** A field for each variable the prompt uses, and the choice to send braces as they are; nothing without braces. */
export function VariableFields({ cell, window }: { readonly cell: ExperimentCell; readonly window: EditorWindow }) {
  const { prompt } = cell.draft;
  const values = variableValues(prompt.variables ?? {});
  const braced = bracedNames(prompt);
  const shown = shownOf('variables', variablesOf(prompt), window);
  return (
    <fieldset class="vars" id={variablesId(cell.id)} hidden={braced.length === 0}>
      <legend class="role">Variables</legend>
      <FieldError experiment={cell.id} path="variables" message={null} />
      <WindowNav experiment={cell.id} what="variables" shown={shown} />
      {shown.items.map((name) => (
        <VariableField experiment={cell.id} name={name} value={values.get(name) ?? null} />
      ))}
      <TemplateSwitch experiment={cell.id} names={braced} on={prompt.templates !== false} />
    </fieldset>
  );
}

function TemplateSwitch({ experiment, names, on }: { experiment: number; names: readonly string[]; on: boolean }) {
  return (
    <p class="vars-foot small muted">
      {!on && <>{bracesText(names)} sent as typed. </>}
      <EditButton experiment={experiment} path="templates" fields={{ templates: on ? 'off' : 'on' }}>
        {on ? 'Send all braces as typed' : 'Read braces as variables'}
      </EditButton>
    </p>
  );
}

const MAX_NAMED = 20;

function bracesText(names: readonly string[]): string {
  const named = names.slice(0, MAX_NAMED).map((name) => `{{${name}}}`);
  return `${named.join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`;
}

interface VariableFieldProps {
  readonly experiment: number;
  readonly name: string;
  /** `null`: it has none. */
  readonly value: string | null;
}

function VariableField({ experiment, name, value }: VariableFieldProps) {
  const id = domId('experiment', experiment, 'variable', name);
  const path = `variables.${name}`;
  return (
    <div class="field">
      <label for={id} dir="auto">
        {name}
      </label>
      <TextArea
        id={id}
        name={path}
        rows={1}
        aria-describedby={errorId(experiment, path)}
        data-error={errorId(experiment, path)}
        text={value ?? ''}
      />
      <FieldError experiment={experiment} path={path} message={null} />
      <span class="vars-tools small">
        <label>
          <input type="checkbox" name="empty" value={name} checked={value === ''} /> May be empty
        </label>
        <EditButton experiment={experiment} path="escapes" fields={{ escape: name }}>
          Send {`{{${name}}}`} as typed
        </EditButton>
      </span>
    </div>
  );
}

interface EditButtonProps {
  readonly experiment: number;
  readonly path: 'templates' | 'escapes';
  readonly fields: Readonly<Record<string, string>>;
  readonly children: Child;
}

function EditButton({ experiment, path, fields, children }: EditButtonProps) {
  return (
    <button
      type="button"
      class="button quiet"
      hx-post={`/experiments/${experiment}/${path}`}
      hx-vals={JSON.stringify(fields)}
      {...EDITING}
    >
      {children}
    </button>
  );
}

export function variablesId(experiment: number): string {
  return domId('experiment', experiment, 'variables');
}
