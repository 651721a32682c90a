import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { violations } from './import-rules.ts';
import { importsOf, type SourceFile, sourceFiles } from './module-graph.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES: readonly SourceFile[] = sourceFiles(ROOT, ['src', 'views', 'test']);

test('no file breaks an import rule, and none are in a circle', () => {
  expect(violations(FILES)).toEqual([]);
});

test('every relative import that is read from the files leads to a file', () => {
  const found = FILES.flatMap(importsOf).filter(({ to }) => /^(src|views|test)\//.test(to));
  expect(found.length).toBeGreaterThan(1_000);
  expect(found.filter(({ to }) => !existsSync(join(ROOT, to)))).toEqual([]);
});

test('the packages that the rules speak of are seen in the files', () => {
  const packages = new Set(FILES.flatMap(importsOf).map(({ to }) => to));
  for (const name of ['openai', 'tiktoken', 'better-sqlite3', 'kysely', 'node:worker_threads']) {
    expect([...packages].some((imported) => imported === name || imported.startsWith(`${name}/`))).toBe(true);
  }
});

const BREACHES: readonly (readonly [rule: string, path: string, line: string])[] = [
  ['store may not import views', 'src/store/rows.ts', `import { usd } from '../../views/format.ts';`],
  ['store may not import runner', 'src/store/rows.ts', `import { Runner } from '../runner/runner.ts';`],
  [
    'store may not import runner, not even types',
    'src/store/rows.ts',
    `import type { Runner } from '../runner/runner.ts';`,
  ],
  [
    'provider may not import store',
    'src/provider/openai.ts',
    `import { createStore } from '../store/create-store.ts';`,
  ],
  [
    'provider may not import store, not even types',
    'src/provider/openai.ts',
    `export type { Store } from '../store/store.ts';`,
  ],
  ['runner may not import views', 'src/runner/runner.ts', `import { usd } from '../../views/format.ts';`],
  [
    'runner may not import roots, not even types',
    'src/runner/runner.ts',
    `import type { AppDeps } from '../app-deps.ts';`,
  ],
  ['guards may not import store', 'src/guards/host.ts', `const { x } = await import('../store/create-store.ts');`],
  ['guards may not import roots', 'src/guards/host.ts', `import { readConfig } from '../config.ts';`],
  ['views are pure', 'views/layout.tsx', `import { readFileSync } from 'node:fs';`],
  ['views are pure', 'views/layout.tsx', `import { z } from 'zod';`],
  ['views may not import roots', 'views/layout.tsx', `import { x } from '../src/config.ts';`],
  ['views may not import routes', 'views/layout.tsx', `export { page } from '../src/routes/http/answer.tsx';`],
  [
    'views may not import analysis, not even types',
    'views/runs/a.tsx',
    `type X = import('../../src/analysis/text.ts').X;`,
  ],
  [
    'routes may not import store',
    'src/routes/history.tsx',
    `import { historyStore } from '../store/history/history.ts';`,
  ],
  [
    'routes may not import practice',
    'src/routes/history.tsx',
    `import { PRACTICE_LABEL } from '../practice/label.ts';`,
  ],
  ['planning may not import practice', 'src/planning/a.ts', `import { knownShare } from '../practice/known-share.ts';`],
  ['planning may not import store', 'src/planning/a.ts', `export * from '../store/create-store.ts';`],
  ['models may not import roots, not even types', 'src/models/a.ts', `import type { AppDeps } from '../app-deps.ts';`],
  [
    'domain may not import store, not even types',
    'src/domain/run.ts',
    `import type { Store } from '../store/store.ts';`,
  ],
  ['domain may not import errors', 'src/domain/run.ts', `import { AppError } from '../errors.ts';`],
  ['the domain is pure', 'src/domain/run.ts', `import { z } from 'zod';`],
  ['the domain is pure', 'src/domain/run.ts', `import { join } from 'node:path';`],
  ['analysis may not import domain', 'src/analysis/text.ts', `import { costOf } from '../domain/cost.ts';`],
  ['analysis is pure, in a worker', 'src/analysis/text.ts', `import { readFileSync } from 'node:fs';`],
  ['practice may not import errors', 'src/practice/label.ts', `import { x } from '../errors.ts';`],
  ['platform may not import domain', 'src/platform/log.ts', `import { x } from '../domain/run.ts';`],
  ['the openai client is for provider/openai/', 'src/provider/connections.ts', `import OpenAI from 'openai';`],
  ['the openai client is for provider/openai/', 'src/runner/runner.ts', `import type { X } from 'openai/resources';`],
  ['tiktoken is for provider/tokens/', 'src/runner/runner.ts', `const t = await import('tiktoken/lite');`],
  ['the database is for the store', 'src/server.ts', `import Database from 'better-sqlite3';`],
  ['the database is for the store', 'src/routes/a.tsx', `import {\n  Kysely,\n  sql,\n} from 'kysely';`],
  ['the environment is for config.ts', 'src/server.ts', 'const port = process.env.PORT;'],
  ['the environment is for config.ts', 'src/server.ts', `const port = process['env']['PORT'];`],
  ['the environment is for config.ts', 'src/server.ts', `import { env } from 'node:process';`],
  ['the environment is for config.ts', 'src/server.ts', `import process from 'node:process';`],
  ['the environment is for config.ts', 'src/server.ts', 'const { env } = process;'],
  ['the environment is for config.ts', 'src/server.ts', 'const port = globalThis.process.env.PORT;'],
];

test.each(BREACHES)('control: “%s” notices what is added to %s: %s', (rule, path, line) => {
  expect(violations([{ path, source: `${line}\nexport {};\n` }]).map((violation) => violation.rule)).toContain(rule);
});

test.each(['import', 'import type'])('control: a circle of two domain files is noticed, by %s', (word) => {
  const circle = [
    { path: 'src/domain/a.ts', source: `${word} { B } from './b.ts';\nexport {};` },
    { path: 'src/domain/b.ts', source: `${word} { C } from './c.ts';\nexport {};` },
    { path: 'src/domain/c.ts', source: `${word} { A } from './a.ts';\nexport {};` },
  ];
  expect(violations(circle)).toEqual([
    expect.objectContaining({ imported: 'src/domain/a.ts, src/domain/b.ts, src/domain/c.ts' }),
  ]);
});

test('control: a folder that nobody made a room is refused', () => {
  const source = `import { x } from '../domain/run.ts';`;
  expect(() => violations([{ path: 'src/helpers/a.ts', source }])).toThrow('src/helpers/ is no room');
});

test('control: what is allowed, or only a comment, is not taken for a breach', () => {
  const fine: readonly SourceFile[] = [
    { path: 'src/config.ts', source: 'const port = process.env.PORT;' },
    { path: 'src/analysis/analyst.ts', source: `import { startThread } from '../platform/start-thread.ts';` },
    { path: 'src/provider/openai/openai-errors.ts', source: `import { APIError } from 'openai';` },
    { path: 'src/practice/protocol.ts', source: `import { Hono } from 'hono';` },
    { path: 'src/app.tsx', source: `import { runRoutes } from './routes/runs/runs.tsx';` },
    { path: 'src/routes/history.tsx', source: `import type { AppDeps } from '../app-deps.ts';` },
    { path: 'src/planning/a.ts', source: `import type { Store } from '../store/store.ts';` },
    { path: 'src/notebook-file/file-worker.ts', source: `import { openReader } from '../store/file/open-reader.ts';` },
    { path: 'src/domain/run.ts', source: `// import { z } from 'zod';\n/* process.env */ export {};` },
    { path: 'src/code/write-python.ts', source: 'export const line = "process.env.KEY";' },
  ];
  expect(violations(fine)).toEqual([]);
});
