import { setImmediate } from 'node:timers/promises';
import { type Case, caseParts } from '../domain/cases/case.ts';
import { AppError } from '../errors.ts';
import { type ThreadClient, threadClient } from '../platform/thread-client.ts';
import type { CasesInParts } from '../store/cases/case-store.ts';
import { type ImportCasesOptions, type ImportedCases, importCases } from './import-cases.ts';
import type { CasesJob, CasesReply } from './import-worker.ts';

/** Up to this many bytes or characters are read at once; more, in rows of a few characters each, could hold others up for longer than 50 ms. */
const MAX_READ_AT_ONCE = 5_000;
const READ_MS = 60_000;
const MAX_HEAP_MB = 1_500;

/** What was read, without the cases themselves, which come in parts. */
export interface CasesReadApart extends Omit<ImportedCases, 'cases'> {
  readonly cases: CasesInParts;
}

/**
 * `importCases` that never holds up others: 50,000 rows are read in a thread of their own, and come over in parts, while `use` goes
 * on. What `use` makes of them is the answer.
 */
export async function importCasesApart<T>(
  source: string | Uint8Array,
  options: ImportCasesOptions,
  use: (read: CasesReadApart) => Promise<T>,
): Promise<T> {
  if (source.length <= MAX_READ_AT_ONCE) return use(readHere(source, options));
  const thread = threadClient<CasesJob, CasesReply>('cases/import-worker', { maxHeapMb: MAX_HEAP_MB });
  try {
    const read = await thread.ask({ kind: 'read', source, options }, READ_MS);
    if (read?.kind !== 'read') {
      throw new AppError(422, 'cases-too-large', 'These rows take too long, or too much memory, to read: send fewer.');
    }
    const { about, hash, count } = read;
    return await use({ ...about, cases: { hash, count, parts: () => partsOf(thread) } });
  } finally {
    await thread.close();
  }
}

function readHere(source: string | Uint8Array, options: ImportCasesOptions): CasesReadApart {
  const { cases, ...about } = importCases(source, options);
  async function* parts() {
    yield* caseParts(cases);
  }
  return { ...about, cases: { hash: null, count: cases.length, parts } };
}

async function* partsOf(thread: ThreadClient<CasesJob, CasesReply>): AsyncGenerator<readonly Case[]> {
  for (;;) {
    const part = await thread.ask({ kind: 'next' }, READ_MS);
    if (part?.kind !== 'part') throw new Error('The cases that were read are gone.');
    if (part.cases === null) return;
    yield part.cases;
    // A port hands over whatever has come meanwhile without a turn of the event loop.
    await setImmediate();
  }
}
