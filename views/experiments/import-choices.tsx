import type { Example } from '../../src/domain/prompt/prompt.ts';
import { domId } from '../dom-id.ts';

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

export const DELIMITER_WORDS: Readonly<Record<string, string>> = {
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
export function ReadingChoices({
  experiment,
  columns,
  named,
  delimiter,
  braces,
  escaped,
  chosen,
}: ReadingChoicesProps) {
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

/** As much of a text as a preview has room for. */
export function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
