/**
 * `npm run bench`: the product against a bare loop over the openai client, and what a start and the first page take.
 * Everything is on the loopback interface, each part in a process of its own. docs/performance.md explains the figures.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { analysisGaps } from './analysis.ts';
import { caseImportFigures } from './case-import.ts';
import { startChild } from './child.ts';
import { exampleRowFigures } from './example-rows.ts';
import { type Figure, isMissed, tableOf } from './figure.ts';
import { firstPageFigures } from './first-page.ts';
import { firstRequestFigures } from './first-request.ts';
import { browserFigures } from './in-browser.ts';
import type { LoadRequest, LoadResult } from './load.ts';
import { notebookFileGaps } from './notebook-file.ts';
import { cpuRatio, wallRatio } from './ratios.ts';
import { streamDelay } from './stream-delay.ts';
import { startTempera, type Tempera } from './tempera.ts';
import { watchedRatio } from './watched.ts';

/** The default of TEMPERA_CONCURRENCY. */
const FEW = 8;
const MANY = 100;

const folder = mkdtempSync(join(tmpdir(), 'tempera-bench-'));
const started = performance.now();
const [othersLoad = 0] = loadavg();
try {
  const figures = [
    ...(await loadFigures()),
    ...(await firstPageFigures(join(folder, 'first-page'))),
    ...(await firstRequestFigures(join(folder, 'first-request'))),
    ...(await exampleRowFigures(join(folder, 'rows.db'))),
    ...(await notebookFileGaps(join(folder, 'files'))),
    ...(await caseImportFigures(join(folder, 'cases'))),
  ];
  console.log(`\n${tableOf(figures)}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const cores = availableParallelism();
  console.log(`Node ${process.version}, ${cores} cores, ${seconds} s in all.`);
  if (othersLoad > cores / 2) {
    console.log(`The machine was busy before the bench began (load ${othersLoad.toFixed(1)}): times say little.`);
  }
  process.exitCode = figures.some(isMissed) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function loadFigures(): Promise<readonly Figure[]> {
  const endpoint = await startChild('test/support/scripted-endpoint-process.ts');
  const loop = await startChild('test/bench/bare-loop.ts', { ENDPOINT: endpoint.firstLine, FOLDER: folder });
  const bare = (request: LoadRequest) => loop.ask<LoadResult>(request);
  try {
    const few = await withTempera(FEW, endpoint.firstLine, async (tempera) => [
      await cpuRatio(tempera.carryOut, bare, FEW),
      await watchedRatio(tempera),
    ]);
    const seen = await withTempera(FEW, endpoint.firstLine, browserFigures);
    const many = await withTempera(MANY, endpoint.firstLine, async (tempera) => [
      await wallRatio(tempera.carryOut, bare, MANY),
      await streamDelay(tempera, MANY),
    ]);
    const gaps = await withTempera(FEW, endpoint.firstLine, analysisGaps);
    return [...few, ...seen, ...many, ...gaps];
  } finally {
    await loop.stop();
    await endpoint.stop();
  }
}

async function withTempera<T>(
  concurrency: number,
  endpoint: string,
  measure: (tempera: Tempera) => Promise<T>,
): Promise<T> {
  const tempera = await startTempera({ folder: mkdtempSync(join(folder, 'load-')), endpoint, concurrency });
  try {
    return await measure(tempera);
  } finally {
    await tempera.child.stop();
  }
}
