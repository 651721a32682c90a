/** Reads one file of example rows away from the main thread, and answers with what it holds. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ImportOptions, importExamples } from './import-examples.ts';

export interface ImportJob {
  readonly source: string | Uint8Array;
  readonly options: ImportOptions;
}

const { source, options } = workerData as ImportJob;
parentPort?.postMessage(importExamples(source, options));
