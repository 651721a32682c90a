import { parseTags } from '../../domain/prompt/example-edits.ts';
import type { Example } from '../../domain/prompt/prompt.ts';
import { unguardCell } from '../../platform/formula-guard.ts';
import { chatMessages, isInstruction } from '../rows/chat-messages.ts';
import { cellText, type RowError, type SourceRow, type SourceTable } from '../rows/source-table.ts';
import { type Field, parseSwitch } from './row-fields.ts';

interface ReadExamples {
  readonly rows: readonly Example[];
  readonly errors: readonly RowError[];
  /** Rows whose system message was left out. */
  readonly systems: number;
}

type Result =
  | { readonly row: Example; readonly hadSystem?: boolean }
  | { readonly error: string; readonly column?: string };

/**
 * The examples of a table whose columns stand for what `fieldsOf` says of a row; chat lines (`{"messages": [...]}`) need no
 * such columns.
 */
export function exampleRows(table: SourceTable, fieldsOf: (row: SourceRow) => readonly (Field | null)[]): ReadExamples {
  const read = table.rows.map((row) => ({ line: row.line, result: readRow(table, row, fieldsOf(row)) }));
  const rows = read.flatMap(({ result }) => ('row' in result ? [result] : []));
  return {
    rows: rows.map(({ row }) => row),
    errors: read.flatMap(({ line, result }): readonly RowError[] =>
      'error' in result ? [{ line, column: result.column ?? null, message: result.error }] : [],
    ),
    systems: rows.filter(({ hadSystem }) => hadSystem === true).length,
  };
}

function readRow({ columns, format }: SourceTable, { values }: SourceRow, fields: readonly (Field | null)[]): Result {
  const isTable = format === 'csv' || format === 'tsv';
  const cell = (field: Field) => {
    const text = cellText(values[fields.indexOf(field)]);
    return text !== null && isTable ? unguardCell(text) : text;
  };
  const enabled = parseSwitch(cell('enabled') ?? '');
  if (enabled === null) {
    const column = columns[fields.indexOf('enabled')] ?? 'enabled';
    return { error: `“${cell('enabled')}” is neither on nor off: write true or false.`, column };
  }
  const tags = tagsOf(values[fields.indexOf('tags')], cell('tags'));
  const messages = values[columns.indexOf('messages')];
  if (!isTable && messages !== undefined) return chatRow(messages, { enabled, tags });
  const [input, output] = [cell('input'), cell('output')];
  if (input === null && output === null) return { error: 'There is no input and no output.' };
  if (output === null) return { error: 'There is no output: a row needs an input and an output.' };
  if (input === null || input === '') return { error: 'The input is empty.' };
  return { row: { input, output, enabled, tags } };
}

function tagsOf(value: unknown, text: string | null): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((tag) => parseTags(cellText(tag) ?? ''));
  return parseTags(text ?? '');
}

function chatRow(value: unknown, more: Pick<Example, 'enabled' | 'tags'>): Result {
  const read = chatMessages.safeParse(value);
  if (!read.success) {
    return { error: '“messages” must be a list of messages with a role and a text.', column: 'messages' };
  }
  const messages = read.data;
  const turns = messages.filter((message) => !isInstruction(message));
  const [user, assistant] = turns;
  if (turns.length !== 2 || user?.role !== 'user' || assistant?.role !== 'assistant') {
    return { error: 'An example is one user message and the assistant message that answers it.' };
  }
  if (user.content === '') return { error: 'The user message is empty.' };
  return {
    row: { input: user.content, output: assistant.content, ...more },
    hadSystem: turns.length < messages.length,
  };
}
