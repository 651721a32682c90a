#!/usr/bin/env node
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { Services } from './compose-app.ts';
import { type Config, HELP, readConfig } from './config.ts';
import { ConfigError, StoreError } from './errors.ts';
import { allowedHosts } from './guards/host.ts';
import { createHttpServer } from './guards/http-server.ts';
import { openApp } from './open-app.ts';
import { redact } from './platform/redact.ts';
import { onStopSignals, type StopHandlers } from './platform/stop-signals.ts';
import type { Runner } from './runner/runner.ts';

const DEFAULT_PORT = 3000;
const PORTS_TO_TRY = 20;
const GRACE_MS = 8_000;
const STOPPING = `Stopping: answers on their way have ${GRACE_MS / 1000} s to end. Resume asks for the rest. Ctrl+C again stops at once.`;
const WARM_UP_AFTER_MS = 150;
const TIDY_UP_AFTER_MS = 1_500;
/** Containers kill after 10 s; by then the process has ended by itself, and said what could not be saved. */
const MAX_EXIT_MS = 9_500;
/** For whoever pressed Ctrl+C again: what has come of the answers is kept within it, unless the data file is in trouble. */
const MAX_HURRY_MS = 1_000;

main().catch(fail);
process.once('uncaughtException', fail);

/** Ends the process with one line for what a person can mend, and with a stack trace for a mistake of ours. */
function fail(error: unknown): never {
  const known = error instanceof ConfigError || error instanceof StoreError;
  console.error(known ? error.message : redact(inspect(error), []));
  process.exit(error instanceof StoreError ? error.exitCode : 1);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(HELP);
  const config = readConfig();
  let port = 0;
  const access = {
    hosts: () => allowedHosts({ host: config.host, port, publicHosts: config.publicHosts }),
    password: config.password,
    port: () => port,
    trustedProxy: config.trustedProxy,
  };
  const { app, deps, log } = await openApp(config, access);
  await deps.starters.makeMissing();
  const server = createHttpServer(app);
  port = await listen(server, config);

  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  console.log(`Tempera is at ${address}  (data in ${config.dataDir}; stop with Ctrl+C)`);
  if (config.open) await openBrowser(address);
  // Not at once: the first page comes first.
  setTimeout(() => {
    deps.warmUp().catch((error: unknown) => log.warn({ err: error }, 'a part could not be loaded ahead'));
  }, WARM_UP_AFTER_MS).unref();
  // Who opens a page is likely to run something; who starts a server for programs may never need the built-in model.
  const afterPage = onceOnly(async () => void setTimeout(deps.warmUpPractice, WARM_UP_AFTER_MS).unref());
  server.on('request', ({ headers }) => {
    if (headers.accept?.includes('text/html')) afterPage();
  });
  setTimeout(() => deps.retention.start(), TIDY_UP_AFTER_MS).unref();

  onStopSignals(stopping(server, deps));
}

/** Ends the process with all that was answered in the data file; asked again, without waiting for the rest of what is being said. */
function stopping(server: Server, deps: Services): StopHandlers {
  const { runner, store } = deps;
  const hurry = new AbortController();
  let exitCode = 0;
  async function stop() {
    setTimeout(() => fail(unsaved(runner)), MAX_EXIT_MS);
    server.close();
    // Whoever pressed Ctrl+C would take the silence for a server that hangs.
    if (runner.isAnswering) console.log(STOPPING);
    await runner.close(GRACE_MS, hurry.signal);
    server.closeAllConnections();
    const copy = await store.dataFile.saveIfMoved(new Date());
    if (copy === null && isUnsaved(runner)) fail(unsaved(runner));
    await deps.close();
    await store.close();
    if (copy !== null) fail(saved(store.path, copy));
    process.exit(exitCode);
  }
  return {
    stop: () => void stop().catch(fail),
    stopNow: (code) => {
      exitCode = code;
      hurry.abort();
      setTimeout(() => {
        // A file that was moved is being saved elsewhere, and what cannot be saved is said: both are worth the wait.
        if (runner.storageProblem === null && store.dataFile.problem === null) process.exit(code);
      }, MAX_HURRY_MS);
    },
  };
}

/** Listens on the port that was asked for, or on the first free one from 3000 up when none was. */
async function listen(server: Server, { port, host }: Config): Promise<number> {
  const candidates = port === null ? Array.from({ length: PORTS_TO_TRY }, (_, index) => DEFAULT_PORT + index) : [port];
  for (const candidate of candidates) {
    const free = await tryToListen(server, candidate, host);
    if (free) return (server.address() as AddressInfo).port;
  }
  const which = port === null ? `Ports ${DEFAULT_PORT} to ${DEFAULT_PORT + PORTS_TO_TRY - 1} are` : `Port ${port} is`;
  throw new ConfigError(`${which} in use on ${host}: set PORT to a free one.`);
}

function tryToListen(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new ConfigError(`Cannot listen on ${host}:${port}: ${error.message}`));
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

async function openBrowser(address: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, address], { stdio: 'ignore', detached: true });
  // No browser to open is no reason to stop: the address is printed.
  child.on('error', () => {});
  child.unref();
}

/** A log that was deleted is no loss: closing the file writes everything into it. */
function isUnsaved({ storageProblem }: Pick<Runner, 'storageProblem'>): boolean {
  return storageProblem !== null && !(storageProblem instanceof StoreError && storageProblem.kind === 'log_moved');
}

function saved(path: string, copy: string): StoreError {
  return new StoreError(
    'moved',
    `${path} was deleted, moved or replaced while Tempera ran. All its data is in ${copy}: npm run restore -- ${copy} puts it back.`,
  );
}

function unsaved({ storageProblem }: Pick<Runner, 'storageProblem'>): StoreError {
  const reason = storageProblem === null ? 'The data file was not free in time.' : storageProblem.message;
  return new StoreError('io', `The last answers could not be saved. ${reason}`);
}

function onceOnly(action: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    action().catch(fail);
  };
}
