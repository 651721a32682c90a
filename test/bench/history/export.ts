import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../child.ts';
import { type Figures, figures } from './pages.ts';

export interface ExportFigures {
  readonly rowsPerSecond: number;
  readonly grownMb: number;
  /** How long a small change takes to be saved. */
  readonly idle: Figures;
  readonly during: Figures;
}

/** Exports everything while small changes are saved, and looks at the server's memory meanwhile. */
export async function measureExport(address: string, server: Child): Promise<ExportFigures> {
  const idle: number[] = [];
  for (let i = 0; i < 40; i++) idle.push(await commit(address));
  const before = (await server.usage()).rssBytes;
  const progress = { rows: 0, done: false };
  const began = performance.now();
  const reading = readRows(`${address}/history/export.csv`, progress);
  const during: number[] = [];
  let most = before;
  while (!progress.done) {
    during.push(await commit(address));
    most = Math.max(most, (await server.usage()).rssBytes);
    await delay(100);
  }
  await reading;
  const seconds = (performance.now() - began) / 1000;
  return {
    rowsPerSecond: progress.rows / seconds,
    grownMb: (most - before) / 1e6,
    idle: figures(idle),
    during: figures(during),
  };
}

async function commit(address: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${address}/notebooks`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: address, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'title=Measured',
  });
  await answer.text();
  if (answer.status >= 400) throw new Error(`A notebook could not be made: ${answer.status}.`);
  return performance.now() - began;
}

/** Lines begin with an id, so counting those is counting rows; what is read is thrown away. */
async function readRows(address: string, progress: { rows: number; done: boolean }): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { 'Accept-Encoding': 'identity' } });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      progress.rows += decoder.decode(chunk as Uint8Array, { stream: true }).split('\r\n').length - 1;
    }
  } finally {
    progress.done = true;
  }
}
