import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServer, newFolder, type RunningServer, spawnServer, startServer } from '../support/running-server.ts';

const TRIES = 5;
const WITHIN_MS = 1_000;
const { folder, remove } = newFolder();
let first: RunningServer;

beforeAll(async () => {
  buildServer();
  first = await startServer({ folder });
});
afterAll(async () => {
  await first.stop();
  remove();
});

test(`a second server on the same folder is gone within ${WITHIN_MS / 1_000} s of its start, with exit 4 and the first one's pid`, async () => {
  const times: number[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    const started = performance.now();
    const second = spawnServer({ folder });
    expect(await second.exited).toBe(4);
    times.push(Math.round(performance.now() - started));
    const lines = second.output().trim().split('\n');
    expect(lines).toEqual([expect.stringContaining(`process ${first.pid}`)]);
  }
  times.sort((a, b) => a - b);
  console.log({ secondServerGoneAfterMs: times });
  expect(times[Math.floor(TRIES / 2)]).toBeLessThan(WITHIN_MS);
  expect((await first.request('/healthz')).status).toBe(200);
});
