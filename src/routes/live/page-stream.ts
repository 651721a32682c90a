/** How much may wait for a slow reader before it is dropped and, once it reads again, shown the present state. */
const MAX_WAITING_BYTES = 1_000_000;
/** Milliseconds of rest for each one spent on showing the present state: a reader that never keeps up slows no run. */
const REST_PER_RESYNC = 10;
const KEEP_ALIVE_MS = 15_000;
const encoder = new TextEncoder();

/**
 * A server-sent event stream to one page. Writing never waits: a reader that falls behind by a megabyte misses messages
 * and is shown the present state (`resync`) when it reads again, so that it can slow nobody down.
 */
export class PageStream {
  readonly response: Response;
  readonly #resync: () => string;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #behind = false;
  /** A large run takes several megabytes to show; they may wait, and as much as ever of what follows them. */
  #mostWaiting = MAX_WAITING_BYTES;
  #nextResyncAt = 0;
  #resyncTimer: NodeJS.Timeout | null = null;
  #closed = false;
  readonly #keepAlive: NodeJS.Timeout;

  constructor(options: { readonly resync: () => string; readonly onClose: () => void }) {
    this.#resync = options.resync;
    this.#keepAlive = setInterval(() => this.#enqueue(': still here\n\n'), KEEP_ALIVE_MS).unref();
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#catchUp(),
        cancel: () => this.#stop(options.onClose),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }),
    );
    this.response = new Response(body, {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      },
    });
    this.#onClose = options.onClose;
  }

  readonly #onClose: () => void;

  /** Sends a fragment of the page. */
  send(markup: string): void {
    if (this.#behind || markup === '') return;
    this.#enqueue(message(markup));
    this.#behind = this.#waitingBytes() > this.#mostWaiting;
  }

  /** Sends something as it is now, in full. However large that is, it puts no reader behind. */
  show(markup: string): void {
    if (this.#behind) return;
    this.#enqueue(message(markup));
    this.#mostWaiting = MAX_WAITING_BYTES + this.#waitingBytes();
  }

  /** Tells the page that nothing more will come, and ends the stream. */
  end(): void {
    if (this.#closed) return;
    if (this.#behind) {
      this.#behind = false;
      this.#enqueue(message(this.#resync()));
    }
    this.#enqueue('event: end\ndata: end\n\n');
    this.#controller?.close();
    this.#stop(this.#onClose);
  }

  #catchUp(): void {
    if (!this.#behind || this.#closed || this.#resyncTimer !== null) return;
    const started = performance.now();
    if (started < this.#nextResyncAt) {
      this.#resyncTimer = setTimeout(() => {
        this.#resyncTimer = null;
        this.#catchUp();
      }, this.#nextResyncAt - started);
      return;
    }
    this.#behind = false;
    this.show(this.#resync());
    this.#nextResyncAt = performance.now() + REST_PER_RESYNC * (performance.now() - started);
  }

  #waitingBytes(): number {
    return Math.max(0, -(this.#controller?.desiredSize ?? 0));
  }

  #enqueue(text: string): void {
    if (!this.#closed) this.#controller?.enqueue(encoder.encode(text));
  }

  #stop(onClose: () => void): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#keepAlive);
    if (this.#resyncTimer !== null) clearTimeout(this.#resyncTimer);
    onClose();
  }
}

/** One event whose data is markup; each of its lines gets its own field, as the format asks. */
function message(markup: string): string {
  return `data: ${markup.replace(/\r\n?|\n/g, '\ndata: ')}\n\n`;
}
