import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { DataFileFacts } from '../../domain/history/data-file.ts';
import { StoreError } from '../../errors.ts';
import { askOnce } from '../../platform/thread-client.ts';
import type { StoreDatabase } from '../schema.ts';
import { translateError } from '../translate-error.ts';
import { backUpOpen, finishCopy, stagedFile, stamp } from './backup.ts';
import type { DataFileStore } from './data-file-store.ts';
import type { MaintenanceReply, MaintenanceTask } from './maintenance-worker.ts';
import type { OpenDatabase } from './open-database.ts';
import { forgetAnswers } from './purge-answers.ts';

const BACKUP_NAME = /^tempera-[\d-]+\.db$/;

/** The data file itself: its size, what is old in it, copies of it. */
export function dataFileStore(database: OpenDatabase): DataFileStore {
  const { writer, reader, path, watch } = database;
  const folder = dirname(path);
  return {
    get problem() {
      return watch.problem;
    },
    follow: watch.follow,
    assertInPlace: watch.assertInPlace,
    facts: async () => ({ ...(await facts(reader, path)), problem: watch.problem?.message ?? null }),
    backUp: (now) => backUpBeside(database, now),
    saveIfMoved: async (now) => {
      if (!hasMoved(watch)) return null;
      return await copyBeforeEnd(database, now);
    },
    stageRestore: async (name) => {
      const backup = join(folder, 'backups', name);
      if (!BACKUP_NAME.test(name) || !existsSync(backup)) return false;
      await maintain({ type: 'stage', backup, folder });
      return true;
    },
    unstageRestore: async () => rmSync(stagedFile(folder), { force: true }),
    vacuum: async () => {
      watch.assertInPlace();
      await maintain({ type: 'vacuum', path: join(folder, 'tempera.db') });
    },
    deleteUnusedImages: async (before) => {
      watch.assertInPlace();
      // Most data files have no image of that age, and a thread costs more than a look.
      if (!(await hasImages(reader, before))) return 0;
      const task = { type: 'unused-images', path, before: before.getTime() } as const;
      return await deleteImages(writer, (await replyTo(task)).unusedImages ?? [], before);
    },
    forgetAnswers: (before, options) => forgetAnswers(writer, before, options),
  };
}

async function backUpBeside({ path, watch, handle }: OpenDatabase, now: Date): Promise<string> {
  const backups = join(dirname(path), 'backups');
  const name = freeName(backups, now);
  const target = join(backups, name);
  try {
    mkdirSync(backups, { recursive: true, mode: 0o700 });
    const amiss = isAmiss(watch);
    // There is nothing left to copy but what was written over it.
    if (watch.problem?.kind === 'written_over') throw watch.problem;
    if (amiss) await backUpOpen(handle, target, (copy) => maintain({ type: 'finish', path: copy, target }));
    else await maintain({ type: 'backup', path, target });
  } catch (error) {
    throw translateError(error, target);
  }
  return name;
}

/** Two copies may be made in one second. */
function freeName(backups: string, now: Date): string {
  for (let count = 1; ; count += 1) {
    const name = `tempera-${stamp(now)}${count === 1 ? '' : `-${count}`}.db`;
    if (!existsSync(join(backups, name))) return name;
  }
}

/** As the process ends, nobody waits for its event loop, so the copy needs no thread; its folder may have gone with the file. */
async function copyBeforeEnd({ path, handle }: OpenDatabase, now: Date): Promise<string> {
  const copyTo = async (folder: string) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, freeName(folder, now));
    await backUpOpen(handle, target, async (copy) => finishCopy(copy, target));
    return target;
  };
  return await copyTo(join(dirname(path), 'backups')).catch(() => copyTo(tmpdir()));
}

/** Whether what the path names may not be what is open; looked at now. */
function isAmiss(watch: OpenDatabase['watch']): boolean {
  try {
    watch.assertInPlace();
    return false;
  } catch {
    return true;
  }
}

/** Closing a file writes its log into it, unless the file itself has gone. */
function hasMoved(watch: OpenDatabase['watch']): boolean {
  return isAmiss(watch) && watch.problem?.kind === 'moved';
}

async function facts(db: StoreDatabase, path: string): Promise<Omit<DataFileFacts, 'problem'>> {
  const { answers, oldest } = await db
    .selectFrom('completion_days')
    .select([
      sql<number>`coalesce((select sum(completions) from daily_costs), 0)`.as('answers'),
      sql<string | null>`min(day)`.as('oldest'),
    ])
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ free: number }>`select freelist_count * page_size as free
    from pragma_freelist_count(), pragma_page_size()`.execute(db);
  const folder = dirname(path);
  return {
    path,
    bytes: ['', '-wal'].reduce((sum, suffix) => sum + sizeOf(path + suffix), 0),
    freeBytes: rows[0]?.free ?? 0,
    completions: answers,
    oldestDay: oldest,
    backups: backupsIn(join(folder, 'backups')),
    restorePending: existsSync(stagedFile(folder)),
  };
}

function backupsIn(folder: string): DataFileFacts['backups'] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => BACKUP_NAME.test(name))
    .map((name) => ({ name, path: join(folder, name), bytes: sizeOf(join(folder, name)) }))
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

async function hasImages(db: StoreDatabase, before: Date): Promise<boolean> {
  const query = db.selectFrom('images').select('hash').where('created_at', '<', before.getTime()).limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

/** One that was sent or named again since then stays. */
async function deleteImages(db: StoreDatabase, hashes: readonly string[], before: Date): Promise<number> {
  let deleted = 0;
  for (const hash of hashes) {
    const { numDeletedRows } = await db
      .deleteFrom('images')
      .where('hash', '=', hash)
      .where('created_at', '<', before.getTime())
      .executeTakeFirst();
    deleted += Number(numDeletedRows);
  }
  return deleted;
}

async function maintain(task: MaintenanceTask): Promise<void> {
  await replyTo(task);
}

async function replyTo(workerData: MaintenanceTask): Promise<Extract<MaintenanceReply, { readonly done: true }>> {
  const reply = await askOnce<MaintenanceReply>('store/file/maintenance-worker', { workerData });
  if (reply === null) throw new StoreError('io', 'The work on the data file stopped half-way: try again.');
  if (!reply.done) throw new StoreError(reply.kind, reply.message);
  return reply;
}
