import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Usage {
  /** User and system time of all threads since the process began. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** A process of its own whose first line of output says where it listens, or that it is ready. */
export interface Child {
  readonly firstLine: string;
  /** Sends a message and answers the next one that comes back. One at a time. */
  ask<Answer>(message: unknown): Promise<Answer>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const REPORTER = new URL('./usage-reporter.mjs', import.meta.url).href;

/** Starts a file with Node; TypeScript through tsx, whose work is over once everything is loaded. */
export async function startChild(
  file: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[] } = {},
): Promise<Child> {
  const typescript = file.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const forkOptions: ForkOptions = {
    execArgv: [...typescript, '--import', REPORTER, ...extraArguments()],
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  };
  const child = fork(file, [...(options.args ?? [])], forkOptions);
  const ask = async <Answer>(message: unknown): Promise<Answer> => {
    const answer = once(child, 'message');
    child.send(message as object);
    return (await answer)[0] as Answer;
  };
  return { firstLine: await firstLine(child), ask, usage: () => ask<Usage>('usage'), stop: () => stop(child) };
}

export function projectFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
