import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
// What a test waits for comes at once on an idle machine, and later on a busy one.
const POLL = { poll: { interval: 20, timeout: 60_000 } };
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

export default defineConfig({
  root,
  test: {
    globalSetup: ['test/support/build-first.ts'],
    // All cores: by default one is left free, which on two cores doubles the time.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          name: 'behaviour',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/structure/**', 'test/browser/**', 'test/promises/**', 'test/bench/**'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          expect: POLL,
          // Files of one worker share the loaded modules: loading them anew for each took a quarter of the whole.
          isolate: false,
        },
      },
      { ...shared, test: { name: 'structure', include: ['test/structure/**/*.test.ts'] } },
      {
        ...shared,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 240_000,
          expect: POLL,
          hookTimeout: 120_000,
          // The files of one worker share a browser and the loaded modules. Browsers are as many as workers.
          isolate: false,
        },
      },
      {
        ...shared,
        test: {
          name: 'promises',
          include: ['test/promises/**/*.test.ts'],
          testTimeout: 600_000,
          expect: POLL,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
