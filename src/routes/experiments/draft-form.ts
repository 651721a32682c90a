import { addedFieldName } from '../../../views/sweep/added-columns.tsx';
import { type EditorWindow, isPaged } from '../../domain/notebook/editor-window.ts';
import type { Draft, DraftSettings, ViewSettings } from '../../domain/notebook/notebook.ts';
import { changeExample, parseTags } from '../../domain/prompt/example-edits.ts';
import { readImages } from '../../domain/prompt/image.ts';
import { type Message, type messageExtras, ROLES } from '../../domain/prompt/message.ts';
import { DEFAULT_TEMPLATE, ENCODINGS, type Prompt, type Variables } from '../../domain/prompt/prompt.ts';
import { readToolCalls } from '../../domain/prompt/tool.ts';
import { MAX_JSON_FIELD } from '../../domain/request/request-fields.ts';
import { ADDED_FIELDS, typedColumns, typedColumnsText } from '../../domain/run/added-columns.ts';
import { MAX_MESSAGES } from '../../domain/run/run.ts';
import { ValidationError } from '../../errors.ts';
import type { PageStamp } from '../../prompts/drafts.ts';

const SETTINGS = [
  'model',
  'temperature',
  'samples',
  'max_completion_tokens',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'verbosity',
  'more_models',
  'columns',
  'rows',
  'logprobs',
  'stop',
  'response_format',
  'response_schema',
  'schema_strict',
  'service_tier',
  'extra_body',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'tool_results',
] as const satisfies readonly (keyof DraftSettings)[];

const VARIABLE = 'variables.';

/** The longest text a field may hold, in characters; a larger body is refused before it is read. */
const MAX_TEXT = 2_000_000;

/** The draft as the editor's form sends it, right or wrong; fields that are not in the form stay as they are. */
export function draftFromForm(form: FormData, draft: Draft): Draft {
  const roles = form.getAll('role').map(String);
  const contents = form.getAll('content').map(String);
  const extras = form.getAll('message-extras').map(String);
  const settings = Object.fromEntries(
    SETTINGS.map((name) => [name, textOf(form, name) ?? draft.settings[name]] as const),
  ) as Omit<DraftSettings, keyof ViewSettings>;
  const system = textOf(form, 'system');
  const model = modelFrom(form) ?? draft.settings.model;
  const variants = form.getAll('variant').map(String);
  return {
    prompt: {
      ...withTypedRows(draft.prompt, form),
      system: system === null ? draft.prompt.system : system === '' ? null : system,
      messages: withTypedMessages(
        draft.prompt.messages,
        messagesFrom(roles, contents, extras),
        windowOf(form).messages,
      ),
      template: templateFrom(form, draft.prompt.template),
      ...variablesFrom(form, draft.prompt.variables),
    },
    settings: {
      ...draft.settings,
      ...settings,
      model,
      added_columns: addedColumnsFrom(form, draft.settings.added_columns),
      ...(variants.length === 0 ? {} : { variant: variants.filter((key) => key !== '').join(', ') }),
    },
  };
}

/** Each field of an added column is sent once for each column, in their order; fields that are not in the form stay as they are. */
function addedColumnsFrom(form: FormData, kept: string): string {
  const fields = ADDED_FIELDS.map((field) => [field, form.getAll(addedFieldName(field))] as const);
  const count = Math.max(...fields.map(([, values]) => values.length));
  if (count === 0) return kept;
  const before = typedColumns(kept);
  const columns = Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      fields.map(([field, values]) => {
        const typed = values.length === 0 ? before[index]?.[field] : values[index];
        // A text that is too long is kept with what shows that it is.
        return [field, asTyped(String(typed ?? '')).slice(0, MAX_JSON_FIELD + 1)];
      }),
    ),
  );
  return typedColumnsText(columns);
}

/** From where on a page shows rows, messages and variables that are more than a page carries. */
export function windowOf(form: FormData): EditorWindow {
  const from = (name: string) => {
    const text = form.get(name);
    return typeof text === 'string' && /^\d{1,7}$/.test(text) ? Number(text) : null;
  };
  return { rows: from('rows_from'), messages: from('messages_from'), variables: from('variables_from') };
}

