import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const HOLD = `
  const Database = require('better-sqlite3');
  const database = new Database(process.argv[1]);
  database.exec('begin immediate');
  process.stdout.write('locked');
  setTimeout(() => { database.exec('rollback'); database.close(); }, Number(process.argv[2]));
`;

/**
 * Has another process hold the write lock of a database for so many milliseconds, does something meanwhile, and tells for how
 * long the event loop of this one stood still at most.
 */
export async function whileLocked<T>(
  path: string,
  ms: number,
  work: () => Promise<T>,
): Promise<{ readonly during: T; readonly longestGapMs: number }> {
  const root = new URL('../..', import.meta.url).pathname;
  const holder = spawn(process.execPath, ['-e', HOLD, path, String(ms)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  await once(holder.stdout, 'data');
  return whileMeasured(async () => {
    const done = await work();
    await ended;
    return done;
  });
}

/** Does something, and tells for how long the event loop stood still at most meanwhile. */
export async function whileMeasured<T>(
  work: () => Promise<T>,
): Promise<{ readonly during: T; readonly longestGapMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const during = await work();
  delays.disable();
  return { during, longestGapMs: delays.max / 1e6 };
}
