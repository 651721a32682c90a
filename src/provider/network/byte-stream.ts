import type { Readable } from 'node:stream';

/** The body of an answer, as bytes that come in pieces. */
export interface ByteStream {
  /**
   * Hands on every piece as it comes, until `take` says `false` or the body ends, and then resolves; rejects when the body
   * breaks off, or when `take` throws. Once only.
   */
  consume(take: (bytes: Uint8Array) => boolean): Promise<void>;
  /** Frees the connection under it; `consume` then ends one way or the other. */
  cancel(): void;
}

export const EMPTY: ByteStream = { consume: () => Promise.resolve(), cancel: () => undefined };

/** How long the unread rest of a body may take to come before its connection is given up rather than used again. */
const LEFTOVER_MS = 1_000;

/** A body from the network. Events cost half of what web streams do, for every delta. */
export function fromNode(readable: Readable): ByteStream {
  // A body can break off before anybody reads it, and an error that nobody hears ends the process.
  readable.on('error', () => undefined);
  return {
    consume: (take) =>
      new Promise((resolve, reject) => {
        function onData(bytes: Uint8Array): void {
          try {
            if (take(bytes)) return;
            readable.off('data', onData);
            drain(readable);
            resolve();
          } catch (error) {
            readable.off('data', onData).destroy();
            reject(error);
          }
        }
        if (readable.destroyed) reject(readable.errored ?? new Error('The body is closed.'));
        readable.on('end', resolve).on('close', resolve).on('error', reject).on('data', onData);
      }),
    cancel: () => {
      readable.destroy();
    },
  };
}

/** A body from inside the process. */
export function fromWeb(stream: ReadableStream<Uint8Array>): ByteStream {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  return {
    consume: async (take) => {
      try {
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
          if (!take(piece.value)) break;
        }
      } finally {
        cancel();
      }
    },
    cancel,
  };
}

/** Lets the rest go by unread, so that the connection can be used again. */
function drain(readable: Readable): void {
  const timer = setTimeout(() => readable.destroy(), LEFTOVER_MS).unref();
  readable.on('close', () => clearTimeout(timer)).resume();
}

/** The text of a body, at most `limit` bytes of it and what has come within `withinMs`. */
export async function textOf(
  body: ByteStream,
  options: { readonly limit: number; readonly withinMs: number },
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const timer = setTimeout(() => body.cancel(), options.withinMs);
  try {
    await body.consume((bytes) => {
      pieces.push(bytes);
      size += bytes.length;
      return size < options.limit;
    });
  } catch {
    // What came before it broke off is still worth reading.
  } finally {
    clearTimeout(timer);
    body.cancel();
  }
  return new TextDecoder().decode(Buffer.concat(pieces).subarray(0, options.limit));
}
