import { createParser } from 'eventsource-parser';
import { createChunkReader } from './chat-chunks.ts';
import { isRecord } from './json.ts';
import type { ChatResult, ChatSink } from './provider.ts';

/** The endpoint sent something that is no proper part of a chat answer. */
export class StreamProblem extends Error {
  override readonly name = 'StreamProblem';
  /**
   * `error`: it reported an error; `garbled`: broken JSON; `foreign`: not this protocol; `empty`: an end without any
   * answer; `endless`: more than any answer has.
   */
  readonly kind: 'error' | 'garbled' | 'foreign' | 'empty' | 'endless';
  /** The reported error as JSON, or the start of what could not be read. */
  readonly detail: unknown;
  /** Whether a part of the answer had come before. */
  readonly answered: boolean;

  constructor(kind: StreamProblem['kind'], detail: unknown, answered: boolean) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.answered = answered;
  }
}

/** Makes an answer of bytes. All methods throw StreamProblem. */
export interface ChatBodyReader {
  feed(bytes: Uint8Array): void;
  /** Whether the finish_reason has come. */
  finished(): boolean;
  /** Whether `[DONE]` has come. */
  done(): boolean;
  /** The answer, once the bytes have ended. */
  end(): ChatResult;
}

/** A reader of the text of one kind of body. */
interface TextReader {
  feed(text: string): void;
  finished(): boolean;
  done(): boolean;
  end(): ChatResult;
}

/** No honest answer is so long; an endless one would fill the memory. */
const MAX_BODY = 64 * 2 ** 20;
const MAX_EVENT = 32 * 2 ** 20;
const SHOWN = 200;

/**
 * Reads an event stream, or a whole `chat.completion` from an endpoint that ignores `stream`. Which of the two it is shows
 * in the first character, as content types cannot be relied on.
 */
export function createChatBodyReader(sink: ChatSink): ChatBodyReader {
  const decoder = new TextDecoder();
  let reader: TextReader | null = null;
  let start = '';
  let size = 0;

  function feedText(text: string): void {
    if (reader !== null) {
      reader.feed(text);
      return;
    }
    start += text;
    if (start.trim() === '') return;
    reader = textReaderFor(start, sink);
    reader.feed(start);
  }

  return {
    feed: (bytes) => {
      size += bytes.length;
      if (size > MAX_BODY) throw new StreamProblem('endless', null, true);
      feedText(decoder.decode(bytes, { stream: true }));
    },
    finished: () => reader?.finished() ?? false,
    done: () => reader?.done() ?? false,
    end: () => {
      feedText(decoder.decode());
      if (reader === null) throw new StreamProblem('empty', null, false);
      return reader.end();
    },
  };
}

function textReaderFor(start: string, sink: ChatSink): TextReader {
  const first = start.trimStart().charAt(0);
  if (first === '<') throw new StreamProblem('foreign', start.slice(0, SHOWN), false);
  return first === '{' || first === '[' ? wholeReader(sink) : eventReader(sink);
}

function eventReader(sink: ChatSink): TextReader {
  const chunks = createChunkReader(sink, { stream: true });
  let hasAnswer = false;
  let done = false;
  let problem: StreamProblem | null = null;
  let unknown = '';

  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ event, data }) => {
      if (done || problem !== null) return;
      if (data === '[DONE]') done = true;
      else problem = readEvent(event, data);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') problem = new StreamProblem('endless', null, hasAnswer);
      else unknown ||= error.line ?? error.message;
    },
  });

  function readEvent(event: string | undefined, data: string): StreamProblem | null {
    const chunk = parsed(data);
    if (chunk === undefined) return new StreamProblem('garbled', data.slice(0, SHOWN), hasAnswer);
    if (event === 'error' || reportsError(chunk)) return new StreamProblem('error', chunk, hasAnswer);
    if (isRecord(chunk) && chunks.read(chunk)) {
      hasAnswer = true;
    }
    return null;
  }

  function feed(text: string): void {
    parser.feed(text);
    if (problem !== null) throw problem;
  }

  return {
    feed,
    finished: chunks.finished,
    done: () => done,
    end: () => {
      if (!done) endLastEvent();
      if (!hasAnswer) throw new StreamProblem(unknown === '' ? 'empty' : 'foreign', unknown.slice(0, SHOWN), false);
      return chunks.result();
    },
  };

  /** The last event may lack its blank line; what was cut off in its middle is no event. */
  function endLastEvent(): void {
    parser.feed('\n\n');
    if (problem?.kind === 'error') throw problem;
  }
}

/** Reads an answer that came as one JSON value. */
function wholeReader(sink: ChatSink): TextReader {
  let text = '';
  return {
    feed: (more) => {
      text += more;
    },
    finished: () => false,
    done: () => false,
    end: () => {
      const value = parsed(text);
      if (value === undefined) throw new StreamProblem('garbled', text.slice(0, SHOWN), false);
      if (reportsError(Array.isArray(value) ? value[0] : value)) throw new StreamProblem('error', value, false);
      const chunks = createChunkReader(sink, { stream: false });
      if (!isRecord(value) || !chunks.read(value)) throw new StreamProblem('foreign', text.slice(0, SHOWN), false);
      return chunks.result();
    },
  };
}

function reportsError(chunk: unknown): boolean {
  return isRecord(chunk) && chunk['error'] !== undefined && chunk['error'] !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
