import type { ByteStream } from '../network/byte-stream.ts';
import type { ChatResult } from '../provider.ts';
import { type ChatBodyReader, StreamProblem } from './chat-body-reader.ts';

/** What a watchdog wants to know of a body. */
export interface Listener {
  /** Bytes came. */
  heard(): void;
  /** The finish_reason came: the answer is complete, whatever becomes of the rest. */
  finished(): void;
}

/**
 * Reads the body of an answered chat request. Resolves at `[DONE]` or at the end of the body; once the
 * finish_reason has come, neither a broken connection nor silence (for `graceMs`) takes the answer back.
 * @throws StreamProblem; the body's own error when it breaks off; the signal's reason
 */
export async function readChatBody(
  body: ByteStream,
  options: {
    readonly reader: ChatBodyReader;
    readonly listener: Listener;
    readonly graceMs: number;
    readonly signal: AbortSignal;
  },
): Promise<ChatResult> {
  const { reader, listener, graceMs, signal } = options;
  const cancel = () => body.cancel();
  let grace: NodeJS.Timeout | null = null;
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await body.consume((bytes) => {
      listener.heard();
      reader.feed(bytes);
      if (reader.finished() && grace === null) {
        listener.finished();
        grace = setTimeout(cancel, graceMs);
      }
      return !reader.done();
    });
  } catch (error) {
    if (error instanceof StreamProblem || !reader.finished()) throw error;
  } finally {
    if (grace !== null) clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  }
  signal.throwIfAborted();
  return reader.end();
}
