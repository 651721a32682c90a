import { readNunjucks, toOurText } from '../../cases/nunjucks.ts';
import { isFields, type JsonFields } from '../../domain/json.ts';
import { type Message, ROLES } from '../../domain/prompt/message.ts';
import { EMPTY_PROMPT, type Prompt, promptFromMessages } from '../../domain/prompt/prompt.ts';
import { readYaml, type YamlPath } from '../../platform/input/read-yaml.ts';
import { isFileReference, type Notes, shown } from './problems.ts';

/** A prompt of a configuration; `null` when it cannot be read. */
export interface ReadPrompt {
  readonly title: string | null;
  readonly prompt: Prompt | null;
}

/** One line that ends like a file's name: promptfoo would look for the file. */
const FILE_NAME = /^[^\n{}]*\.(txt|json|jsonl|ya?ml|md|csv|j2|py|[cm]?[jt]s|sh|exe)(:\w+)?$/i;

/** The prompts of a configuration, each with its place. */
export function readPrompts(given: unknown, notes: Notes): readonly ReadPrompt[] {
  if (given === undefined) return [];
  if (isFields(given)) {
    notes.add(['prompts'], 'Prompts named by files are not read: write each out in a list.');
    return [];
  }
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  return list.map((one, place) => readPrompt(one, ['prompts', place], notes));
}

function readPrompt(given: unknown, path: YamlPath, notes: Notes): ReadPrompt {
  const { label, raw, id } = isFields(given) ? given : ({ raw: given } as JsonFields);
  const title = typeof label === 'string' && label.trim() !== '' ? label.trim() : null;
  const text = typeof raw === 'string' ? raw : id;
  if (typeof text !== 'string') {
    notes.add(path, `The prompt ${shown(given)} is no text: write it out.`);
    return { title, prompt: null };
  }
  if (isFileReference(text) || FILE_NAME.test(text.trim())) {
    notes.add(path, `The prompt ${shown(text)} names a file, which is not read: write it out.`);
    return { title, prompt: null };
  }
  return { title, prompt: promptOf(text, path, notes) };
}

function promptOf(text: string, path: YamlPath, notes: Notes): Prompt {
  const read = (template: string) => {
    const { parts, computed } = readNunjucks(template);
    for (const one of computed) notes.add(path, `${shown(one)} is not computed here, and sent as it stands.`);
    return toOurText(parts);
  };
  const messages = chatOf(text, path, notes) ?? [{ role: 'user' as const, content: text }];
  const prompt = promptFromMessages(messages.map((one) => ({ ...one, content: read(one.content) })));
  return prompt.messages.length > 0 ? prompt : { ...prompt, messages: EMPTY_PROMPT.messages };
}

/** A chat, as a JSON or YAML list of messages; `null` for any other text. */
function chatOf(text: string, path: YamlPath, notes: Notes): readonly Message[] | null {
  const list = /^\s*\[/.test(text) || /^\s*-\s+role\s*:/.test(text) ? parsed(text) : null;
  if (!Array.isArray(list) || list.length === 0 || !list.every((one) => isFields(one) && 'role' in one)) return null;
  return (list as readonly JsonFields[]).flatMap(({ role, content }) => {
    const known = ROLES.find((name) => name === role);
    const said = contentText(content);
    if (known !== undefined && said !== null) return [{ role: known, content: said }];
    notes.add(path, `A message of ${shown(role ?? null)} cannot be read: its content has to be text.`);
    return [];
  });
}

function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) =>
    isFields(part) && part['type'] === 'text' && typeof part['text'] === 'string' ? part['text'] : null,
  );
  return texts.includes(null) ? null : texts.join('');
}

function parsed(text: string): unknown {
  const read = readYaml(text);
  return read.ok ? read.value : null;
}
