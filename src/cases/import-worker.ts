/** Reads one file of test cases away from the main thread, says what is to be said of it, and hands the cases over in parts. */
import { parentPort } from 'node:worker_threads';
import { type Case, caseParts } from '../domain/cases/case.ts';
import { hashCases } from '../store/hash.ts';
import { type ImportCasesOptions, type ImportedCases, importCases } from './import-cases.ts';

export type CasesJob =
  | { readonly kind: 'read'; readonly source: string | Uint8Array; readonly options: ImportCasesOptions }
  /** The next cases, after all that were handed over before. */
  | { readonly kind: 'next' };

export type CasesReply =
  | {
      readonly kind: 'read';
      readonly about: Omit<ImportedCases, 'cases'>;
      readonly count: number;
      readonly hash: string;
    }
  /** `null`: there are no more. */
  | { readonly kind: 'part'; readonly cases: readonly Case[] | null };

let parts: Iterator<readonly Case[]> | null = null;

parentPort?.on('message', (job: CasesJob) => {
  const reply: CasesReply = job.kind === 'read' ? readAll(job) : { kind: 'part', cases: parts?.next().value ?? null };
  parentPort?.postMessage(reply);
});

function readAll({ source, options }: Extract<CasesJob, { kind: 'read' }>): CasesReply {
  const { cases, ...about } = importCases(source, options);
  parts = caseParts(cases);
  return { kind: 'read', about, count: cases.length, hash: hashCases(cases) };
}
