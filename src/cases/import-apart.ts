import { setImmediate } from 'node:timers/promises';
import type { Case } from '../domain/case.ts';
import { threadClient } from '../platform/thread-client.ts';
import { type ImportCasesOptions, type ImportedCases, importCases } from './import-cases.ts';
import type { CasesJob, CasesReply } from './import-worker.ts';

/** Up to this many bytes or characters are read at once: a thread takes longer to start. */
const MAX_READ_AT_ONCE = 200_000;
/** Taking over more cases in one message would hold up others. */
const CASES_PER_PART = 1_000;
const READ_MS = 60_000;

export interface CasesReadApart extends ImportedCases {
  /** The hash by which the set of cases is known, where it was worked out already. */
  readonly hash?: string;
}

/** `importCases` that never holds up others: 50,000 rows are read in a thread of their own, and come over in parts. */
export async function importCasesApart(
  source: string | Uint8Array,
  options: ImportCasesOptions,
): Promise<CasesReadApart> {
  if (source.length <= MAX_READ_AT_ONCE) return importCases(source, options);
  const thread = threadClient<CasesJob, CasesReply>('cases/import-worker');
  try {
    const read = await thread.ask({ kind: 'read', source, options }, READ_MS);
    if (read?.kind !== 'read') throw new Error('The thread that reads cases ended without an answer.');
    const cases: Case[] = [];
    while (cases.length < read.count) {
      const part = await thread.ask({ kind: 'part', from: cases.length, to: cases.length + CASES_PER_PART }, READ_MS);
      if (part?.kind !== 'part' || part.cases.length === 0) throw new Error('The cases that were read are gone.');
      cases.push(...part.cases);
      await setImmediate();
    }
    return { ...read.about, cases, hash: read.hash };
  } finally {
    await thread.close();
  }
}
