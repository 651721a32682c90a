import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { lockDataFolder } from '../../../src/store/file/server-lock.ts';
import { temporaryFolder } from '../../support/temporary-data.ts';

const HOLDER = new URL('../support/hold-data-folder.ts', import.meta.url).pathname;

/** A process that has opened the folder. */
async function holderOf(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  expect(said.toString()).toBe('open\n');
  return child;
}

test('a second server is refused with the pid of the first, and can start once the first was killed', async () => {
  const folder = temporaryFolder();
  const child = await holderOf(folder);
  const refusal = openDatabase(folder);
  await expect(refusal).rejects.toMatchObject({ kind: 'locked_by_other_server', exitCode: 4 });
  await expect(refusal).rejects.toThrow(`process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await openDatabase(folder)).close();
});

test('a folder is taken once, also within a process, and free after closing', async () => {
  const folder = temporaryFolder();
  const first = await openDatabase(folder);
  await expect(openDatabase(folder)).rejects.toThrow(`process ${process.pid}`);
  await expect(openDatabase(folder)).rejects.toMatchObject({ kind: 'locked_by_other_server' });
  await first.close();
  const second = await openDatabase(folder);
  await expect(openDatabase(folder)).rejects.toMatchObject({ kind: 'locked_by_other_server' });
  await second.close();
});

test('a lock tells who holds it and can be taken again after its release', () => {
  const folder = temporaryFolder();
  const lock = lockDataFolder(folder);
  expect(lock.pid).toBe(process.pid);
  expect(() => lockDataFolder(folder)).toThrow(`Another Tempera (process ${process.pid}) is using ${folder}`);
  lock.release();
  lockDataFolder(folder).release();
});
