import { expect, test } from 'vitest';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { runJson, start } from '../support/asking-the-app.ts';
import { whileLocked, whileMeasured } from '../support/locks.ts';
import { newFolder } from '../support/running-server.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answer } from '../support/scripts.ts';
import { createTestApp } from '../support/test-app.ts';

const LOCKED_MS = 10_000;

test(`a file locked for ${LOCKED_MS / 1000} s stops nothing but saving`, async () => {
  const { folder, remove } = newFolder();
  const endpoint = await startScriptedEndpoint();
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const app = await createTestApp({ endpoint, store });
  // The same without a lock: what the first run loads, and what else the machine does, is not the lock's doing.
  const usual = await whileMeasured(async () => {
    await runJson(app, await start(app), 10);
    await new Promise((resolve) => setTimeout(resolve, LOCKED_MS / 2));
  });
  endpoint.enqueue(answer('slow enough to be met by the lock', { firstTokenMs: 2_000 }));
  const id = await start(app);
  const { longestGapMs } = await whileLocked(database.path, LOCKED_MS, async () => {
    await expect.poll(async () => (await runJson(app, id)).completions[0]?.text, { timeout: 8_000 }).toContain('lock');
  });
  console.log({ longestGapMs, usually: usual.longestGapMs });
  expect(longestGapMs).toBeLessThan(150 + usual.longestGapMs);
  expect(await runJson(app, id, 10)).toMatchObject({ status: 'finished', completions: [{ status: 'done' }] });
  await app.close();
  await store.close();
  await endpoint.close();
  remove();
});
