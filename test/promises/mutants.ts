/** A guard that is taken out of the source, and the tests of which one at least must notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  readonly tests: readonly string[];
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'guard removed: whoever sends a change',
    file: 'src/guards/apply-guards.ts',
    from: '  app.use(originGuard({ origins: () => originsOf(hosts()), passwordSet: check !== null }));\n',
    to: '  void [originGuard, originsOf];\n',
    tests: ['test/guards/origin.test.ts', 'test/promises/faults/guards.test.ts'],
  },
  {
    name: 'escaping removed',
    file: 'views/exact-text.tsx',
    from: "import { html, raw } from 'hono/html';",
    to: "import { raw } from 'hono/html';\n\nconst html = String.raw;",
    tests: ['test/views/text.test.tsx', 'test/promises/faults/page-limits.test.ts'],
  },
  {
    name: 'commit moved after the event',
    file: 'src/runner/run-execution.ts',
    from: "const kept = await log.write({ type: 'ended', id: completion.id, outcome, endedAt, charge: tab.spent });",
    to: "const kept = null as never as { type: 'run' } | { type: 'ended'; outcome: typeof outcome };\n    void log.write({ type: 'ended', id: completion.id, outcome, endedAt, charge: tab.spent });",
    tests: ['test/promises/faults/data-file.test.ts', 'test/runner/storage-failure.test.ts'],
  },
  {
    name: 'cap not reserved',
    file: 'src/spending/completion-budget.ts',
    from: "    if (reserved.kind === 'held') return reserved.hit;\n    this.#reservation = reserved.reservation;\n",
    to: "    if (reserved.kind !== 'held') reserved.reservation.settle(NOTHING_SPENT);\n",
    tests: ['test/routes/caps.test.ts', 'test/runner/held.test.ts'],
  },
  {
    name: 'retry after the first byte',
    file: 'src/provider/errors/network-errors.ts',
    from: 'What had come is kept.`,',
    to: 'What had come is kept.`, { retryable: true },',
    tests: ['test/promises/faults/retries.test.ts'],
  },
  {
    name: 'bound removed: tokens',
    file: 'src/domain/run/usage.ts',
    from: 'return Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS;',
    to: 'return count !== null;',
    tests: ['test/promises/faults/impossible-figures.test.ts'],
  },
  {
    name: 'bound removed: what values may add',
    file: 'src/domain/prompt/prompt-variables.ts',
    from: 'insertedLength(prompt) > MAX_INSERTED',
    to: 'insertedLength(prompt) < 0',
    tests: ['test/promises/faults/page-limits.test.ts'],
  },
  {
    name: 'stamp kept: text replaced elsewhere',
    file: 'src/prompts/drafts.ts',
    from: 'return replacesText(cell.draft, after) ? { page: null, floor: cell.revision + 1 } : { page, floor };',
    to: 'return replacesText(cell.draft, after) ? { page, floor } : { page, floor };',
    tests: ['test/routes/experiments/drafts.test.ts', 'test/routes/experiments/conversations.test.ts'],
  },
  {
    name: 'unlogged failure',
    file: 'src/routes/http/error-answer.tsx',
    from: 'if (known.status >= 500) deps.log.error(',
    to: 'if (known.status >= 600) deps.log.error(',
    tests: ['test/routes/http/error-answer.test.ts'],
  },
  {
    name: 'the file under the server not looked at',
    file: 'src/store/file/file-watch.ts',
    from: 'if (now !== opened.file) {',
    to: 'if (now === undefined) {',
    tests: ['test/promises/faults/moved-file.test.ts'],
  },
];
