import { performance } from 'node:perf_hooks';
import type { RunJson } from './run-json.ts';
import { askJson, type Service, ServiceProblem } from './service.ts';

/** A run is looked at so often, in seconds; less often where looking itself takes long. */
const LOOK_EVERY = 1;
const MAX_SHARE_OF_LOOKING = 0.05;
const MAX_WAIT = 30;
/** After a stop the requests are given up at once; what takes longer than this is told as it stands. */
const STOP_WITHIN = 10;

export interface Following {
  /** Is told of the run again and again, and a last time once it has ended. */
  readonly onChange: (run: RunJson) => void;
  /** Cancels the run. */
  readonly stopped: AbortSignal;
}

/** Waits for a run to end, and answers the run. When it is stopped, its requests are cancelled and the answers so far stay. */
export async function followRun(service: Service, id: number, { onChange, stopped }: Following): Promise<RunJson> {
  let wait: number = LOOK_EVERY;
  while (!stopped.aborted) {
    const before = performance.now();
    const run = await look(service, id, { wait, signal: stopped });
    if (run === null) break;
    onChange(run);
    if (run.status !== 'running') return run;
    const looking = (performance.now() - before) / 1_000 - wait;
    wait = Math.min(MAX_WAIT, Math.max(LOOK_EVERY, Math.ceil(looking / MAX_SHARE_OF_LOOKING)));
  }
  await askJson(service, `/runs/${id}/cancellation`, { method: 'POST' });
  const run = await askJson<RunJson>(service, `/runs/${id}?wait=${STOP_WITHIN}`);
  onChange(run);
  return run;
}

/** `null` when waiting was broken off. */
async function look(
  service: Service,
  id: number,
  { wait, signal }: { readonly wait: number; readonly signal: AbortSignal },
): Promise<RunJson | null> {
  try {
    return await askJson<RunJson>(service, `/runs/${id}?wait=${wait}`, { signal });
  } catch (error) {
    if (signal.aborted && !(error instanceof ServiceProblem)) return null;
    throw error;
  }
}