/** @throws ValidationError for more messages than a prompt may have */
function withTypedMessages(
  kept: readonly Message[],
  typed: readonly Message[],
  from: number | null,
): readonly Message[] {
  if (typed.length > MAX_MESSAGES) {
    throw new ValidationError([
      { path: 'messages', message: `${typed.length} messages are too many: at most ${MAX_MESSAGES} are possible.` },
    ]);
  }
  if (typed.length === 0) return kept;
  if (from === null || !isPaged('messages', kept.length)) return typed;
  return [...kept.slice(0, from), ...typed, ...kept.slice(from + typed.length)];
}

/** With the encoding that the form shows: choosing one is an edit of its own, and no part of what is typed. */
export function withEncodingOf(form: FormData, prompt: Prompt): Prompt {
  const encoding = ENCODINGS.find((name) => name === form.get('encoding')) ?? prompt.encoding;
  return encoding === prompt.encoding ? prompt : { ...prompt, encoding };
}

/** `connection/` stands for a model that its endpoint does not list: its name is in a field of its own. */
function modelFrom(form: FormData): string | null {
  const chosen = textOf(form, 'model');
  return chosen?.endsWith('/') ? `${chosen}${(textOf(form, 'model_name') ?? '').trim()}` : chosen;
}

/** Where a form says that it comes from; `null` when it does not. */
export function pageStamp(form: FormData, force = false): PageStamp | null {
  const page = textOf(form, 'page');
  const revision = Number(form.get('revision') ?? Number.NaN);
  return page === null || page === '' || !Number.isInteger(revision) ? null : { page, revision, force };
}

/** The rows that were typed in go along with the form, named by their ids; the others stay as they are. */
function withTypedRows(prompt: Prompt, form: FormData): Prompt {
  const [ids, inputs, outputs, tags] = ['row', 'row-input', 'row-output', 'row-tags'].map((name) =>
    form.getAll(name).map((value) => asTyped(String(value))),
  );
  return (ids ?? []).reduce(
    (changed, id, index) =>
      changeExample(changed, id, {
        input: inputs?.[index] ?? '',
        output: outputs?.[index] ?? '',
        tags: parseTags(tags?.[index] ?? ''),
      }),
    prompt,
  );
}

function templateFrom(form: FormData, kept: string | null): string | null {
  const typed = textOf(form, 'template');
  if (typed === null) return kept;
  return typed === '' || typed === DEFAULT_TEMPLATE ? null : typed;
}

/** A field left empty is a variable without a value, unless the form says that the empty text is meant. */
function variablesFrom(form: FormData, kept: Variables | undefined): { readonly variables?: Variables } {
  const typed = [...form.entries()].flatMap(([field, value]) =>
    field.startsWith(VARIABLE) ? [[field.slice(VARIABLE.length), asTyped(String(value))] as const] : [],
  );
  if (kept === undefined && typed.length === 0) return {};
  const empty = new Set(form.getAll('empty').map(String));
  const values = new Map([...Object.entries(kept ?? {}), ...typed]);
  const fields = new Set(typed.map(([name]) => name));
  const isKept = ([name, value]: readonly [string, string]) => value !== '' || empty.has(name) || !fields.has(name);
  return { variables: Object.fromEntries([...values].filter(isKept)) };
}

function messagesFrom(
  roles: readonly string[],
  contents: readonly string[],
  extras: readonly string[],
): readonly Message[] {
  return contents.map((content, index) => ({
    role: ROLES.find((role) => role === roles[index]) ?? 'user',
    content: asTyped(content),
    ...extrasFrom(extras[index] ?? ''),
  }));
}

/** What a message holds that nobody types: its name, calls of functions, or which call it answers. */
function extrasFrom(json: string): ReturnType<typeof messageExtras> {
  if (json === '') return {};
  try {
    const { name, tool_calls, tool_call_id, images: given } = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const calls = readToolCalls(tool_calls);
    const images = readImages(given);
    return {
      ...(typeof name === 'string' ? { name } : {}),
      ...(calls === null ? {} : { tool_calls: calls }),
      ...(typeof tool_call_id === 'string' ? { tool_call_id } : {}),
      ...(images === null ? {} : { images }),
    };
  } catch {
    return {};
  }
}

function textOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' ? asTyped(value) : null;
}

/** Forms send CR LF for each line end; what was typed, and what a program sends for the same prompt, has LF alone. */
function asTyped(text: string): string {
  return text.replace(/\r\n?/g, '\n').slice(0, MAX_TEXT);
}
