import type { Example } from '../../src/domain/prompt.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { TextArea } from '../text-area.tsx';

const SHOWN = 8;
const SHOWN_ERRORS = 20;

/** Where example rows come in: pasted, or as a file. */
export function ImportDialog({ experiment }: { readonly experiment: number }) {
  const path = `/experiments/${experiment}/examples`;
  const form = domId('experiment', experiment, 'import');
  const preview = previewId(experiment);
  return (
    <dialog class="import" data-modal aria-labelledby={`${form}-title`}>
      <h2 id={`${form}-title`}>Import examples</h2>
      <form
        id={form}
        hx-post={`${path}/previews`}
        hx-trigger="input delay:300ms"
        hx-target={`#${preview}`}
        hx-swap="innerHTML"
        hx-encoding="multipart/form-data"
        hx-sync="this:replace"
      >
        <p class="muted small">
          CSV, a table copied out of a spreadsheet, JSON lines or a JSON list: {'{"input": …, "output": …}'} or{' '}
          {'{"messages": […]}'}. What each column means is guessed from its name and can be changed below.
        </p>
        <div class="field">
          <label for={`${form}-text`}>Rows to import</label>
          <TextArea id={`${form}-text`} name="text" rows={6} spellcheck={false} text="" />
        </div>
        <div class="fields">
          <div class="field">
            <label for={`${form}-file`}>or a file</label>
            <input id={`${form}-file`} type="file" name="file" accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json" />
          </div>
          <div class="field">
            <label for={`${form}-format`}>Format</label>
            <select id={`${form}-format`} name="format">
              <option value="auto">Detect</option>
              <option value="csv">CSV</option>
              <option value="tsv">Table from a spreadsheet</option>
              <option value="jsonl">JSON lines</option>
              <option value="json">JSON list</option>
            </select>
          </div>
        </div>
        <div id={preview} aria-live="polite">
          <p class="muted small">What is read shows here before anything is added.</p>
        </div>
      </form>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          Cancel
        </button>
      </form>
    </dialog>
  );
}

type Field = 'input' | 'output' | 'enabled' | 'tags';

export interface ImportPreviewProps {
  readonly experiment: number;
  /** What a person chose instead of a guess. */
  readonly chosen: {
    readonly delimiter?: string;
    readonly header?: boolean;
    readonly fields?: readonly (Field | null | undefined)[];
    readonly escape?: boolean;
  };
  readonly read: {
    readonly format: string;
    readonly delimiter: string | null;
    readonly named: boolean;
    readonly columns: readonly { readonly name: string; readonly field: Field | null }[];
    readonly rows: readonly Example[];
    readonly errors: readonly { readonly line: number; readonly column: string | null; readonly message: string }[];
    readonly notes: readonly string[];
    readonly braces: readonly string[];
    readonly escaped: boolean;
  };
}

/** What an import would add, how it was read, with every guess changeable, and what is wrong, line by line. */
export function ImportPreview({ experiment, read, chosen }: ImportPreviewProps) {
  const { rows, errors, notes } = read;
  return (
    <>
      <p class="small">
        {plural(rows.length, 'row')} read as {FORMAT_WORDS[read.format]}
        {read.delimiter !== null && `, separated by ${DELIMITER_WORDS[read.delimiter] ?? read.delimiter}`}
        {errors.length > 0 && `, ${plural(errors.length, 'line')} with errors`}.
      </p>
      {notes.map((note) => (
        <p class="muted small" dir="auto">
          {note}
        </p>
      ))}
      {errors.length > 0 && (
        <ul class="err small">
          {errors.slice(0, SHOWN_ERRORS).map(({ line, column, message }) => (
            <li>
              Line {line}
              {column !== null && `, ${column}`}: {message}
            </li>
          ))}
          {errors.length > SHOWN_ERRORS && <li>and {errors.length - SHOWN_ERRORS} more.</li>}
        </ul>
      )}
      {read.columns.length > 0 && <ReadingChoices experiment={experiment} chosen={chosen} {...read} />}
      {rows.length > 0 && <PreviewTable rows={rows} />}
      {rows.length > 0 && (
        <button
          type="button"
          class="button primary"
          hx-post={`/experiments/${experiment}/examples/imports`}
          hx-include={`#${domId('experiment', experiment, 'import')}`}
          hx-encoding="multipart/form-data"
          hx-swap="none"
          hx-sync="this:drop"
        >
          Add {plural(rows.length, 'row')}
        </button>
      )}
    </>
  );
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  csv: 'a table',
  tsv: 'a table',
  jsonl: 'JSON lines',
  json: 'a JSON list',
};
const DELIMITER_WORDS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};
const FIELD_WORDS: readonly (readonly [Field | '', string])[] = [
  ['input', 'Input'],
  ['output', 'Output'],
  ['enabled', 'On or off'],
  ['tags', 'Tags'],
  ['', 'Left out'],
];

