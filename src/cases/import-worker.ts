/** Reads one file of test cases away from the main thread, says what is to be said of it, and hands the cases over in parts. */
import { parentPort } from 'node:worker_threads';
import type { Case } from '../domain/case.ts';
import { hashCases } from '../store/hash.ts';
import { type ImportCasesOptions, type ImportedCases, importCases } from './import-cases.ts';

export type CasesJob =
  | { readonly kind: 'read'; readonly source: string | Uint8Array; readonly options: ImportCasesOptions }
  /** Cases by their places, the end not included. */
  | { readonly kind: 'part'; readonly from: number; readonly to: number };

export type CasesReply =
  | {
      readonly kind: 'read';
      readonly about: Omit<ImportedCases, 'cases'>;
      readonly count: number;
      readonly hash: string;
    }
  | { readonly kind: 'part'; readonly cases: readonly Case[] };

let read: readonly Case[] = [];

parentPort?.on('message', (job: CasesJob) => {
  parentPort?.postMessage(job.kind === 'read' ? readAll(job) : { kind: 'part', cases: read.slice(job.from, job.to) });
});

function readAll({ source, options }: Extract<CasesJob, { kind: 'read' }>): CasesReply {
  const { cases, ...about } = importCases(source, options);
  read = cases;
  return { kind: 'read', about, count: cases.length, hash: hashCases(cases) };
}
