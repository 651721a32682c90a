import { type Message, ROLES } from '../domain/message.ts';
import type { Draft, DraftSettings, ViewSettings } from '../domain/notebook.ts';

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
  'logprobs',
] as const satisfies readonly (keyof DraftSettings)[];

/** The longest text a field may hold, in characters; a larger body is refused before it is read. */
const MOST_TEXT = 2_000_000;

/** The draft as the editor's form sends it, right or wrong; fields that are not in the form stay as they are. */
export function draftFromForm(form: FormData, draft: Draft): Draft {
  const roles = form.getAll('role').map(String);
  const contents = form.getAll('content').map(String);
  const settings = Object.fromEntries(
    SETTINGS.map((name) => [name, textOf(form, name) ?? draft.settings[name]] as const),
  ) as Omit<DraftSettings, keyof ViewSettings>;
  const system = textOf(form, 'system');
  const model = modelFrom(form) ?? draft.settings.model;
  return {
    prompt: {
      ...draft.prompt,
      system: system === null ? draft.prompt.system : system === '' ? null : system,
      messages: contents.length === 0 ? draft.prompt.messages : messagesFrom(roles, contents),
    },
    settings: { ...draft.settings, ...settings, model },
  };
}

/** `connection/` stands for a model that its endpoint does not list: its name is in a field of its own. */
function modelFrom(form: FormData): string | null {
  const chosen = textOf(form, 'model');
  return chosen?.endsWith('/') ? `${chosen}${(textOf(form, 'model_name') ?? '').trim()}` : chosen;
}

function messagesFrom(roles: readonly string[], contents: readonly string[]): readonly Message[] {
  return contents.map((content, index) => ({
    role: ROLES.find((role) => role === roles[index]) ?? 'user',
    content: asTyped(content),
  }));
}

function textOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' ? asTyped(value) : null;
}

/** Forms send CR LF for each line end; what was typed, and what a program sends for the same prompt, has LF alone. */
function asTyped(text: string): string {
  return text.replace(/\r\n?/g, '\n').slice(0, MOST_TEXT);
}
