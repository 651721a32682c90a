/** One Ctrl+C under `npm start` comes twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 500;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export interface StopHandlers {
  /** Asked to stop for the first time. */
  readonly stop: () => void;
  /** Asked again, by somebody who does not wait; told what to exit with. */
  readonly stopNow: (exitCode: number) => void;
}

/** Ctrl+C, and what a supervisor sends to end the process. */
export function onStopSignals({ stop, stopNow }: StopHandlers): void {
  let first: number | null = null;
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      const now = performance.now();
      if (first === null) stop();
      else if (now - first >= SAME_PRESS_MS) stopNow(exitCode);
      first ??= now;
    });
  }
}
