import type { DraftSettings } from '../notebook/notebook.ts';
import type { VariantChoice } from '../prompt/variant.ts';
import { contentFieldsOf, type Note, readRequestParts } from '../request/request-parts.ts';
import { contentsOf, REQUEST_SETTINGS, type RequestSettings, sentSettings } from '../request/request-settings.ts';
import {
  type AddedField,
  addedPath,
  asNoun,
  CONTENT_FIELDS,
  FIELDS_OF,
  fieldLabel,
  isWritten,
  SETTING_FIELDS,
  type SettingField,
  type TypedColumn,
  typedColumns,
  typedColumnsText,
} from './added-columns.ts';
import type { AskedModel } from './run.ts';
import { type ColumnChanges, type NumericAxis, type Settings, WORD_AXES } from './sweep.ts';
import { type Parsed, parseNumberList, ruleOf } from './value-list.ts';

/*
 * The fields of added columns, read as what a run changes in them, and such changes as fields again.
 */

interface AddedContext {
  /** What stands in the fields of the grid. */
  readonly settings: DraftSettings;
  /** The model of the grid's first column; `null` when there is none. */
  readonly model: AskedModel | null;
  /** The variants that the prompt allows. */
  readonly variants: readonly VariantChoice[];
  readonly connectionNamed: (name: string) => string | null;
}

/** The columns that a draft adds; one that nobody has written in yet is none. What is wrong is noted at its field. */
export function readAddedColumns(text: string, context: AddedContext, note: Note): readonly ColumnChanges[] {
  return typedColumns(text)
    .map((column, index) => readColumn(column, index, context, note))
    .filter((changes) => Object.keys(changes).length > 0);
}

function readColumn(column: TypedColumn, index: number, context: AddedContext, note: Note): ColumnChanges {
  const changes = SETTING_FIELDS.filter((field) => isWritten(column, field)).flatMap((field) => {
    const label = `Added column ${index + 1}, ${fieldLabel(field)}`;
    const parsed = readField(field, typedIn(column, field), { ...context, label });
    note(addedPath(index, field), parsed);
    return parsed.ok ? [[field, parsed.value] as const] : [];
  });
  const parts = readParts(column, context, (field, parsed) =>
    note(
      addedPath(index, field),
      parsed.ok ? parsed : { ok: false, message: `Added column ${index + 1}, ${asNoun(parsed.message)}` },
    ),
  );
  return withConnection({ ...Object.fromEntries(changes), ...parts } as ColumnChanges, context);
}

/** The fields of the grid with what a column has typed in their place are read; of what is wrong, what the column brought is noted. */
function readParts(
  column: TypedColumn,
  { settings }: AddedContext,
  note: <T>(field: AddedField, parsed: Parsed<T>) => T | null,
): Partial<RequestSettings> {
  const written = CONTENT_FIELDS.filter((field) => isWritten(column, field));
  if (written.length === 0) return {};
  const typed = Object.fromEntries(
    written.map((field) => [field, UNSENT.test(typedIn(column, field)) ? '' : typedIn(column, field)] as const),
  );
  const uncalled = typed['tools'] === '' ? { tool_choice: '', parallel_tool_calls: '' } : {};
  const contents = readRequestParts({ ...settings, tool_results: '', ...uncalled, ...typed }, (path, parsed) => {
    const field = fieldAtFault(path, written);
    if (field !== undefined) return note(field, parsed);
    return parsed.ok ? parsed.value : null;
  });
  const sent = sentSettings(contents);
  const changed = REQUEST_SETTINGS.filter((name) => FIELDS_OF[name].some((field) => written.includes(field)));
  return Object.fromEntries(changed.map((name) => [name, sent[name] ?? null]));
}

/** The field of a column that an error belongs to; `undefined` for one of the grid's alone. */
function fieldAtFault(path: string, written: readonly AddedField[]): AddedField | undefined {
  const together = Object.values(FIELDS_OF).find((fields) => fields.some((field) => field === path)) ?? [];
  if (together.some((field) => written.includes(field))) return together.find((field) => field === path);
  // A choice of the grid may be none of the column's functions.
  return path === 'tool_choice' ? written.find((field) => field === 'tools') : undefined;
}

