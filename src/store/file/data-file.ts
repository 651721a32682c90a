import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { DataFileFacts } from '../../domain/data-file.ts';
import { StoreError } from '../../errors.ts';
import { askOnce } from '../../platform/thread-client.ts';
import type { StoreDatabase } from '../schema.ts';
import { stagedFile, stamp } from './backup.ts';
import type { DataFileStore } from './data-file-store.ts';
import type { MaintenanceReply, MaintenanceTask } from './maintenance-worker.ts';
import type { OpenDatabase } from './open-database.ts';
import { forgetAnswers } from './purge-answers.ts';

const BACKUP_NAME = /^tempera-[\d-]+\.db$/;

/** The data file itself: its size, what is old in it, copies of it. */
export function dataFileStore({ writer, reader, path }: OpenDatabase): DataFileStore {
  const folder = dirname(path);
  return {
    facts: () => facts(reader, path),
    backUp: async (now) => {
      const name = `tempera-${stamp(now)}.db`;
      const backups = join(folder, 'backups');
      mkdirSync(backups, { recursive: true, mode: 0o700 });
      await maintain({ type: 'backup', path, target: join(backups, name) });
      return name;
    },
    stageRestore: async (name) => {
      const backup = join(folder, 'backups', name);
      if (!BACKUP_NAME.test(name) || !existsSync(backup)) return false;
      await maintain({ type: 'stage', backup, folder });
      return true;
    },
    unstageRestore: async () => rmSync(stagedFile(folder), { force: true }),
    vacuum: () => maintain({ type: 'vacuum', path: join(folder, 'tempera.db') }),
    forgetAnswers: (before, options) => forgetAnswers(writer, before, options),
  };
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

async function maintain(workerData: MaintenanceTask): Promise<void> {
  const reply = await askOnce<MaintenanceReply>('store/file/maintenance-worker', { workerData });
  if (reply === null) throw new StoreError('io', 'The work on the data file stopped half-way: try again.');
  if (!reply.done) throw new StoreError(reply.kind, reply.message);
}
