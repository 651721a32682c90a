import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { PROJECT_ROOT } from './paths.ts';

interface StartOptions {
  readonly workerData?: unknown;
  readonly transferList?: readonly TransferListItem[];
  readonly maxHeapMb?: number;
}

/**
 * Starts a file below `src/` (its path without ending) in a thread. It gets no environment, as that may hold a key, and it
 * never keeps the process alive. What is in `transferList` goes over without being copied.
 */
export function startThread(name: string, { workerData, transferList = [], maxHeapMb }: StartOptions = {}): Worker {
  const options = {
    env: {},
    execArgv: [],
    workerData,
    transferList: [...transferList],
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
  };
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(loadingTypeScript(join(PROJECT_ROOT, 'src', `${name}.ts`)), { ...options, eval: true })
    : new Worker(join(PROJECT_ROOT, 'dist', 'src', `${name}.js`), options);
  worker.unref();
  return worker;
}

/** Code that runs the source as it stands, while developing and in tests: tsx's ESM loader does not reach into threads. */
function loadingTypeScript(path: string): string {
  const loader = createRequire(import.meta.url).resolve('tsx/cjs/api');
  return `require(${JSON.stringify(loader)}).require(${JSON.stringify(path)}, __filename)`;
}
