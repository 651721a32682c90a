import type { Context } from 'hono';
import { attachment } from '../../platform/attachment.ts';

const BYTES_AT_ONCE = 256 * 1024;

/** Answers with a file to be saved under a name. */
export function download(
  c: Context,
  bytes: Uint8Array<ArrayBuffer>,
  { name, type }: { readonly name: string; readonly type: string },
) {
  return c.body(inPieces(bytes), 200, {
    'Content-Type': type,
    'Content-Length': String(bytes.length),
    'Content-Disposition': attachment(name),
    'X-Content-Type-Options': 'nosniff',
  });
}

/** Twenty megabytes at once would hold the event loop up while they are written. */
function inPieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(from, from + BYTES_AT_ONCE));
      from += BYTES_AT_ONCE;
    },
  });
}
