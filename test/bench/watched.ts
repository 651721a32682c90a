import type { Figure } from './figure.ts';
import { follow } from './stream-delay.ts';
import type { Tempera } from './tempera.ts';

/** What a page that follows a large run costs the server: its CPU against that of the same run followed by nobody. */
export async function watchedRatio({ child, carryOut, address, startRun }: Tempera): Promise<Figure> {
  const request = { model: 'fast-60', temperatures: [0, 0.5, 1, 1.5, 2], samples: 600, concurrency: 8 };
  const { cpuMs: alone } = await carryOut(request);
  const before = await child.usage();
  await follow(`${address}/runs/${await startRun(request)}/events`);
  const watched = (await child.usage()).cpuMs - before.cpuMs;
  return {
    name: 'server CPU, 3,000 completions, a page following',
    measured: watched / alone,
    unit: '×',
    aim: 1.5,
    note: 'against nobody following',
  };
}
