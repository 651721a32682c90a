import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../bench/child.ts';
import { fill } from '../bench/history/generator.ts';
import { measurePages } from '../bench/history/pages.ts';
import { newFolder } from '../support/running-server.ts';
import { countOf } from './seeded.ts';

const ROWS = countOf('MANY_ROWS', 1_000_000);
/** Times the limits of `npm run bench:history`: those are for a fast machine that does nothing else, and this asks right after a start. */
const SLACK = countOf('MANY_ROWS_SLACK', 3);

test(`pages of the history at ${ROWS} completions`, { timeout: 1_800_000 }, async () => {
  const { folder: home, remove } = newFolder();
  const folder = join(home, 'many');
  mkdirSync(folder, { mode: 0o700 });
  await fill({ folder, completions: ROWS, seed: 1, log: () => undefined });
  const server = await startChild('dist/src/server.js', { DATA_DIR: folder, PORT: '0', TEMPERA_DISCOVER: 'off' });
  const address = /http:\/\/\S+/.exec(server.firstLine)?.[0] ?? '';
  // What is read once, after a start, is no page's time.
  await (await fetch(`${address}/history`)).text();
  await (await fetch(`${address}/history/spend?min_cost=0.001`)).text();
  const late: string[] = [];
  await measurePages(address, (name, { p95 }, limit) => {
    if (p95 > limit * SLACK) late.push(`${name}: ${p95.toFixed(0)} ms, aim ${limit} ms`);
  });
  await server.stop();
  remove();
  expect(late).toEqual([]);
});
