/**
 * The history at a million completions: how long pages take through HTTP, how fast an export goes and what it holds up, and
 * what a completion costs to log compared with a small file. `--rows=N`, `--data=FOLDER` (filled once, then kept).
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startChild } from '../child.ts';
import { measureExport } from './export.ts';
import { fill } from './generator.ts';
import { measureLogging } from './logging.ts';
import { type Figures, figures, measurePages } from './pages.ts';

const ZONE = 'Europe/Berlin';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const rows = Number(values.rows);
const seed = Number(values.seed);
const temporary = mkdtempSync(join(tmpdir(), 'tempera-bench-'));
const folder = values.data ?? join(temporary, 'many');

try {
  if (!existsSync(join(folder, 'tempera.db'))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await fill({ folder, completions: rows, seed, log: console.log });
  }
  console.log(`${rows} completions, ${(statSync(join(folder, 'tempera.db')).size / 1e6).toFixed(0)} MB\n`);
  await measureServer();
  await measureWrites();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

async function measureServer(): Promise<void> {
  const began = performance.now();
  const server = await startChild('dist/src/server.js', { DATA_DIR: folder, PORT: '3977', TEMPERA_DISCOVER: 'off' });
  const address = 'http://127.0.0.1:3977';
  try {
    console.log(`Start to first page: ${await timeOf(address, began)} ms; after it`);
    console.log(`  /history for the first time: ${await timeOf(`${address}/history`)} ms (reads the daily sums)`);
    console.log(
      `  sums by cost right after it: ${await timeOf(`${address}/history/spend?min_cost=0.001`)} ms (figures still being read)`,
    );
    console.log(`  memory then: ${((await server.usage()).rssBytes / 1e6).toFixed(0)} MB`);
    console.log(`  all days counted anew for ${ZONE}: ${await changeZone(address)} ms; what follows is in that zone\n`);
    await measurePages(address, print);
    const { rowsPerSecond, grownMb, idle, during } = await measureExport(address, server);
    console.log(`\nCSV export: ${Math.round(rowsPerSecond)} rows/s; memory grew by ${grownMb.toFixed(0)} MB`);
    print('a commit, nothing else going on', idle, null);
    print('a commit during the export', during, null);
  } finally {
    await server.stop();
  }
}

/** A zone with changes of clocks, so that nothing here is measured in UTC alone. */
async function changeZone(address: string): Promise<string> {
  const began = performance.now();
  const zoneOf = async (path: string, init: RequestInit = {}) =>
    ((await (await fetch(`${address}${path}`, init)).json()) as { time_zone: string }).time_zone;
  const headers = { 'Content-Type': 'application/json' };
  await zoneOf('/api/v1/settings', { method: 'PATCH', body: JSON.stringify({ time_zone: ZONE }), headers });
  while ((await zoneOf('/api/v1/costs?group=month')) !== ZONE) await delay(50);
  return (performance.now() - began).toFixed(0);
}

async function timeOf(address: string, began = performance.now()): Promise<string> {
  const answer = await fetch(address);
  await answer.text();
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
  return (performance.now() - began).toFixed(0);
}

async function measureWrites(): Promise<void> {
  const few = join(temporary, 'few');
  mkdirSync(few, { mode: 0o700 });
  await fill({ folder: few, completions: 1_000, seed, log: () => {} });
  console.log('\nLogging a completion (sent, then ended: two commits)');
  const [small = [], large = []] = await measureLogging([few, folder]);
  print('at 1,000 rows', figures(small), null);
  print(`at ${rows} rows`, figures(large), null);
  console.log(`  ratio of medians: ${(figures(large).median / figures(small).median).toFixed(2)} (at most 1.5)`);
}

function print(name: string, { median, p95 }: Figures, limit: number | null): void {
  const verdict = limit === null ? '' : p95 <= limit ? `  (under ${limit})` : `  OVER ${limit}`;
  console.log(
    `  ${name.padEnd(64)} median ${median.toFixed(1).padStart(7)} ms   p95 ${p95.toFixed(1).padStart(7)} ms${verdict}`,
  );
}
