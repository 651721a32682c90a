import { isObject } from '../json-value.ts';
import { lineAt, type PastedRequest, type PasteProblem, unreadable } from './pasted-request.ts';
import { type ShellWord, shellWords, UnclosedQuote } from './shell-words.ts';

const DATA = /^(-d|--data|--data-raw|--data-binary|--data-ascii|--json)(?:=([\s\S]*))?$/;
/** The beginning of data that stands below its line, up to a line with this word. */
const HEREDOC = /<<-?\s*(['"]?)(\w+)\1[^\n]*\n/;
/**
 * Where a command begins: at a line, behind another command or behind the variables it is given; also as other programs and Windows
 * write it.
 */
const COMMAND = /(?:^|[\n;&|])[ \t]*(?:\$[ \t]+)?(?:[A-Za-z_]\w{0,99}=\S{0,999}[ \t]+){0,20}(curl(?:\.exe)?)(?=\s)/;

/** Whether a text holds a curl command. */
export function isCurl(text: string): boolean {
  return COMMAND.test(text) && !/^\s*[{[]/.test(text);
}

/** The JSON that a curl command sends. Nothing is run: what a shell would put in is said instead. */
export function readCurl(given: string): PastedRequest {
  const text = asPosixShell(given);
  const start = COMMAND.exec(text);
  const from = start === null ? 0 : start.index + start[0].length - (start[1] ?? '').length;
  try {
    return dataOf(text, from, shellWords(text.slice(from)));
  } catch (error) {
    if (error instanceof UnclosedQuote) return unreadable(lineAt(text, from + error.position), error.message);
    throw error;
  }
}

/** A command for Windows: `^` goes before what its shell would take for its own, `` ` `` before the end of PowerShell's lines. */
function asPosixShell(text: string): string {
  if (/\bcurl[^\n]*\^\n/.test(text))
    return text.replace(/\^(\n\n?|.)/g, (_, after: string) => after.replace(/^\n/, '\\\n'));
  return /\bcurl[^\n]*`\n/.test(text) ? text.replaceAll('`\n', '\\\n') : text;
}

function dataOf(text: string, from: number, words: readonly ShellWord[]): PastedRequest {
  const found = words.flatMap((word, index) => {
    const inline = DATA.exec(word.text) ?? /^(-d)([\s\S]+)$/.exec(word.text);
    if (inline === null) return [];
    const data = inline[2] === undefined ? words[index + 1] : { ...word, text: inline[2] };
    return data === undefined ? [] : [data];
  });
  const [data, another] = found;
  if (data === undefined) return unreadable(lineAt(text, from), 'The command sends no data: there is no -d.');
  const line = lineAt(text, from + data.position);
  if (another !== undefined) return unreadable(line, 'The command has more than one -d: paste one request.');
  if (data.text === '@-') return heredocOf(text);
  if (data.text.startsWith('@')) {
    return unreadable(line, `The request is in the file ${data.text.slice(1)}: paste what is in it.`);
  }
  const problems: PasteProblem[] = data.isExpanded
    ? [{ line, message: 'A shell would put something in here ($ or `): the text is taken as it stands.' }]
    : [];
  return parsedJson(data.text, line, problems);
}

/** Data that stands below the command. */
function heredocOf(text: string): PastedRequest {
  const opening = HEREDOC.exec(text);
  const lines = opening === null ? [] : text.slice(opening.index + opening[0].length).split('\n');
  const end = lines.findIndex((line) => line.trim() === opening?.[2]);
  if (opening === null || end < 0) {
    return unreadable(1, 'The command reads its data from elsewhere: paste that too.');
  }
  return parsedJson(lines.slice(0, end).join('\n'), lineAt(text, opening.index) + 1, []);
}

/** The JSON of a request; a mistake in it is told by its line in the whole text. */
export function parsedJson(json: string, line: number, problems: readonly PasteProblem[]): PastedRequest {
  try {
    const body: unknown = JSON.parse(json);
    if (isObject(body)) return { body, problems };
    return { body: null, problems: [...problems, { line, message: 'The data is no JSON object.' }] };
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    const at = line + lineAt(json, position) - 1;
    return { body: null, problems: [...problems, { line: at, message: 'The data is not valid JSON from here on.' }] };
  }
}
