/** Reads one file of test cases away from the main thread, and answers with what it holds. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ImportCasesOptions, importCases } from './import-cases.ts';

export interface CasesJob {
  readonly source: string | Uint8Array;
  readonly options: ImportCasesOptions;
}

const { source, options } = workerData as CasesJob;
parentPort?.postMessage(importCases(source, options));
