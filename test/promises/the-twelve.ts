/** A promise, and the test files that prove it. */
export interface PromiseMade {
  readonly number: number;
  readonly promise: string;
  readonly tests: readonly string[];
}

/** What is promised to whoever uses Tempera, with the proofs; docs/security.md says more of each threat and fault. */
export const THE_TWELVE: readonly PromiseMade[] = [
  {
    number: 1,
    promise: 'A page you visit cannot read or spend',
    tests: [
      'test/guards/host.test.ts',
      'test/guards/origin.test.ts',
      'test/promises/faults/guards.test.ts',
      'test/browser/guards.test.ts',
    ],
  },
  {
    number: 2,
    promise: 'No network listening without a password',
    tests: ['test/promises/faults/process.test.ts', 'test/guards/password.test.ts', 'test/guards/sessions.test.ts'],
  },
  {
    number: 3,
    promise: 'Your key goes only to the base URL shown',
    tests: [
      'test/promises/faults/keys.test.ts',
      'test/provider/network/base-url.test.ts',
      'test/provider/errors/secret-filter.test.ts',
      'test/platform/redact.test.ts',
    ],
  },
  {
    number: 4,
    promise: 'Model text is never code',
    tests: ['test/browser/hostile-answer.test.ts', 'test/guards/headers.test.ts', 'test/views/text.test.tsx'],
  },
  {
    number: 5,
    promise: 'Shown as done means on disk',
    tests: [
      'test/promises/kill.test.ts',
      'test/promises/faults/kill.test.ts',
      'test/promises/faults/data-file.test.ts',
      'test/store/file/open-database.test.ts',
    ],
  },
  {
    number: 6,
    promise: 'Partial output is kept and labelled',
    tests: [
      'test/promises/faults/endpoint.test.ts',
      'test/provider/faults.test.ts',
      'test/promises/upstream-fuzz.test.ts',
    ],
  },
  {
    number: 7,
    promise: 'Never a false done or invented cost',
    tests: [
      'test/promises/faults/endpoint.test.ts',
      'test/promises/faults/impossible-figures.test.ts',
      'test/promises/upstream-fuzz.test.ts',
    ],
  },
  {
    number: 8,
    promise: 'One click, one charge; caps hold in parallel',
    tests: [
      'test/promises/faults/closed-tab.test.ts',
      'test/routes/caps.test.ts',
      'test/spending/cap-ledger.test.ts',
      'test/routes/http/confirm-first.test.ts',
    ],
  },
  {
    number: 9,
    promise: 'Closing the tab loses nothing',
    tests: [
      'test/promises/faults/closed-tab.test.ts',
      'test/browser/first-run.test.ts',
      'test/promises/typing.test.ts',
    ],
  },
  {
    number: 10,
    promise: 'One SQLite file that only your account can read; export, import, export gives equal files',
    tests: [
      'test/store/file/open-database.test.ts',
      'test/routes/notebook-files.test.ts',
      'test/promises/notebook-fuzz.test.ts',
      'test/promises/faults/moved-file.test.ts',
    ],
  },
  {
    number: 11,
    promise: 'Upgrades back up first; unknown files are not opened',
    tests: [
      'test/store/file/earlier-files.test.ts',
      'test/store/refusals.test.ts',
      'test/promises/faults/process.test.ts',
    ],
  },
  {
    number: 12,
    promise: 'Fast at a million rows and 200 streams',
    tests: ['test/promises/many-rows.test.ts', 'test/promises/load.test.ts'],
  },
];
