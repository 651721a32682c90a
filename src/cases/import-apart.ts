import { askOnce } from '../platform/thread-client.ts';
import { type ImportCasesOptions, type ImportedCases, importCases } from './import-cases.ts';
import type { CasesJob } from './import-worker.ts';

/** Up to this many bytes or characters are read at once: a thread takes longer to start. */
const MAX_READ_AT_ONCE = 200_000;

/** `importCases` that never holds up others: 50,000 rows are read in a thread of their own. */
export async function importCasesApart(
  source: string | Uint8Array,
  options: ImportCasesOptions,
): Promise<ImportedCases> {
  if (source.length <= MAX_READ_AT_ONCE) return importCases(source, options);
  const workerData: CasesJob = { source, options };
  const read = await askOnce<ImportedCases>('cases/import-worker', { workerData });
  if (read === null) throw new Error('The thread that reads cases ended without an answer.');
  return read;
}
