/** `npm run backup -- FILE`: copies the data file, also while Tempera runs. */
import { join, resolve } from 'node:path';
import { readConfig } from './config.ts';
import { ConfigError, StoreError } from './errors.ts';
import { backUp } from './store/file/backup.ts';

const [file, ...flags] = process.argv.slice(2);
try {
  if (file === undefined || file.startsWith('-')) {
    throw new ConfigError('Say where to: npm run backup -- FILE [--data-dir DIR]');
  }
  const { dataDir } = readConfig(flags);
  process.umask(0o077);
  await backUp(join(dataDir, 'tempera.db'), resolve(file));
  console.log(`${resolve(file)} is a checked copy of ${join(dataDir, 'tempera.db')}.`);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StoreError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof StoreError ? error.exitCode : 1;
}
