import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type SqlBool, sql } from 'kysely';
import type { DataFileFacts } from '../domain/data-file.ts';
import { startThread } from '../start-thread.ts';
import { stagedFile, stamp } from './backup.ts';
import type { MaintenanceReply, MaintenanceTask } from './maintenance-worker.ts';
import type { OpenDatabase } from './open-database.ts';
import { LIVE } from './rollups.ts';
import type { StoreDatabase } from './schema.ts';
import { forgetAnswer } from './search-index.ts';
import type { DataFileStore } from './store.ts';
import { StoreError } from './store-error.ts';

const FORGOTTEN_AT_ONCE = 200;
const BACKUP_NAME = /^tempera-[\d-]+\.db$/;

/** The data file itself: its size, what is old in it, copies of it. */
export function dataFileStore({ writer, reader, path }: OpenDatabase): DataFileStore {
  const folder = path === ':memory:' ? null : dirname(path);
  return {
    facts: () => facts(reader, path),
    backUp: async (now) => {
      const name = `tempera-${stamp(now)}.db`;
      const backups = join(onDisk(folder), 'backups');
      mkdirSync(backups, { recursive: true, mode: 0o700 });
      await maintain({ type: 'backup', path, target: join(backups, name) });
      return name;
    },
    stageRestore: async (name) => {
      const backup = join(onDisk(folder), 'backups', name);
      if (!BACKUP_NAME.test(name) || !existsSync(backup)) return false;
      await maintain({ type: 'stage', backup, folder: onDisk(folder) });
      return true;
    },
    unstageRestore: async () => rmSync(stagedFile(onDisk(folder)), { force: true }),
    vacuum: () => maintain({ type: 'vacuum', path: join(onDisk(folder), 'tempera.db') }),
    forgetAnswers: (before, now) => forgetAnswers(writer, before, now),
  };
}

function onDisk(folder: string | null): string {
  if (folder === null) throw new StoreError('io', 'This data is in memory only: there is no file to look after.');
  return folder;
}

async function facts(db: StoreDatabase, path: string): Promise<DataFileFacts> {
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
  const inMemory = path === ':memory:';
  return {
    path,
    bytes: inMemory ? 0 : ['', '-wal'].reduce((sum, suffix) => sum + sizeOf(path + suffix), 0),
    freeBytes: rows[0]?.free ?? 0,
    completions: answers,
    oldestDay: oldest,
    backups: inMemory ? [] : backupsIn(join(folder, 'backups')),
    restorePending: !inMemory && existsSync(stagedFile(folder)),
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

/** In short transactions, so that answers that come in meanwhile are saved in time. */
async function forgetAnswers(db: StoreDatabase, before: Date, now: Date): Promise<number> {
  let forgotten = 0;
  for (let after = 0; ; ) {
    const ids = await oldAnswers(db, before, after);
    await db.transaction().execute(async (transaction) => {
      for (const id of ids) await forget(transaction, id, now);
    });
    forgotten += ids.length;
    const last = ids.at(-1);
    if (last === undefined) return forgotten;
    after = last;
  }
}

async function oldAnswers(db: StoreDatabase, before: Date, after: number): Promise<readonly number[]> {
  const day = before.toISOString().slice(0, 10);
  const rows = await db
    .selectFrom('completions')
    .select('id')
    .where('id', '>', after)
    .where(sql<SqlBool>`id <= (select coalesce(max(last_completion_id), 0) from completion_days where day <= ${day})`)
    .where('created_at', '<', before.getTime())
    .where('forgotten_at', 'is', null)
    .where('pinned', '=', 0)
    .where(sql<SqlBool>`not ${LIVE}`)
    .orderBy('id')
    .limit(FORGOTTEN_AT_ONCE)
    .execute();
  return rows.map(({ id }) => id);
}

/** What was asked, used and paid stays, and so do ratings and notes. */
async function forget(db: StoreDatabase, id: number, now: Date): Promise<void> {
  await forgetAnswer(db, id);
  await db.deleteFrom('completion_raw').where('completion_id', '=', id).execute();
  await db.updateTable('earlier_attempts').set({ text: '', reasoning: null }).where('completion_id', '=', id).execute();
  await db
    .updateTable('completions')
    .set({ text: '', reasoning: null, forgotten_at: now.getTime() })
    .where('id', '=', id)
    .execute();
}

function maintain(task: MaintenanceTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = startThread('store/maintenance-worker', task);
    // Whoever waits for it keeps the process alive, unlike a thread that waits for questions.
    thread.ref();
    thread.once('message', (reply: MaintenanceReply) =>
      reply === null ? resolve() : reject(new StoreError(reply.kind, reply.message)),
    );
    thread.once('error', reject);
    thread.once('exit', () => reject(new StoreError('io', 'The work on the data file stopped half-way: try again.')));
  });
}