function readField(
  field: SettingField,
  typed: string,
  context: AddedContext & { readonly label: string },
): Parsed<string | number | null> {
  const { label, variants } = context;
  switch (field) {
    case 'model':
      return { ok: true, value: typed };
    case 'connection':
      return knownConnection(typed, context);
    case 'reasoning_effort':
    case 'verbosity':
      return NOT_SENT.test(typed) ? { ok: true, value: null } : oneWord(typed.toLowerCase(), WORD_AXES[field], label);
    case 'variant': {
      const chosen = variants.find(({ key }) => key === typed)?.name ?? typed;
      return oneWord(
        chosen,
        variants.map(({ name }) => name),
        label,
      );
    }
    default:
      return oneNumber(typed, field, label);
  }
}

const NOT_SENT = /^not[\s-]+sent$/i;
/** A service tier, or a function, may be called “not-sent”. */
const UNSENT = /^not\s+sent$/i;

/** A stop sequence may end in a space. */
function typedIn(column: TypedColumn, field: AddedField): string {
  const typed = column[field] ?? '';
  return field === 'stop' ? typed : typed.trim();
}

/** A model that is named without a connection is asked on that of the grid's first one. */
function withConnection(changes: ColumnChanges, { model: own }: AddedContext): ColumnChanges {
  const isWhole = changes.model === undefined || changes.connection !== undefined;
  return isWhole || own === null || own.connection === '' ? changes : { ...changes, connection: own.connection };
}

function oneNumber(typed: string, axis: NumericAxis, label: string): Parsed<number | null> {
  const parsed = parseNumberList(typed, ruleOf(axis, label));
  if (!parsed.ok) return parsed;
  const [value = null, ...more] = parsed.value;
  return more.length === 0 ? { ok: true, value } : { ok: false, message: `${label}: type one value.` };
}

function oneWord(word: string, allowed: readonly string[], label: string): Parsed<string> {
  if (allowed.includes(word)) return { ok: true, value: word };
  return { ok: false, message: `${label}: “${word}”: it is none of ${allowed.join(', ')}.` };
}

function knownConnection(
  typed: string,
  { connectionNamed, label }: AddedContext & { readonly label: string },
): Parsed<string> {
  const id = connectionNamed(typed);
  return id === null ? { ok: false, message: `${label}: there is no connection “${typed}”.` } : { ok: true, value: id };
}

/** The fields that give the changes of a run's added columns again. */
export function addedColumnsText(columns: readonly ColumnChanges[] = []): string {
  return typedColumnsText(
    columns.map((changes) => ({
      ...Object.fromEntries(SETTING_FIELDS.flatMap((field) => fieldText(changes, field))),
      ...contentTexts(changes),
    })),
  );
}

const NOT_SENT_TEXT = 'not sent';

function fieldText(changes: ColumnChanges, field: SettingField): readonly (readonly [SettingField, string])[] {
  const value: Settings[SettingField] = changes[field];
  if (value === undefined) return [];
  return [[field, String(value ?? (field === 'variant' ? AS_WRITTEN : NOT_SENT_TEXT))]];
}

/** The variant that leaves the prompt as it is. */
const AS_WRITTEN = 'as written';

function contentTexts(changes: ColumnChanges): TypedColumn {
  const texts = contentFieldsOf(contentsOf(changes));
  const changed = REQUEST_SETTINGS.filter((name) => name in changes);
  const isSchema = texts.response_format === 'json_schema';
  return Object.fromEntries(
    changed.flatMap((name) =>
      FIELDS_OF[name].map((field) => {
        if (field === 'stop' && UNSENT.test(texts.stop)) return [field, `${texts.stop}\n`];
        // What is empty would be taken from the grid.
        const isUnsaid =
          texts[field] === '' && (field === FIELDS_OF[name][0] || (isSchema && field === 'schema_strict'));
        return [field, isUnsaid ? NOT_SENT_TEXT : texts[field]];
      }),
    ),
  );
}
