import { chatMessages, isInstruction } from '../prompts/rows/chat-messages.ts';
import type { SourceTable } from '../prompts/rows/source-table.ts';

/** Chat lines as cases: the one user message is what is asked, the assistant's is the expected answer; other tables stay as they are. */
export function chatCases(table: SourceTable): SourceTable {
  const place = table.columns.indexOf('messages');
  if (place === -1 || !table.rows.some(({ values }) => Array.isArray(values[place]))) return table;
  if (['message', 'expected'].some((name) => table.columns.includes(name))) return table;
  const errors = [...table.errors];
  let instructions = 0;
  const rows = table.rows.flatMap((row) => {
    const read = chatMessages.safeParse(row.values[place]);
    const turns = (read.data ?? []).filter((message) => !isInstruction(message));
    const [asked, answer, ...more] = turns;
    if (asked?.role !== 'user' || (answer !== undefined && answer.role !== 'assistant') || more.length > 0) {
      errors.push({ line: row.line, column: 'messages', message: NO_CASE });
      return [];
    }
    if (turns.length < (read.data?.length ?? 0)) instructions += 1;
    return [{ line: row.line, values: [...row.values.toSpliced(place, 1), asked.content, answer?.content] }];
  });
  const left = `System messages left out of ${instructions} rows: those of the prompt are sent.`;
  return {
    ...table,
    columns: [...table.columns.toSpliced(place, 1), 'message', 'expected'],
    rows,
    errors,
    notes: instructions === 0 ? table.notes : [...table.notes, left],
  };
}

const NO_CASE = 'A case is one user message in text, and at most the assistant’s text that answers it.';
