import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { carryOut } from '../../src/command-line/commands.ts';
import { exitCodeOf } from '../../src/command-line/exit-codes.ts';
import type { Output, Terminal } from '../../src/command-line/terminal.ts';
import type { TestApp } from '../support/test-app.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Typed {
  readonly stdin?: string;
  readonly isLively?: boolean;
  readonly columns?: number;
  readonly stopped?: AbortSignal;
}

/** What `tempera ARGS` does within this process, asking the given application. */
export async function tempera(
  { app }: Pick<TestApp, 'app'>,
  args: readonly string[],
  typed: Typed = {},
): Promise<Outcome> {
  const [stdout, stderr] = [recorded(typed.columns), recorded(typed.columns)];
  const terminal: Terminal = {
    stdin: pieces(typed.stdin ?? ''),
    stdout,
    stderr,
    isLively: typed.isLively ?? false,
    stopped: typed.stopped ?? new AbortController().signal,
  };
  const open = async () => ({
    address: 'http://127.0.0.1:3000',
    request: async (path: string, init?: RequestInit) => app.request(`/api/v1${path}`, init),
    close: async () => {},
  });
  try {
    const code = await carryOut(args, { terminal, open, serverHelp: 'server options' });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === null) throw error;
    return { code, stdout: stdout.text(), stderr: stderr.text() + (error as Error).message };
  }
}

/** A file with this content; it goes with the test. */
export function fileWith(content: unknown, name = 'body.json'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}

function recorded(columns: number | undefined): Output & { text(): string } {
  let written = '';
  return {
    ...(columns === undefined ? {} : { isTTY: true, columns }),
    write: (text, done) => {
      written += text;
      done?.();
      return true;
    },
    text: () => written,
  };
}
