import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import type { LoadRequest, LoadResult } from './load.ts';

/** The product as people start it, in a process of its own. */
export interface Tempera {
  readonly address: string;
  readonly child: Child;
  /** Starts a run through the API and answers its id. */
  startRun(request: LoadRequest): Promise<number>;
  /** Waits until a run has ended, asking little. */
  ended(run: number): Promise<void>;
  carryOut(request: LoadRequest): Promise<LoadResult>;
}

const POLL_MS = 50;

/** Starts the built server over a data folder; its environment connection is the scripted endpoint. */
export async function startTempera(options: {
  readonly folder: string;
  readonly endpoint?: string;
  readonly concurrency?: number;
}): Promise<Tempera> {
  const { folder, endpoint, concurrency } = options;
  const child = await startChild('dist/src/server.js', {
    DATA_DIR: folder,
    PORT: '0',
    TEMPERA_DISCOVER: 'off',
    TEMPERA_PRACTICE_RATE: '0',
    ...(endpoint === undefined ? {} : { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: endpoint, TEMPERA_LIST_PRICES: 'on' }),
    ...(concurrency === undefined ? {} : { TEMPERA_CONCURRENCY: String(concurrency) }),
  });
  const address = /http:\/\/\S+/.exec(child.firstLine)?.[0] ?? '';

  async function startRun({ model, temperatures, samples }: LoadRequest): Promise<number> {
    const response = await fetch(`${address}/api/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        connection: 'openai',
        messages: [{ role: 'user', content: 'Say something.' }],
        temperature: temperatures,
        samples,
        confirm: true,
      }),
    });
    if (response.status !== 202) throw new Error(`A run was refused: ${await response.text()}`);
    return ((await response.json()) as { readonly id: number }).id;
  }

  /** The list of runs, not the run itself: that would hand over, and summarise, all its answers. */
  async function ended(run: number): Promise<void> {
    for (;;) {
      const response = await fetch(`${address}/api/v1/runs?cursor=${run + 1}`);
      const { runs } = (await response.json()) as { readonly runs: readonly { readonly id: number; status: string }[] };
      const status = runs.find(({ id }) => id === run)?.status;
      if (status === 'finished') return;
      if (status !== 'running') throw new Error(`Run ${run} ended as ${status}.`);
      await delay(POLL_MS);
    }
  }

  async function carryOut(request: LoadRequest): Promise<LoadResult> {
    const before = await child.usage();
    const started = performance.now();
    await ended(await startRun(request));
    const wallMs = performance.now() - started;
    return { wallMs, cpuMs: (await child.usage()).cpuMs - before.cpuMs };
  }

  return { address, child, startRun, ended, carryOut };
}
