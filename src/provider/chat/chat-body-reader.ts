import { createParser } from 'eventsource-parser';
import { isTooDeep, parsedJson } from '../../domain/json.ts';
import { reportedError } from '../errors/reported-error.ts';
import { isRecord } from '../json.ts';
import type { ChatResult, ChatSink } from '../provider.ts';
import { asChatAnswer } from '../responses/responses-events.ts';
import { createChunkReader } from './chat-chunks.ts';

/** The endpoint sent something that is no proper part of a chat answer. */
export class StreamProblem extends Error {
  override readonly name = 'StreamProblem';
  /**
   * `error`: it reported an error; `garbled`: broken JSON; `deep`: JSON nested deeper than is read; `foreign`: not this
   * protocol; `empty`: an end without any answer; `endless`: more than any answer has.
   */
  readonly kind: 'error' | 'garbled' | 'deep' | 'foreign' | 'empty' | 'endless';
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

/** Makes an answer of bytes. `feed` and `end` throw StreamProblem. */
export interface ChatBodyReader {
  feed(bytes: Uint8Array): void;
  /** Whether the finish_reason has come. */
  finished(): boolean;
  /** Whether `[DONE]` has come. */
  done(): boolean;
  /** The answer, once the bytes have ended. */
  end(): ChatResult;
  /** What has come of an answer so far; `null` when nothing has. */
  partial(): ChatResult | null;
}

/** What has to be known of a service to read its answers. */
export interface AnswerTraits {
  /** It counts thinking in the total of tokens alone. */
  readonly hidesReasoning: boolean;
}

/** A reader of the text of one kind of body. */
interface TextReader extends Omit<ChatBodyReader, 'feed'> {
  feed(text: string): void;
}

/** No honest answer is so long; an endless one would fill the memory. */
const MAX_BODY = 64 * 2 ** 20;
const MAX_EVENT = 16 * 2 ** 20;
/** Characters of text and thinking: many times what the largest models write, while a page can still show it at once. */
const MAX_TEXT = 8 * 2 ** 20;
const SHOWN = 200;

/**
 * Reads an event stream, or a whole `chat.completion` from an endpoint that ignores `stream`. Which of the two it is shows
 * in the first character, as content types cannot be relied on.
 */
export function createChatBodyReader(sink: ChatSink, traits: AnswerTraits = { hidesReasoning: false }): ChatBodyReader {
  const decoder = new TextDecoder();
  const bounded = boundedSink(sink);
  let reader: TextReader | null = null;
  let size = 0;

  /** What some send to keep the connection alive comes before an answer, and may be long: it is let go by. */
  function feedText(text: string): void {
    if (reader === null && text.trim() === '') return;
    reader ??= textReaderFor(text, bounded.sink, traits);
    reader.feed(text);
  }

  return {
    feed: (bytes) => {
      size += bytes.length;
      if (size > MAX_BODY) throw new StreamProblem('endless', null, true);
      feedText(decoder.decode(bytes, { stream: true }));
      if (bounded.isFull()) throw new StreamProblem('endless', null, true);
    },
    finished: () => reader?.finished() ?? false,
    done: () => reader?.done() ?? false,
    end: () => {
      feedText(decoder.decode());
      if (reader === null) throw new StreamProblem('empty', null, false);
      const result = reader.end();
      if (bounded.isFull()) throw new StreamProblem('endless', null, true);
      return result;
    },
    partial: () => reader?.partial() ?? null,
  };
}

/** Hears no more text than an answer can have. */
function boundedSink(sink: ChatSink): { readonly sink: ChatSink; isFull(): boolean } {
  let said = 0;
  const fitting = (delta: string) => {
    const room = Math.max(0, MAX_TEXT - said);
    said += delta.length;
    return delta.length <= room ? delta : delta.slice(0, room);
  };
  return {
    sink: {
      opened: () => sink.opened(),
      text: (delta) => sink.text(fitting(delta)),
      reasoning: (delta) => sink.reasoning(fitting(delta)),
      toolCalls: (calls) => sink.toolCalls(calls),
    },
    isFull: () => said > MAX_TEXT,
  };
}

function textReaderFor(start: string, sink: ChatSink, traits: AnswerTraits): TextReader {
  const first = start.trimStart().charAt(0);
  if (first === '<') throw new StreamProblem('foreign', start.slice(0, SHOWN), false);
  return first === '{' || first === '[' ? wholeReader(sink, traits) : eventReader(sink, traits);
}

function eventReader(sink: ChatSink, traits: AnswerTraits): TextReader {
  const chunks = createChunkReader(sink, { stream: true, ...traits });
  let hasRead = false;
  let hasAnswer = false;
  let done = false;
  let problem: StreamProblem | null = null;
  let unknown = '';

  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ event, data }) => {
      // An event without data keeps the connection alive.
      if (done || problem !== null || data.trim() === '') return;
      if (data.trim() === '[DONE]') done = true;
      else problem = readEvent(event, data);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') problem = new StreamProblem('endless', null, hasAnswer);
      else unknown ||= error.line ?? error.message;
    },
  });

  function readEvent(event: string | undefined, data: string): StreamProblem | null {
    if (isTooDeep(data)) return new StreamProblem('deep', null, hasAnswer);
    const chunk = asChatAnswer(parsedJson(data));
    const error = event === 'error' ? (chunk ?? data) : reportedError(chunk);
    if (error === null && (chunk === undefined || Array.isArray(chunk))) {
      return new StreamProblem('garbled', data.slice(0, SHOWN), hasAnswer);
    }
    // What came with an error is kept: it may hold the usage.
    if (isRecord(chunk)) {
      hasRead = true;
      hasAnswer = chunks.read(chunk) || hasAnswer;
    }
    return error === null ? null : new StreamProblem('error', error, hasAnswer);
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
    partial: () => (hasRead ? chunks.result() : null),
  };

  /** The last event may lack its blank line; what was cut off in its middle is no event. */
  function endLastEvent(): void {
    parser.feed('\n\n');
    if (problem?.kind === 'error') throw problem;
  }
}

/** Reads an answer that came as one JSON value. */
function wholeReader(sink: ChatSink, traits: AnswerTraits): TextReader {
  const chunks = createChunkReader(sink, { stream: false, ...traits });
  let text = '';
  let hasRead = false;

  function end(): ChatResult {
    if (isTooDeep(text)) throw new StreamProblem('deep', null, false);
    const value = asChatAnswer(parsedJson(text));
    if (value === undefined) throw new StreamProblem('garbled', text.slice(0, SHOWN), false);
    const error = reportedError(value);
    const hasAnswer = isRecord(value) && chunks.read(value);
    hasRead = isRecord(value) && (hasAnswer || error === null);
    if (error !== null) throw new StreamProblem('error', error, hasAnswer);
    // An answer of no choices is one of this protocol, as Google's to a prompt that it blocked.
    if (!hasAnswer && isRecord(value) && 'choices' in value) throw new StreamProblem('empty', null, false);
    if (!hasAnswer) throw new StreamProblem('foreign', text.slice(0, SHOWN), false);
    return chunks.result();
  }

  return {
    feed: (more) => {
      text += more;
    },
    finished: () => false,
    done: () => false,
    end,
    partial: () => (hasRead ? chunks.result() : null),
  };
}
