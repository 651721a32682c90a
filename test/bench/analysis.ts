import type { Figure } from './figure.ts';
import type { Tempera } from './tempera.ts';

const SAMPLES = 20;
const WORDS = 500;

/** The server's longest event-loop gap while it works out what a run of long, different answers shows. */
export async function analysisGap(tempera: Tempera): Promise<Figure> {
  const ended = async () => {
    const run = await tempera.startRun({
      model: `various-${WORDS}`,
      temperatures: [0, 1],
      samples: SAMPLES,
      concurrency: SAMPLES,
    });
    await tempera.ended(run);
    return run;
  };
  // The first analysis also starts the thread and warms the code, as it does once in a server's life.
  const first = await measures(tempera, await ended());
  const run = await ended();
  await tempera.child.ask('watch-loop');
  const ms = await measures(tempera, run);
  const { longestMs } = await tempera.child.ask<{ readonly longestMs: number }>('loop-gap');
  return {
    name: `longest event-loop gap, analysis of 2 × ${SAMPLES} samples of ${WORDS} words`,
    measured: longestMs,
    unit: 'ms',
    bar: 50,
    note: `the analysis took ${ms.toFixed(0)} ms, the first one ${first.toFixed(0)} ms`,
  };
}

/** Asks for the measures of a run, and says how long they took. */
async function measures({ address }: Tempera, run: number): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${address}/runs/${run}/measures`);
  const text = await response.text();
  if (!text.includes('Agreement by temperature')) throw new Error(`The measures of run ${run} did not come: ${text}`);
  return performance.now() - started;
}
