import { askOnce } from '../../platform/thread-client.ts';
import { type ImportedExamples, type ImportOptions, importExamples } from './import-examples.ts';
import type { ImportJob } from './import-worker.ts';

/** Up to this many bytes or characters are read at once: a thread takes longer to start. */
const MAX_READ_AT_ONCE = 200_000;

/** `importExamples` that never holds up others: 200,000 rows take seconds, and are read in a thread of their own. */
export async function importExamplesApart(
  source: string | Uint8Array,
  options: ImportOptions,
): Promise<ImportedExamples> {
  if (source.length <= MAX_READ_AT_ONCE) return importExamples(source, options);
  const workerData: ImportJob = { source, options };
  const read = await askOnce<ImportedExamples>('prompts/examples/import-worker', { workerData });
  if (read === null) throw new Error('The thread that reads rows ended without an answer.');
  return read;
}
