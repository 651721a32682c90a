import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createStore } from '../../src/store/create-store.ts';
import { type OpenDatabase, openDatabase } from '../../src/store/file/open-database.ts';
import type { Store } from '../../src/store/store.ts';
import { newFolder, removeFolder } from './temporary-folders.ts';

/** A store over a data folder of its own. */
export interface TemporaryStore {
  readonly store: Store;
  readonly database: OpenDatabase;
  /** Closes the store and removes the folder. */
  close(): Promise<void>;
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A data folder as the first start of a server leaves it. */
async function newDataFolder(): Promise<string> {
  template ??= firstStart();
  const [folder, from] = [newFolder(), await template];
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(folder, name));
  return folder;
}

export async function openTemporaryStore(): Promise<TemporaryStore> {
  const folder = await newDataFolder();
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const close = async () => {
    await store.close();
    removeFolder(folder);
  };
  return { store, database, close };
}

/** A store in a new folder; both go with the test. */
export async function temporaryStore(): Promise<TemporaryStore> {
  const opened = await openTemporaryStore();
  onTestFinished(() => opened.close());
  return opened;
}

/** Made once for all tests of a process: running every migration takes longer than most tests. */
let template: Promise<string> | null = null;

async function firstStart(): Promise<string> {
  const folder = newFolder();
  await (await createStore(await openDatabase(folder))).close();
  return folder;
}
