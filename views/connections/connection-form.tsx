import { TextArea } from '../text-area.tsx';

/** What is typed of a connection, as it stands in the form. */
export interface ConnectionFields {
  readonly preset: string;
  readonly name: string;
  readonly base_url: string;
  /** Never one that is kept: only what was typed just now. */
  readonly key: string;
  readonly key_env: string;
  readonly key_header: string;
  /** One a line, `Name: value`. */
  readonly headers: string;
  /** One a line, `name=value`. */
  readonly query: string;
  readonly plain_http: boolean;
  readonly list_prices: boolean;
}

export const EMPTY_FIELDS: ConnectionFields = {
  preset: 'other',
  name: '',
  base_url: '',
  key: '',
  key_env: '',
  key_header: '',
  headers: '',
  query: '',
  plain_http: false,
  list_prices: false,
};

/** A service to choose from, as the page tells of it. */
export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly keyUrl: string | null;
  readonly notes: readonly string[];
}

export interface ConnectionFormProps {
  readonly fields: ConnectionFields;
  /** By the name of the field. */
  readonly errors: ReadonlyMap<string, string>;
  /** The connection that is changed; `null`: a new one. */
  readonly editing: string | null;
  readonly preset: Preset | null;
}

/** Adds a connection, or changes one. */
export function ConnectionForm({ fields, errors, editing, preset }: ConnectionFormProps) {
  const action = editing === null ? '/connections' : `/connections/${editing}`;
  return (
    <section class="card" id="form" aria-labelledby="form-title">
      <header>
        <h2 id="form-title">
          {editing === null
            ? `Add ${preset === null || preset.id === 'other' ? 'a service of your own choice' : preset.label}`
            : `Change ${fields.name}`}
        </h2>
      </header>
      <form class="pad fields" method="post" action={action} autocomplete="off">
        <input type="hidden" name="preset" value={fields.preset} />
        {preset !== null && <About preset={preset} />}
        <TextField name="name" label="Name" fields={fields} errors={errors} />
        <TextField name="base_url" label="Base URL" size={48} fields={fields} errors={errors} />
        {editing !== null && <p class="hint">Another base URL drops the key and what was learned and tested.</p>}
        <KeyField errors={errors} kept={editing !== null} />
        <details open={MORE.some((name) => errors.has(name) || fields[name] !== EMPTY_FIELDS[name])}>
          <summary>More</summary>
          <div class="fields">
            <TextField name="key_env" label="Variable that holds the key" fields={fields} errors={errors} />
            <TextField name="key_header" label="Header of the key" fields={fields} errors={errors} />
            <AreaField name="headers" label="Headers, one a line: Name: value" fields={fields} errors={errors} />
            <AreaField name="query" label="Query, one a line: name=value" fields={fields} errors={errors} />
            <Switch
              name="plain_http"
              label="Plain http on my own network: prompts and key can be read on their way"
              fields={fields}
            />
            <Switch
              name="list_prices"
              label="List prices hold, though the address is not the vendor’s"
              fields={fields}
            />
          </div>
        </details>
        <p class="go">
          <button type="submit" class="button primary">
            {editing === null ? 'Add connection' : 'Save changes'}
          </button>
        </p>
      </form>
    </section>
  );
}

const MORE = ['key_env', 'key_header', 'headers', 'query', 'plain_http', 'list_prices'] as const;

function About({ preset: { keyUrl, notes } }: { readonly preset: Preset }) {
  if (keyUrl === null && notes.length === 0) return null;
  return (
    <ul class="facts small">
      {keyUrl !== null && (
        <li>
          Keys are made at{' '}
          <a href={keyUrl} rel="noreferrer noopener">
            {keyUrl}
          </a>
        </li>
      )}
      {notes.map((note) => (
        <li>{note}</li>
      ))}
    </ul>
  );
}

type Name = Exclude<keyof ConnectionFields, 'plain_http' | 'list_prices' | 'key'>;

interface FieldProps extends Pick<ConnectionFormProps, 'fields' | 'errors'> {
  readonly name: Name;
  readonly label: string;
  readonly size?: number;
}

function TextField({ name, label, fields, errors, size = 28 }: FieldProps) {
  const id = `connection-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={fields[name]}
        size={size}
        spellcheck={false}
        {...invalid(id, errors.get(name))}
      />
      <Problem id={id} text={errors.get(name)} />
    </div>
  );
}

function AreaField({ name, label, fields, errors }: FieldProps) {
  const id = `connection-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <TextArea
        id={id}
        name={name}
        rows={2}
        spellcheck={false}
        text={fields[name]}
        {...invalid(id, errors.get(name))}
      />
      <Problem id={id} text={errors.get(name)} />
    </div>
  );
}

/** The key goes in, and never comes out again. */
function KeyField({ errors, kept }: Pick<ConnectionFormProps, 'errors'> & { readonly kept: boolean }) {
  const id = 'connection-key';
  return (
    <div class="field">
      <label for={id}>Key</label>
      <input
        id={id}
        name="key"
        type="password"
        size={48}
        autocomplete="new-password"
        placeholder={kept ? 'empty: the one there is' : 'empty: none'}
        {...invalid(id, errors.get('key'))}
      />
      <Problem id={id} text={errors.get('key')} />
    </div>
  );
}

interface SwitchProps extends Pick<ConnectionFormProps, 'fields'> {
  readonly name: 'plain_http' | 'list_prices';
  readonly label: string;
}

function Switch({ name, label, fields }: SwitchProps) {
  return (
    <label>
      <input type="checkbox" name={name} checked={fields[name]} /> {label}
    </label>
  );
}

function invalid(id: string, problem: string | undefined) {
  return problem === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': `${id}-problem` };
}

function Problem({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <span class="field-error" id={`${id}-problem`} role="alert">
      {text}
    </span>
  );
}
