import { type Figure, median } from './figure.ts';
import type { Loaded, LoadRequest, LoadResult } from './load.ts';

const TEMPERATURES = [0, 0.5, 1, 1.5, 2];

/** Server CPU of 1,000 completions of 60 tokens from a model that answers at once, against the bare loop's. */
export async function cpuRatio(product: Loaded, bare: Loaded, concurrency: number): Promise<Figure> {
  const request = { model: 'fast-60', temperatures: TEMPERATURES, samples: 200, concurrency };
  const { ours, theirs } = await alternating(request, { product, bare, rounds: 5 });
  const [our, their] = [median(ours.map(({ cpuMs }) => cpuMs)), median(theirs.map(({ cpuMs }) => cpuMs))];
  return {
    name: 'server CPU, 1,000 completions of 60 tokens',
    measured: our / their,
    unit: '×',
    bar: 1.5,
    aim: 1,
    note: `${(our / 1000).toFixed(2)} ms a completion, bare loop ${(their / 1000).toFixed(2)}`,
  };
}

/** Wall time with many requests in flight of a model that takes its time, against the bare loop's. */
export async function wallRatio(product: Loaded, bare: Loaded, concurrency: number): Promise<Figure> {
  const request = { model: 'paced-300-20-60', temperatures: TEMPERATURES, samples: 60, concurrency };
  const { ours, theirs } = await alternating(request, { product, bare, rounds: 3 });
  const [our, their] = [median(ours.map(({ wallMs }) => wallMs)), median(theirs.map(({ wallMs }) => wallMs))];
  return {
    name: `wall time, 300 completions, ${concurrency} in flight, 300 ms + 20 ms a token`,
    measured: our / their,
    unit: '×',
    bar: 1.15,
    note: `${(our / 1000).toFixed(2)} s, bare loop ${(their / 1000).toFixed(2)} s`,
  };
}

/** Takes turns, so that whatever else the machine does meets both; the first turn of each warms up and is not counted. */
async function alternating(
  request: LoadRequest,
  { product, bare, rounds }: { readonly product: Loaded; readonly bare: Loaded; readonly rounds: number },
): Promise<{ readonly ours: readonly LoadResult[]; readonly theirs: readonly LoadResult[] }> {
  const ours: LoadResult[] = [];
  const theirs: LoadResult[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    ours.push(await product(request));
    theirs.push(await bare(request));
  }
  return { ours: ours.slice(1), theirs: theirs.slice(1) };
}
