import { createApp } from './app.tsx';
import type { Service } from './command-line/service.ts';
import { composeApp } from './compose-app.ts';
import { type Config, forgetSecrets } from './config.ts';
import { createLog } from './platform/log.ts';
import { createStore } from './store/create-store.ts';
import { openDatabase } from './store/file/open-database.ts';

/** What is in flight when a command ends is given so long. */
const GRACE_MS = 2_000;
const HOST = 'localhost';

/**
 * The whole of Tempera within this process, over its data folder, which nobody else may use meanwhile; it listens nowhere.
 * @throws StoreError when the folder is in use, or its file must not be opened
 */
export async function dataFolderService(config: Config): Promise<Service> {
  forgetSecrets();
  process.umask(0o077);
  const log = createLog({
    level: config.logLevel,
    secrets: [config.openai.apiKey, config.password],
    destination: { write: (line) => void process.stderr.write(line) },
  });
  const database = await openDatabase(config.dataDir);
  for (const warning of [...config.warnings, ...database.warnings]) console.error(warning);
  const store = await createStore(database);
  const access = { hosts: () => new Set([HOST]), password: null, port: () => 80, trustedProxy: null };
  const deps = await composeApp({ config, store, access, log });
  const app = createApp(deps);
  return {
    address: null,
    request: async (path, init) => app.request(`http://${HOST}/api/v1${path}`, init),
    close: async () => {
      await deps.runner.close(GRACE_MS);
      await deps.close();
      await store.close();
    },
  };
}
