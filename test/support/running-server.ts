import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = new URL('../../', import.meta.url).pathname;
const SERVER = join(ROOT, 'dist', 'src', 'server.js');
const START_WITHIN_MS = 20_000;

export interface ServerOptions {
  /** The data folder. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The file to run: the built server, when left out. */
  readonly program?: string;
  /** Another account to run under. */
  readonly uid?: number;
}

/** The built server as a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** All it has written so far, to either output. */
  output(): string;
  /** Its exit code; `null` when it was killed. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface RunningServer extends ServerProcess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** As a program sends JSON. */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Kills it, unless it has ended already. */
  stop(): Promise<void>;
}

/** Compiles what is newer than the last build. */
export function buildServer(): void {
  execFileSync(process.execPath, [join(ROOT, '.build', 'ensure-built.mjs')], { stdio: 'pipe' });
}

/** A new folder, and a function that removes it. */
export function newFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-faults-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the server and waits neither for its address nor for its end. Nothing of our own environment goes along. */
export function spawnServer({ folder, env = {}, args = [], program = SERVER, uid }: ServerOptions): ServerProcess {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: folder,
      PORT: '0',
      TEMPERA_DISCOVER: 'off',
      TEMPERA_PRACTICE_RATE: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited: exitOf(child),
    kill: (signal) => void child.kill(signal),
  };
}

/** Starts the server and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = spawnServer(options);
  const url = await addressOf(server);
  const request: RunningServer['request'] = (path, init) => fetch(url + path, init);
  return {
    ...server,
    url,
    port: Number(new URL(url).port),
    request,
    post: (path, body = {}, headers = {}) =>
      request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', ...headers },
      }),
    stop: async () => {
      server.kill('SIGKILL');
      await server.exited;
    },
  };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

async function addressOf(server: ServerProcess): Promise<string> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = performance.now() + START_WITHIN_MS;
  while (!ended && performance.now() < deadline) {
    const address = /Tempera is at (http:\/\/\S+)/.exec(server.output())?.[1];
    if (address !== undefined) return address.replace('0.0.0.0', '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  server.kill('SIGKILL');
  throw new Error(`The server did not start: ${server.output()}`);
}
