import { expect, test } from 'vitest';
import { startChild } from '../bench/child.ts';
import { startTempera } from '../bench/tempera.ts';
import { EventReader, shownTexts } from '../support/event-stream.ts';
import { newFolder } from '../support/running-server.ts';
import { countOf } from './seeded.ts';

const SECONDS = countOf('LOAD_SECONDS', 60);
const TOKENS_PER_SECOND = 20;
const RUNS = countOf('LOAD_RUNS', 10);
/** Each of a run has a column of its own, so that a page shows every answer as it grows. */
const STREAMS_PER_RUN = 20;
const PAGES_PER_RUN = 2;
/** Only a machine that does nothing else keeps to it. */
const MAX_DELAY_MS = countOf('LOAD_MAX_DELAY_MS', 100);
const MAX_GROWTH_BYTES = 150e6;

interface RunJson {
  readonly status: string;
  readonly completions: readonly { readonly id: number; readonly status: string; readonly text: string }[];
}

test(`${RUNS * STREAMS_PER_RUN} streams at ${TOKENS_PER_SECOND} tokens/s with ${RUNS * PAGES_PER_RUN} open pages, one of them stalled, for ${SECONDS} s`, async () => {
  const tokens = SECONDS * TOKENS_PER_SECOND;
  const { folder, remove } = newFolder();
  const endpoint = await startChild('test/support/scripted-endpoint-process.ts');
  const server = await startTempera({ folder, endpoint: endpoint.firstLine, concurrency: RUNS * STREAMS_PER_RUN });
  const { address } = server;
  const runs: number[] = [];
  while (runs.length < RUNS) runs.push(await startRun(address, `paced-100-${1000 / TOKENS_PER_SECOND}-${tokens}`));

  const pages = runs.flatMap((run) => Array.from({ length: PAGES_PER_RUN }, () => run));
  const readers = await Promise.all(
    pages.map(async (run) => new EventReader(await fetch(`${address}/runs/${run}/events`))),
  );
  const [stalled, ...reading] = readers;
  const watch = watched(address);
  const early = (await server.child.usage()).rssBytes;
  const seen = await Promise.all(reading.map((reader) => reader.rest()));
  const { delays } = await watch.end();
  const late = (await server.child.usage()).rssBytes;
  // It reads again only now, and is shown the present state.
  const caughtUp = await stalled?.rest();

  const expected = Array.from({ length: tokens }, (_, index) => (index === 0 ? 'word0' : ` word${index}`)).join('');
  for (const [index, run] of pages.entries()) {
    const { status, completions } = (await (await fetch(`${address}/api/v1/runs/${run}`)).json()) as RunJson;
    expect(status).toBe('finished');
    expect(completions.map(({ status: end, text }) => [end, text === expected])).toEqual(
      completions.map(() => ['done', true]),
    );
    const shown = shownTexts((index === 0 ? caughtUp : seen[index - 1]) ?? []);
    const wrong = completions.filter(({ id, text }) => shown.get(id) !== text).map(({ id }) => id);
    expect({ page: index, wrong }).toEqual({ page: index, wrong: [] });
  }
  const p99 = delays[Math.floor(delays.length * 0.99)] ?? 0;
  console.log({
    healthzMs: { median: delays[delays.length >> 1], p99, most: delays.at(-1) },
    rssMB: [early / 1e6, late / 1e6],
  });
  expect(late - early).toBeLessThan(MAX_GROWTH_BYTES);
  expect(p99).toBeLessThan(MAX_DELAY_MS);
  await server.child.stop();
  await endpoint.stop();
  remove();
});

async function startRun(address: string, model: string): Promise<number> {
  const answer = await fetch(`${address}/api/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      connection: 'openai',
      messages: [{ role: 'user', content: 'Say something.' }],
      temperature: Array.from({ length: STREAMS_PER_RUN }, (_, index) => index / STREAMS_PER_RUN),
      confirm: true,
    }),
  });
  if (answer.status !== 202) throw new Error(`A run was refused: ${await answer.text()}`);
  return ((await answer.json()) as { readonly id: number }).id;
}

/** Asks the server ten times a second whether it is well; `end` gives how long each answer took, in milliseconds, sorted. */
function watched(address: string) {
  const delays: number[] = [];
  let over = false;
  const asking = (async () => {
    while (!over) {
      const asked = performance.now();
      await (await fetch(`${address}/healthz`)).text();
      delays.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    end: async () => {
      over = true;
      await asking;
      return { delays: delays.toSorted((a, b) => a - b) };
    },
  };
}
