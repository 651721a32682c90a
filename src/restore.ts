/** `npm run restore -- FILE`: puts a backup in the place of the data file, which is kept. Tempera must not run. */
import { resolve } from 'node:path';
import { readConfig } from './config.ts';
import { ConfigError, StoreError } from './errors.ts';
import { restoreFolder } from './store/file/backup.ts';
import { prepareDataFolder } from './store/file/data-folder.ts';

const [file, ...flags] = process.argv.slice(2);
try {
  if (file === undefined || file.startsWith('-')) {
    throw new ConfigError('Say what from: npm run restore -- FILE [--data-dir DIR]');
  }
  const { dataDir } = readConfig(flags);
  process.umask(0o077);
  prepareDataFolder(dataDir);
  const previous = await restoreFolder(resolve(file), dataDir, new Date());
  const kept = previous === null ? 'There was no data file before.' : `The data file of before is ${previous}.`;
  console.log(`${resolve(file)} is restored. ${kept}`);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StoreError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof StoreError ? error.exitCode : 1;
}
