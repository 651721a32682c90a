/** A stream that text is written to. */
export interface Output {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command reads from and writes to. */
export interface Terminal {
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether a line on stderr may be written over: it is a terminal, and not a dumb one. */
  readonly isLively: boolean;
  /** Aborted by Ctrl+C, by a request to end, and when nobody reads the output any more; its reason is an exit code. */
  readonly stopped: AbortSignal;
}

/** Writes a text and waits until it is out, or until nobody reads it. */
export function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve) => {
    output.write(text, () => resolve());
  });
}

/** A line of ours for people, on stderr. */
export function say({ stderr }: Pick<Terminal, 'stderr'>, line: string): void {
  stderr.write(`${line}\n`);
}
