import type { ToolCall } from '../domain/prompt/tool.ts';

/** The text and times of one attempt, gathered while it streams. */
export class LiveText {
  readonly #startedAt = performance.now();
  #text = '';
  #reasoning = '';
  #toolCalls: readonly ToolCall[] | null = [];
  #readCalls: () => readonly ToolCall[] = () => [];
  #firstTokenAt: number | null = null;
  #opened = false;

  get text(): string {
    return this.#text;
  }

  /** `null` when the endpoint shows none. */
  get reasoning(): string | null {
    return this.#reasoning === '' ? null : this.#reasoning;
  }

  /** The functions it asks to be called, as far as they have come. */
  get toolCalls(): readonly ToolCall[] {
    this.#toolCalls ??= this.#readCalls();
    return this.#toolCalls;
  }

  /** Whether the endpoint began to answer, so that the request may be billed. */
  get opened(): boolean {
    return this.#opened;
  }

  /** Milliseconds to the first token, thinking included; `null` before it. */
  get ttftMs(): number | null {
    return this.#firstTokenAt === null ? null : this.#firstTokenAt - this.#startedAt;
  }

  get durationMs(): number {
    return performance.now() - this.#startedAt;
  }

  open(): void {
    this.#opened = true;
  }

  append(delta: string): void {
    this.#firstTokenAt ??= performance.now();
    this.#text += delta;
  }

  /** There is more of the calls, which are read when somebody looks. */
  call(calls: () => readonly ToolCall[]): void {
    this.#firstTokenAt ??= performance.now();
    this.#readCalls = calls;
    this.#toolCalls = null;
  }

  appendReasoning(delta: string): void {
    this.#firstTokenAt ??= performance.now();
    this.#reasoning += delta;
  }
}
