import { performance } from 'node:perf_hooks';
import { cut, dollars } from './figures.ts';
import { progressOf, type RunJson } from './run-json.ts';
import type { Terminal } from './terminal.ts';

/** Where lines cannot be written over, there is one in so many milliseconds. */
const CALM_EVERY_MS = 10_000;

/** Tells on stderr how runs go on: in one line that changes on a terminal, else in few lines that stay. */
export class Progress {
  readonly #terminal: Pick<Terminal, 'stderr' | 'isLively'>;
  readonly #isQuiet: boolean;
  #said = performance.now();
  #line = '';

  constructor(terminal: Pick<Terminal, 'stderr' | 'isLively'>, { isQuiet }: { readonly isQuiet: boolean }) {
    this.#terminal = terminal;
    this.#isQuiet = isQuiet;
  }

  /** A run as it stands at the moment. */
  show(title: string, run: RunJson): void {
    if (this.#isQuiet) return;
    const isOver = run.status !== 'running';
    const line = `${title}: ${lineOf(run)}`;
    if (line === this.#line && !isOver) return;
    this.#line = line;
    if (this.#terminal.isLively) this.#writeOver(line, isOver);
    else if (isOver || performance.now() - this.#said >= CALM_EVERY_MS) {
      this.#said = performance.now();
      this.#terminal.stderr.write(`${line}\n`);
    }
  }

  /** A line that wraps could not be written over. */
  #writeOver(line: string, isOver: boolean): void {
    const { stderr } = this.#terminal;
    const short = cut(line, (stderr.columns ?? 80) - 1);
    stderr.write(`\r\u001b[K${isOver ? `${line}\n` : short}`);
  }

  /** Ends a line that was being written over. */
  leave(): void {
    if (this.#terminal.isLively && this.#line !== '') this.#terminal.stderr.write('\r\u001b[K');
    this.#line = '';
  }
}

function lineOf(run: RunJson): string {
  const { ended, planned, failed, usd, unpriced } = progressOf(run);
  const parts = [
    `${ended} of ${planned} requests`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    dollars(usd),
    ...(unpriced > 0 ? [`${unpriced} unpriced`] : []),
    ...(run.status === 'running' || run.status === 'finished' ? [] : [run.status]),
  ];
  return parts.join(', ');
}
