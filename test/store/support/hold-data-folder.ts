import { openDatabase } from '../../../src/store/file/open-database.ts';

/** Opens the folder given as argument, says so, and keeps it until it is killed. */
async function hold(folder: string): Promise<void> {
  await openDatabase(folder);
  process.stdout.write('open\n');
  setInterval(() => {}, 60_000);
}

void hold(process.argv[2] ?? '');
