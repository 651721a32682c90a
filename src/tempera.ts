#!/usr/bin/env node
/** `tempera`: a command such as `tempera run FILE`, or the server. */
import { inspect } from 'node:util';
import { carryOut, type Place, startsServer } from './command-line/commands.ts';
import { EXIT, exitCodeOf } from './command-line/exit-codes.ts';
import { remoteService, type Service } from './command-line/service.ts';
import type { Terminal } from './command-line/terminal.ts';
import { HELP, isDumbTerminal, readConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { redact } from './platform/redact.ts';

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
  const { dataFolderService } = await import('./data-folder-service.ts');
  return dataFolderService(config);
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
