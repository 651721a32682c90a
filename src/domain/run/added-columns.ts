import { isFields } from '../json.ts';
import { connectionsAsWritten } from '../models/model-list.ts';
import type { DraftSettings } from '../notebook/notebook.ts';
import { CONTENT_LABELS, type ContentFields } from '../request/request-parts.ts';
import type { RequestSetting } from '../request/request-settings.ts';
import { MAX_ADDED_COLUMNS } from './run.ts';
import { AXIS_LABELS, NUMERIC_AXES } from './sweep.ts';

/*
 * Columns beside those of the grid, between the editor's fields and the run. A draft keeps them as they were typed, right or wrong: as
 * JSON, a list of objects whose fields are the texts that are not empty.
 */

export const SETTING_FIELDS = [
  'connection',
  'model',
  ...NUMERIC_AXES,
  'reasoning_effort',
  'verbosity',
  'variant',
] as const;
export type SettingField = (typeof SETTING_FIELDS)[number];
/** The fields that hold one setting together, by its name. */
export const FIELDS_OF = {
  stop: ['stop'],
  response_format: ['response_format', 'response_schema', 'schema_strict'],
  service_tier: ['service_tier'],
  extra_body: ['extra_body'],
  tools: ['tools'],
  tool_choice: ['tool_choice'],
  parallel_tool_calls: ['parallel_tool_calls'],
  logprobs: ['logprobs'],
  top_logprobs: ['logprobs'],
} as const satisfies Readonly<Record<RequestSetting, readonly (keyof ContentFields)[]>>;
export type ContentField = (typeof FIELDS_OF)[RequestSetting][number];
export const CONTENT_FIELDS: readonly ContentField[] = [...new Set(Object.values(FIELDS_OF).flat())];
/** The fields of an added column, in the order in which the editor shows them. */
export const ADDED_FIELDS: readonly AddedField[] = [...SETTING_FIELDS, ...CONTENT_FIELDS];
export type AddedField = SettingField | ContentField;
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

/** Fields whose texts would fill a line, and how they are named there; empty: not at all. */
const IN_SHORT: Partial<Readonly<Record<AddedField, string>>> = {
  response_schema: '',
  schema_strict: '',
  extra_body: 'extra body',
  tools: 'functions',
};

/** What was typed, in a line; `inShort`: long texts by their names alone. */
export function typedColumnsWords(text: string, { inShort = false } = {}): string {
  const columns = typedColumns(text).map((column) =>
    ADDED_FIELDS.filter((field) => column[field] !== undefined).map((field) => {
      const whole = `${fieldLabel(field)} ${column[field]?.replaceAll(/\s+/g, ' ')}`;
      return inShort ? (IN_SHORT[field] ?? whole) : whole;
    }),
  );
  return columns
    .map((parts) => (parts.length === 0 ? 'one without changes' : parts.filter((part) => part !== '').join(' · ')))
    .join('; ');
}

/** What a field is called. */
export function fieldLabel(field: AddedField): string {
  if (field === 'connection') return field;
  return isContentField(field) ? asNoun(CONTENT_LABELS[field]) : AXIS_LABELS[field];
}

/** As it stands inside a sentence; a name of capitals stays. */
export function asNoun(label: string): string {
  return label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function isContentField(field: AddedField): field is ContentField {
  return (CONTENT_FIELDS as readonly AddedField[]).includes(field);
}

/** The places of the columns that somebody has written in. */
export function writtenColumns(text: string): readonly number[] {
  return typedColumns(text).flatMap((column, index) =>
    ADDED_FIELDS.some((field) => isWritten(column, field)) ? [index] : [],
  );
}

/** A stop sequence may be a space. */
export function isWritten(column: TypedColumn, field: AddedField): boolean {
  const typed = column[field] ?? '';
  return field === 'stop' ? typed !== '' : typed.trim() !== '';
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
