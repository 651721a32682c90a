import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { type Figure, median, quantile } from './figure.ts';
import type { Tempera } from './tempera.ts';

/** Each delta of the model `stamped-…` is ` @` and the time at which it was sent, in milliseconds since 1970. */
const STAMP = /@(\d{13})/g;
/** Text to append to an answer, and an answer's text as part of anything larger that replaces what was there. */
const APPENDED = /<hx-partial hx-target="#completion-(\d+)-text" hx-swap="beforeend">([^<]*)</g;
const WHOLE = /id="completion-(\d+)-text"[^>]*>([^<]*)</g;
const TOKENS = 60;
const ROUNDS = 3;
/** As many answers as a column shows at once: those behind "Show all" are not sent to a page. */
const SAMPLES = 8;

/**
 * How long after it was sent by the model a delta reaches the socket of a browser that follows the run, with `streams`
 * answers streaming at once and so many again waiting for their turn. The median of some rounds.
 */
export async function streamDelay(tempera: Tempera, streams: number): Promise<Figure> {
  const rounds: (readonly number[])[] = [];
  while (rounds.length < ROUNDS) rounds.push(await delaysOfRun(tempera, streams));
  const of = (share: number) => median(rounds.map((delays) => quantile(delays, share)));
  return {
    name: `delay added to a delta, ${streams} streams, p99`,
    measured: of(0.99),
    unit: 'ms',
    bar: 100,
    note: `median ${of(0.5)} ms, longest ${of(1)} ms, of ${rounds[0]?.length} deltas`,
  };
}

async function delaysOfRun(tempera: Tempera, streams: number): Promise<readonly number[]> {
  const run = await tempera.startRun({
    model: `stamped-300-20-${TOKENS}`,
    temperatures: Array.from({ length: (2 * streams) / SAMPLES }, (_, index) => index / 20),
    samples: SAMPLES,
    concurrency: streams,
  });
  const delays = await follow(`${tempera.address}/runs/${run}/events`);
  // The last words of an answer that ends among many different ones stay behind "more different answers".
  const sent = 2 * streams * TOKENS;
  if (delays.length > sent || delays.length < 0.95 * sent)
    throw new Error(`${delays.length} deltas reached the browser.`);
  return delays;
}

/**
 * Reads a run's events to their end and answers the delay of each stamped delta. Text that is shown again, as when an answer ends, does not count
 * again.
 */
export async function follow(address: string): Promise<readonly number[]> {
  const delays: number[] = [];
  const shown = new Map<string, number>();
  const parser = createParser({ onEvent: ({ data }) => read(data, Date.now()) });

  function read(markup: string, now: number): void {
    for (const [, completion = '', text = ''] of markup.matchAll(APPENDED)) {
      const stamps = stampsIn(text);
      shown.set(completion, (shown.get(completion) ?? 0) + stamps.length);
      note(stamps, now);
    }
    for (const [, completion = '', text = ''] of markup.matchAll(WHOLE)) {
      const stamps = stampsIn(text);
      note(stamps.slice(shown.get(completion) ?? 0), now);
      shown.set(completion, stamps.length);
    }
  }

  function note(stamps: readonly number[], now: number): void {
    for (const sent of stamps) delays.push(now - sent);
  }

  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(address, { headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip, deflate, br' } }, resolve).on(
      'error',
      reject,
    );
  });
  if (response.headers['content-encoding'] !== undefined) throw new Error('The event stream is compressed.');
  response.setEncoding('utf8');
  for await (const piece of response) parser.feed(String(piece));
  return delays;
}

function stampsIn(text: string): readonly number[] {
  return [...text.matchAll(STAMP)].map(([, time]) => Number(time));
}
