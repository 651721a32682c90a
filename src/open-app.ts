import type { Hono } from 'hono';
import type { DestinationStream, Logger } from 'pino';
import { createApp } from './app.tsx';
import type { Access } from './app-deps.ts';
import { composeApp, type Services } from './compose-app.ts';
import { type Config, forgetSecrets } from './config.ts';
import { ownZone } from './domain/history/time-zone.ts';
import { createLog } from './platform/log.ts';
import { proxyPasswords } from './provider/network/proxies.ts';
import { createStore } from './store/create-store.ts';
import { openDatabase } from './store/file/open-database.ts';
import { MIGRATIONS } from './store/migrations/ledger.ts';

/**
 * Opens the data folder, which nobody else may use meanwhile, and puts all of Tempera together over it; it listens nowhere yet.
 * @param logTo where the log goes; standard output when left out
 * @throws StoreError when the folder is in use, or its file must not be opened
 */
export async function openApp(
  config: Config,
  access: Access,
  logTo?: DestinationStream,
): Promise<{ readonly app: Hono; readonly deps: Services; readonly log: Logger }> {
  forgetSecrets();
  // Everything this process writes is for its account alone.
  process.umask(0o077);
  const secrets = new Set([config.openai.apiKey, config.password, ...proxyPasswords(config.proxies)]);
  const log = createLog({
    level: config.logLevel,
    secrets,
    ...(logTo === undefined ? {} : { destination: logTo }),
  });
  const database = await openDatabase(config.dataDir, MIGRATIONS, { newFileZone: ownZone });
  for (const warning of [...config.warnings, ...database.warnings]) console.warn(warning);
  const store = await createStore(database);
  const deps = await composeApp({ config, store, access, log, onSecret: (secret) => secrets.add(secret) });
  return { app: createApp(deps), deps, log };
}
