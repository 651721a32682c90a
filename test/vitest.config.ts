import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
// What a test waits for comes at once on an idle machine, and later on a busy one.
const POLL = { poll: { interval: 50, timeout: 60_000 } };
// Threads run the built files, as in production: translating each thread's sources anew took longer than their work.
const builtThreads = {
  find: /^(\.\.?\/)+(platform\/)?start-thread\.ts$/,
  replacement: new URL('./support/start-built-thread.ts', import.meta.url).pathname,
};
const shared = {
  root,
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  resolve: { alias: [builtThreads] },
} as const;
/** Of what is run with every change. */
const often = {
  testTimeout: 240_000,
  hookTimeout: 120_000,
  expect: POLL,
  // Files of one worker share the loaded modules and a browser: loading them anew for each took a quarter of the whole.
  isolate: false,
  // Short-lived objects die before they are moved: an eighth of the processor time.
  execArgv: ['--max-semi-space-size=64'],
};

export default defineConfig({
  root,
  test: {
    globalSetup: ['test/support/build-first.ts'],
    // All cores, and one more for those tests that wait for a process or a browser: by default one is left free.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        ...shared,
        test: {
          // All of `npm test`: a worker of another kind would load the modules once more.
          name: 'behaviour',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/promises/**', 'test/bench/**'],
          ...often,
        },
      },
      {
        ...shared,
        test: {
          // What goes wrong: endpoints, disks, clocks and sizes, servers that are killed and files that are taken away.
          name: 'faults',
          include: ['test/promises/faults/**/*.test.ts'],
          ...often,
        },
      },
      { ...shared, test: { name: 'structure', include: ['test/structure/**/*.test.ts'], isolate: false } },
      {
        ...shared,
        test: {
          name: 'promises',
          include: ['test/promises/*.test.ts'],
          testTimeout: 600_000,
          expect: POLL,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
