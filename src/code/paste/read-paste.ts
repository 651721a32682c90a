import type { Prompt } from '../../domain/prompt/prompt.ts';
import { isObject } from '../json-value.ts';
import { MAX_NESTING, MAX_PASTE, type PastedRequest, type PasteProblem, unreadable } from './pasted-request.ts';
import { isCurl, parsedJson, readCurl } from './read-curl.ts';
import { readPython } from './read-python.ts';
import { readTranscript } from './read-transcript.ts';
import { readTypescript } from './read-typescript.ts';
import { type PastedSettings, promptOfRequest } from './request-prompt.ts';

/** An experiment as a pasted text gives it. */
export interface Paste {
  /** `null` when nothing could be read; the problems say why. */
  readonly prompt: Prompt | null;
  /** What the request sets, by the names of the API. */
  readonly settings: PastedSettings;
  /** What could not be read, or is not taken over, by line. */
  readonly problems: readonly PasteProblem[];
}

/**
 * Reads a pasted request: a curl command, a JSON body of a chat or Responses call, a Python or TypeScript program with the
 * openai package, an OpenAI prompt object, or a conversation. Nothing is run, and nothing is fetched.
 */
export function readPaste(text: string): Paste {
  const { body, problems } = readRequest(text);
  if (body === null) return { prompt: null, settings: {}, problems };
  const taken = promptOfRequest(body);
  return { ...taken, problems: [...problems, ...taken.problems] };
}

/** The JSON of the request that a text holds. */
export function readRequest(text: string): PastedRequest {
  if (text.length > MAX_PASTE) {
    return unreadable(1, `The text is longer than ${MAX_PASTE} characters: paste one request.`);
  }
  const trimmed = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (trimmed.trim() === '') return unreadable(1, 'There is nothing to read: paste a request or a conversation.');
  if (nesting(trimmed) > MAX_NESTING) return unreadable(1, `Brackets are nested more than ${MAX_NESTING} levels deep.`);
  return readerFor(trimmed)(trimmed);
}

function readerFor(text: string): (text: string) => PastedRequest {
  if (isCurl(text)) return readCurl;
  if (/^\s*[{[]/.test(text)) return readJson;
  const isProgram =
    /\.(chat\.completions|responses|ChatCompletion)\s*\.\s*(create|stream|parse)\s*\(|JSON\.stringify\(/;
  return isProgram.test(text) ? readProgram : readTranscript;
}

/** Python names its arguments, TypeScript sends one object: only the right reader finds anything. */
function readProgram(text: string): PastedRequest {
  const python = readPython(text);
  return python.body !== null && Object.keys(python.body).length > 0 ? python : readTypescript(text);
}

/** One JSON object is a request; a list, or an object on each line, a conversation. */
function readJson(text: string): PastedRequest {
  const whole = isJson(text);
  if (
    !whole &&
    text
      .trim()
      .split('\n')
      .every((line) => line.trim() === '' || isJson(line))
  )
    return readTranscript(text);
  return whole && /^\s*\[/.test(text) ? readTranscript(text) : outOfBatch(parsedJson(text, 1, []));
}

/** A line of a file for the Batch API has its request inside. */
function outOfBatch(read: PastedRequest): PastedRequest {
  const { custom_id: id, body } = read.body ?? {};
  return id !== undefined && body !== undefined && isObject(body) ? { ...read, body } : read;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How deep brackets stand within each other, whatever they are in. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
  }
  return deepest;
}
