import { z } from 'zod';
import { parseTags } from '../../domain/example-edits.ts';
import type { Example } from '../../domain/prompt.ts';
import type { ImportError, ImportedExamples } from './import-examples.ts';
import { fieldNamed } from './row-fields.ts';

type Result = { readonly row: Example; readonly hadSystem: boolean } | { readonly error: string };

const extras = z.object({ enabled: z.boolean().default(true), tags: z.array(z.string()).default([]) });
const chat = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });
const pair = z.object({ input: z.string(), output: z.string() });

/** Rows of JSON lines: chat fine-tuning examples, or objects with an input and an output. */
export function readJsonLines(text: string): Pick<ImportedExamples, 'rows' | 'errors' | 'notes'> {
  const read = text
    .split(/\r\n|\n/)
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '')
    .map(({ line, text: json }) => ({ line, result: readLine(json) }));
  const rows = read.flatMap(({ result }) => ('row' in result ? [result] : []));
  const errors = read.flatMap(({ line, result }): readonly ImportError[] =>
    'error' in result ? [{ line, message: result.error }] : [],
  );
  const systems = rows.filter(({ hadSystem }) => hadSystem).length;
  return {
    rows: rows.map(({ row }) => row),
    errors,
    notes: systems === 0 ? [] : [`System messages left out of ${systems} rows: a prompt has one for all its examples.`],
  };
}

function readLine(json: string): Result {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { error: 'This is not a JSON object.' };
  }
  const more = extras.safeParse(value);
  if (!more.success) return { error: '“enabled” must be true or false, and “tags” a list of texts.' };
  const tags = more.data.tags.flatMap(parseTags);
  return 'messages' in value
    ? chatRow(value, { enabled: more.data.enabled, tags })
    : pairRow(value, { enabled: more.data.enabled, tags });
}

function pairRow(value: object, more: Pick<Example, 'enabled' | 'tags'>): Result {
  const named = Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (fieldNamed(name) === null ? [] : [[fieldNamed(name), field]])),
  );
  const read = pair.safeParse(named);
  if (!read.success) return { error: 'There must be an “input” and an “output”, both texts, or “messages”.' };
  if (read.data.input === '') return { error: 'The input is empty.' };
  return { row: { ...read.data, ...more }, hadSystem: false };
}

function chatRow(value: object, more: Pick<Example, 'enabled' | 'tags'>): Result {
  const read = chat.safeParse(value);
  if (!read.success) return { error: '“messages” must be a list of messages with a role and a text.' };
  const { messages } = read.data;
  const turns = messages.filter(({ role }) => role !== 'system' && role !== 'developer');
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

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
