import { join } from 'node:path';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { PROJECT_ROOT } from '../../src/platform/paths.ts';

interface StartOptions {
  readonly workerData?: unknown;
  readonly transferList?: readonly TransferListItem[];
  readonly maxHeapMb?: number;
}

/** In place of `startThread`: the file as it was built for production, which a thread loads in a tenth of the time. */
export function startThread(name: string, { workerData, transferList = [], maxHeapMb }: StartOptions = {}): Worker {
  const worker = new Worker(join(PROJECT_ROOT, 'dist', 'src', `${name}.js`), {
    env: {},
    execArgv: [],
    workerData,
    transferList: [...transferList],
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
  });
  worker.unref();
  return worker;
}
