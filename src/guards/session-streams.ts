import type { Context } from 'hono';
import type { SessionCookie } from './session-cookie.ts';

/** Answers that go on for as long as somebody reads them: event streams, and files that are made while they are read. */
function isLasting({ headers, body }: Response): boolean {
  const isStream = /^(text\/event-stream|application\/x-ndjson)/.test(headers.get('Content-Type') ?? '');
  return body !== null && !headers.has('Content-Length') && (isStream || headers.has('Content-Disposition'));
}

/** Ends an answer that still goes on when its session ends: a log-out closes what was open, not only what comes after. */
export function endWithSession(c: Context, session: Pick<SessionCookie, 'onEnd'>): void {
  const { res } = c;
  if (res.body === null || !isLasting(res)) return;
  const body = untilEnded(res.body, (listener) => session.onEnd(c, listener));
  c.res = new Response(body, { status: res.status, headers: res.headers });
}

function untilEnded(
  source: ReadableStream<Uint8Array>,
  onEnd: (listener: () => void) => () => void,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let stopListening = () => {};
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      stopListening = onEnd(() => {
        ended = true;
        // A download that is cut must not look complete, so it fails rather than ends.
        controller.error(new Error('The session has ended.'));
        reader.cancel().catch(() => {});
      });
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (ended) return;
      if (!done) return controller.enqueue(value);
      stopListening();
      controller.close();
    },
    cancel(reason) {
      stopListening();
      return reader.cancel(reason);
    },
  });
}
