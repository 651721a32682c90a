#!/usr/bin/env node
/** `tempera`: a command such as `tempera run FILE`, or the server. */
import { inspect } from 'node:util';
import { carryOut, type Place, startsServer } from './command-line/commands.ts';
import { EXIT, exitCodeOf } from './command-line/exit-codes.ts';
import { remoteService, type Service } from './command-line/service.ts';
import type { Terminal } from './command-line/terminal.ts';
import { type Config, HELP, isDumbTerminal, readConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { redact } from './platform/redact.ts';

/** What is in flight when a command ends is given so long. */
const GRACE_MS = 2_000;
const OWN_HOST = 'localhost';

const argv = process.argv.slice(2);
if (startsServer(argv)) await import('./server.ts');
else process.exit(await codeOf(argv, terminalOfProcess()));

async function codeOf(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await carryOut(args, { terminal, open, serverHelp: HELP });
  } catch (error) {
    const code = exitCodeOf(error) ?? EXIT.failed;
    // Whoever reads no more wants to hear of nothing.
    if (terminal.stopped.aborted) return Number(terminal.stopped.reason);
    const isKnown = exitCodeOf(error) !== null || error instanceof ConfigError;
    console.error(isKnown && error instanceof Error ? `tempera: ${error.message}` : redact(inspect(error), []));
    return code;
  }
}

async function open({ url, dataDir }: Place): Promise<Service> {
  const config = readConfig(dataDir === null ? [] : ['--data-dir', dataDir]);
  const address = url ?? (dataDir === null ? config.url : null);
  if (address !== null) return remoteService(address, config.password);
  return dataFolderService(config);
}

/** The application within this process, which is loaded for that alone. */
async function dataFolderService(config: Config): Promise<Service> {
  const { openApp } = await import('./open-app.ts');
  const access = { hosts: () => new Set([OWN_HOST]), password: null, port: () => 80, trustedProxy: null };
  const { app, deps } = await openApp(config, access, { write: (line) => void process.stderr.write(line) });
  return {
    address: null,
    request: async (path, init) => app.request(`http://${OWN_HOST}/api/v1${path}`, init),
    close: async () => {
      await deps.runner.close(GRACE_MS);
      await deps.close();
      await deps.store.close();
    },
  };
}

function terminalOfProcess(): Terminal {
  const stopping = new AbortController();
  const stopWith = (code: number) => () => {
    // Asked for a second time, it ends at once.
    if (stopping.signal.aborted) process.exit(code);
    stopping.abort(code);
  };
  process.on('SIGINT', stopWith(EXIT.interrupted));
  process.on('SIGTERM', stopWith(EXIT.terminated));
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => stopping.abort(EXIT.brokenPipe));
  }
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    isLively: process.stderr.isTTY === true && !isDumbTerminal(),
    stopped: stopping.signal,
  };
}
