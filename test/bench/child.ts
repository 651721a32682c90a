import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Usage {
  /** User and system time of all threads since the process began. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** A process of its own, so that what it costs is counted apart. */
export interface Child {
  /** Its first line of output: it is ready. */
  readonly firstLine: string;
  /** Sends a message and answers the next one that comes back; one question at a time. */
  ask<Answer>(question: unknown): Promise<Answer>;
  usage(): Promise<Usage>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** What some work answered, how long it took, and how long the child's event loop stood still meanwhile. */
export interface Gap<T> {
  readonly answer: T;
  readonly longestMs: number;
  readonly ms: number;
}

/** Does some work that keeps a child busy, and watches the child's event loop. */
export async function gapWhile<T>(child: Child, work: () => Promise<T>): Promise<Gap<T>> {
  await child.ask('watch-loop');
  const started = performance.now();
  const answer = await work();
  const ms = performance.now() - started;
  const { longestMs } = await child.ask<{ readonly longestMs: number }>('loop-gap');
  return { answer, longestMs, ms };
}

const REPORTER = new URL('./usage-reporter.mjs', import.meta.url).href;

/** Runs a file of the project in Node; TypeScript goes through tsx, whose work is over once everything is loaded. */
export async function startChild(file: string, environment: Readonly<Record<string, string>> = {}): Promise<Child> {
  const loaders = file.endsWith('.ts') ? ['tsx', REPORTER] : [REPORTER];
  const child = fork(fileURLToPath(new URL(`../../${file}`, import.meta.url)), {
    execArgv: loaders.flatMap((loader) => ['--import', loader]),
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  async function ask<Answer>(question: unknown): Promise<Answer> {
    const answer = once(child, 'message');
    child.send(question as object);
    return (await answer)[0] as Answer;
  }
  return { firstLine: await firstLine(child), ask, usage: () => ask<Usage>('usage'), stop: () => stop(child) };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('A child without output.');
  let text = '';
  while (!text.includes('\n')) text += String((await once(stdout, 'data'))[0]);
  return text.slice(0, text.indexOf('\n'));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
