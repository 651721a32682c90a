import { isFields, type JsonFields } from '../domain/json.ts';
import { ValidationError } from '../errors.ts';
import { readJson } from '../platform/input/read-json.ts';
import { isPromptfooConfig, type ReadNotebook, readPromptfooConfig } from './promptfoo/read-config.ts';
import { readNotebookFile } from './read.ts';
import { FORMAT } from './schema.ts';

/**
 * Reads a text as a notebook: a notebook file, or a promptfoo configuration in YAML, in JSON, or as the text of
 * `{"promptfoo": "..."}`.
 * @throws AppError 400 for JSON that is none, ValidationError for what is neither
 */
export function readNotebookText(text: string): ReadNotebook {
  if (isYamlConfig(text)) return readPromptfooConfig(text);
  const json = readJson(text);
  if (isPromptfooConfig(json)) return readPromptfooConfig(text);
  const { promptfoo = null } = typeof json === 'object' && json !== null && 'promptfoo' in json ? json : {};
  if (typeof promptfoo === 'string') return readPromptfooConfig(promptfoo);
  if (isFields(json)) refuseOthers(json);
  return { content: readNotebookFile(json), problems: [] };
}

/** What another program wrote is wrong in all its fields: one sentence says so, and what to do with it. */
function refuseOthers(file: JsonFields): void {
  if (file['format'] === FORMAT) return;
  const message = `format: must be “${FORMAT}”: this is no notebook file.${otherWay(file)}`;
  throw new ValidationError([{ path: 'format', message }]);
}

function otherWay(file: JsonFields): string {
  if ('nbformat' in file)
    return ' Tempera writes Jupyter notebooks, but does not read them: take the file that “Export” wrote.';
  return 'messages' in file ? ' A request is read by “Paste a request”.' : '';
}

/** Whether a text that may be anything is a promptfoo configuration: in YAML, two of its keys stand at the start of lines. */
export function isPromptfooText(text: string): boolean {
  if (isYamlConfig(text)) return new Set(text.match(/^(prompts|providers|targets|tests)(?=\s*:)/gm)).size > 1;
  try {
    return isPromptfooConfig(readJson(text));
  } catch {
    return false;
  }
}

/** A configuration in YAML has one of these keys at the start of a line; JSON begins with a bracket. */
function isYamlConfig(text: string): boolean {
  return !/^\s*[[{]/.test(text) && /^(prompts|providers|targets|tests)\s*:/m.test(text);
}
