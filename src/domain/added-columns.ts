import { isFields } from './json.ts';
import { connectionsAsWritten } from './model-list.ts';
import type { DraftSettings } from './notebook.ts';
import type { Note } from './request-parts.ts';
import { type AskedModel, MAX_ADDED_COLUMNS } from './run.ts';
import { AXIS_LABELS, type ColumnChanges, REASONING_EFFORTS, type Settings, VERBOSITIES } from './sweep.ts';
import { type Parsed, parseNumberList, ruleOf } from './value-list.ts';

/*
 * Columns beside those of the grid, between the editor's fields and the run. A draft keeps them as they were typed, right or wrong: as
 * JSON, a list of objects whose fields are the texts that are not empty.
 */

const NUMBERS = [
  'temperature',
  'top_p',
  'max_completion_tokens',
  'seed',
  'presence_penalty',
  'frequency_penalty',
] as const;
const WORDS = { reasoning_effort: REASONING_EFFORTS, verbosity: VERBOSITIES } as const;
/** The fields of an added column, in the order in which the editor shows them. */
export const ADDED_FIELDS = ['connection', 'model', ...NUMBERS, 'reasoning_effort', 'verbosity', 'variant'] as const;
export type AddedField = (typeof ADDED_FIELDS)[number];
/** What stands in the fields of one added column; an absent one is empty: as in the grid's first column. */
export type TypedColumn = Readonly<Partial<Record<AddedField, string>>>;

/** What was typed, out of a draft; what cannot be read is no column. */
export function typedColumns(text: string): readonly TypedColumn[] {
  if (text === '') return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.slice(0, MAX_ADDED_COLUMNS).map(typedColumn) : [];
  } catch {
    return [];
  }
}

function typedColumn(value: unknown): TypedColumn {
  if (!isFields(value)) return {};
  const fields = ADDED_FIELDS.flatMap((name) => {
    const typed = value[name];
    return typeof typed === 'string' && typed !== '' ? [[name, typed] as const] : [];
  });
  return Object.fromEntries(fields);
}

/** The text that a draft keeps; empty for no column. */
export function typedColumnsText(columns: readonly TypedColumn[]): string {
  return columns.length === 0 ? '' : JSON.stringify(columns.map(typedColumn));
}

/** What was typed, in a line. */
export function typedColumnsWords(text: string): string {
  const columns = typedColumns(text).map((column) =>
    ADDED_FIELDS.flatMap((field) => (column[field] === undefined ? [] : [`${fieldLabel(field)} ${column[field]}`])),
  );
  return columns.map((parts) => (parts.length === 0 ? 'nothing changed yet' : parts.join(' · '))).join('; ');
}

/** What a field is called. */
export function fieldLabel(field: AddedField): string {
  return field === 'connection' ? field : AXIS_LABELS[field];
}

interface AddedContext {
  /** The model of the grid's first column; `null` when there is none. */
  readonly model: AskedModel | null;
  /** The variants that the grid asks. */
  readonly variants: readonly string[];
  readonly connectionNamed: (name: string) => string | null;
}

/** The columns that a draft adds; one that nobody has written in yet is none. What is wrong is noted at its field. */
export function readAddedColumns(text: string, context: AddedContext, note: Note): readonly ColumnChanges[] {
  return typedColumns(text)
    .map((column, index) => readColumn(column, index, context, note))
    .filter((changes) => Object.keys(changes).length > 0);
}

function readColumn(column: TypedColumn, index: number, context: AddedContext, note: Note): ColumnChanges {
  const changes = ADDED_FIELDS.flatMap((field) => {
    const typed = column[field];
    if (typed === undefined || typed.trim() === '') return [];
    const parsed = readField(field, typed.trim(), {
      ...context,
      label: `Added column ${index + 1}, ${fieldLabel(field)}`,
    });
    note(addedPath(index, field), parsed);
    return parsed.ok ? [[field, parsed.value] as const] : [];
  });
  return withConnection(Object.fromEntries(changes) as ColumnChanges, context);
}

function readField(
  field: AddedField,
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
      return NOT_SENT.test(typed) ? { ok: true, value: null } : oneWord(typed.toLowerCase(), WORDS[field], label);
    case 'variant':
      return oneWord(typed, variants, label);
    default:
      return oneNumber(typed, field, label);
  }
}

const NOT_SENT = /^not[\s-]+sent$/i;

/** A model that is named without a connection is asked on that of the grid's first one. */
function withConnection(changes: ColumnChanges, { model: own }: AddedContext): ColumnChanges {
  const isWhole = changes.model === undefined || changes.connection !== undefined;
  return isWhole || own === null || own.connection === '' ? changes : { ...changes, connection: own.connection };
}

/** Takes the connections that a draft names for what they are: where it is read without a server at hand. */
export function connectionsOfDraft(
  settings: Pick<DraftSettings, 'more_models' | 'added_columns'>,
): (name: string) => string | null {
  const ofModels = connectionsAsWritten(settings.more_models);
  const ofColumns = new Set(typedColumns(settings.added_columns).map(({ connection }) => connection));
  return (name) => ofModels(name) ?? (ofColumns.has(name) ? name : null);
}

/** Where a field of an added column stands among a draft's errors. */
export function addedPath(index: number, field: AddedField): string {
  return `added_columns.${index}.${field}`;
}

function oneNumber(typed: string, axis: (typeof NUMBERS)[number], label: string): Parsed<number | null> {
  const parsed = parseNumberList(typed, ruleOf(axis, label));
  if (!parsed.ok) return parsed;
  const [value = null, ...more] = parsed.value;
  return more.length === 0 ? { ok: true, value } : { ok: false, message: `${label}: type one value.` };
}

function oneWord(word: string, allowed: readonly string[], label: string): Parsed<string> {
  if (allowed.includes(word)) return { ok: true, value: word };
  const choices = allowed.length === 0 ? 'there is none to choose' : `it is none of ${allowed.join(', ')}`;
  return { ok: false, message: `${label}: “${word}”: ${choices}.` };
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
    columns.map((changes) => Object.fromEntries(ADDED_FIELDS.flatMap((field) => fieldText(changes, field)))),
  );
}

function fieldText(changes: ColumnChanges, field: AddedField): readonly (readonly [AddedField, string])[] {
  const value: Settings[AddedField] = changes[field];
  return value === undefined ? [] : [[field, value === null ? 'not sent' : String(value)]];
}