/** The guesses an import made; a changed one is read again at once, as it stands in the form that holds the rows. */
function ReadingChoices({ experiment, columns, named, delimiter, braces, escaped, chosen }: ReadingChoicesProps) {
  const id = (name: string | number) => domId('experiment', experiment, 'import', name);
  const field = (index: number) => chosen.fields?.[index];
  return (
    <div class="fields">
      {delimiter !== null && (
        <Choice
          id={id('delimiter')}
          name="delimiter"
          label="Separated by"
          guess={delimiter}
          chosen={chosen.delimiter}
          options={Object.entries(DELIMITER_WORDS)}
        />
      )}
      {delimiter !== null && (
        <Choice
          id={id('header')}
          name="header"
          label="First line"
          guess={named ? 'names' : 'row'}
          chosen={chosen.header === undefined ? undefined : chosen.header ? 'names' : 'row'}
          options={HEADER_WORDS}
        />
      )}
      {columns.map((column, index) => (
        <Choice
          id={id(index)}
          name="column"
          label={column.name}
          guess={column.field ?? ''}
          chosen={field(index) === undefined ? undefined : (column.field ?? '')}
          options={FIELD_WORDS}
        />
      ))}
      {braces.length > 0 && (
        <Choice
          id={id('braces')}
          name="braces"
          label={`${shortened(braces.map((name) => `{{${name}}}`).join(', '))} in the rows`}
          guess={escaped ? 'typed' : 'variables'}
          chosen={chosen.escape === undefined ? undefined : chosen.escape ? 'typed' : 'variables'}
          options={BRACES_WORDS}
        />
      )}
    </div>
  );
}

const HEADER_WORDS = [
  ['names', 'names of columns'],
  ['row', 'a row'],
] as const;
const BRACES_WORDS = [
  ['typed', 'send as typed'],
  ['variables', 'become variables'],
] as const;

type ReadingChoicesProps = Pick<ImportPreviewProps, 'experiment' | 'chosen'> &
  Pick<ImportPreviewProps['read'], 'columns' | 'named' | 'delimiter' | 'braces' | 'escaped'>;

interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** What the reading found. */
  readonly guess: string;
  /** What a person chose instead; `undefined` while it is left to the guess. */
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [string, string])[];
}

/** Until something is chosen the guess is made anew of whatever is pasted. */
function Choice({ id, name, label, guess, chosen, options }: ChoiceProps) {
  const words = options.find(([key]) => key === guess)?.[1] ?? guess;
  return (
    <div class="field">
      <label for={id} dir="auto">
        {label}
      </label>
      <select id={id} name={name}>
        <option value="auto" selected={chosen === undefined}>
          {chosen === undefined ? `${words} (detected)` : 'detect'}
        </option>
        {options.map(([key, text]) => (
          <option value={key} selected={key === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function PreviewTable({ rows }: { readonly rows: readonly Example[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">Output</th>
            <th scope="col">On</th>
            <th scope="col">Tags</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map(({ input, output, enabled, tags }) => (
            <tr>
              <td class="text" dir="auto">
                {exactText(shortened(input))}
              </td>
              <td class="text" dir="auto">
                {exactText(shortened(output))}
              </td>
              <td>{enabled ? 'on' : 'off'}</td>
              <td>{tags.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && <p class="muted small pad">and {rows.length - SHOWN} more</p>}
    </div>
  );
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

function previewId(experiment: number): string {
  return domId('experiment', experiment, 'import', 'preview');
}
