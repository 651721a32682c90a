import { gapWhile } from './child.ts';
import type { Figure } from './figure.ts';
import type { Tempera } from './tempera.ts';

const SAMPLES = 20;
const WORDS = 500;

/** The server's longest event-loop gap while it works out what a run of long, different answers shows, and how they differ. */
export async function analysisGaps(tempera: Tempera): Promise<readonly Figure[]> {
  const answers = `2 × ${SAMPLES} samples of ${WORDS} words`;
  return [
    await gapOf(tempera, `analysis of ${answers}`, { path: 'measures', holds: 'Agreement by temperature' }),
    await gapOf(tempera, `word differences of ${answers}`, { path: 'differences', holds: 'equal to the baseline' }),
  ];
}

interface Asked {
  readonly path: string;
  readonly holds: string;
}

/** The first time also starts the thread and warms the code, as it does once in a server's life. */
async function gapOf(tempera: Tempera, name: string, asked: Asked): Promise<Figure> {
  const first = await answerMs(tempera, await endedRun(tempera), asked);
  const run = await endedRun(tempera);
  const { answer: ms, longestMs } = await gapWhile(tempera.child, () => answerMs(tempera, run, asked));
  return {
    name: `longest event-loop gap, ${name}`,
    measured: longestMs,
    unit: 'ms',
    bar: 50,
    note: `it took ${ms.toFixed(0)} ms, the first time ${first.toFixed(0)} ms`,
  };
}

async function endedRun(tempera: Tempera): Promise<number> {
  const run = await tempera.startRun({
    model: `various-${WORDS}`,
    temperatures: [0, 1],
    samples: SAMPLES,
    concurrency: SAMPLES,
  });
  await tempera.ended(run);
  return run;
}

/** Asks for something about a run, and says how long it took. */
async function answerMs({ address }: Tempera, run: number, { path, holds }: Asked): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${address}/runs/${run}/${path}`);
  const text = await response.text();
  if (!text.includes(holds)) throw new Error(`The ${path} of run ${run} did not come: ${text.slice(0, 500)}`);
  return performance.now() - started;
}
