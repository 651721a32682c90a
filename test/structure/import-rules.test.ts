import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { importsOf, RULES, type SourceFile, violations } from './import-rules.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES: readonly SourceFile[] = ['src', 'views'].flatMap(filesIn);

function filesIn(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(ROOT, path).replaceAll('\\', '/'),
      source: readFileSync(path, 'utf8'),
    }));
}

test('no file of src or views breaks an import rule', () => {
  expect(violations(FILES)).toEqual([]);
});

test('every relative import that is read from the files leads to a file', () => {
  const found = FILES.flatMap((file) => importsOf(file)).filter((name) => /^(src|views)\//.test(name));
  expect(found.length).toBeGreaterThan(300);
  expect(found.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('the packages that the rules speak of are seen in the files', () => {
  const packages = new Set(FILES.flatMap((file) => importsOf(file)));
  for (const name of ['openai', 'tiktoken', 'better-sqlite3', 'kysely', 'node:worker_threads']) {
    expect([...packages].some((imported) => imported === name || imported.startsWith(`${name}/`))).toBe(true);
  }
});

const BREACHES: readonly (readonly [rule: string, path: string, line: string])[] = [
  ['domain imports only itself', 'src/domain/run.ts', `import type { Store } from '../store/store.ts';`],
  ['domain imports only itself', 'src/domain/run.ts', `import { z } from 'zod';`],
  ['domain imports only itself', 'src/domain/run.ts', `import { join } from 'node:path';`],
  ['analysis imports only itself', 'src/analysis/text.ts', `import { costOf } from '../domain/cost.ts';`],
  ['analysis imports only itself', 'src/analysis/text.ts', `import { Worker } from 'node:worker_threads';`],
  ['practice imports no other part of the project', 'src/practice/label.ts', `import { x } from '../errors.ts';`],
  ['views import nothing of src but the domain', 'views/layout.tsx', `import { x } from '../src/config.ts';`],
  [
    'views import nothing of src but the domain',
    'views/runs/a.tsx',
    `import type { X } from '../../src/analysis/text.ts';`,
  ],
  ['the openai SDK is for provider/openai*', 'src/provider/connections.ts', `import OpenAI from 'openai';`],
  ['the openai SDK is for provider/openai*', 'src/runner/runner.ts', `import type { X } from 'openai/resources';`],
  ['tiktoken is for provider/tokens*', 'src/runner/runner.ts', `const t = await import('tiktoken/lite');`],
  ['the database is for the store', 'src/server.ts', `import Database from 'better-sqlite3';`],
  ['the database is for the store', 'src/routes/runs/runs.tsx', `import {\n  Kysely,\n  sql,\n} from 'kysely';`],
  ['routes are for the app', 'src/server.ts', `import { answerError } from './routes/error-answer.tsx';`],
  ['routes are for the app', 'views/layout.tsx', `export { page } from '../src/routes/answer.tsx';`],
  ['the environment is for config.ts', 'src/server.ts', 'const port = process.env.PORT;'],
  ['the environment is for config.ts', 'src/server.ts', `const port = process['env']['PORT'];`],
  ['the environment is for config.ts', 'src/server.ts', `import { env } from 'node:process';`],
];

test.each(BREACHES)('control: “%s” notices what is added to %s: %s', (rule, path, line) => {
  expect(violations([{ path, source: `${line}\nexport {};\n` }]).map((violation) => violation.rule)).toContain(rule);
});

test('control: every rule has a breach that shows it', () => {
  const shown = new Set(BREACHES.map(([rule]) => rule));
  expect(RULES.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

test('control: what is allowed, or only a comment, is not taken for a breach', () => {
  const fine: readonly SourceFile[] = [
    { path: 'src/config.ts', source: 'const port = process.env.PORT;' },
    { path: 'src/analysis/analyst.ts', source: `import { Worker } from 'node:worker_threads';` },
    { path: 'src/provider/openai-errors.ts', source: `import { APIError } from 'openai';` },
    { path: 'src/practice/protocol.ts', source: `import { Hono } from 'hono';` },
    { path: 'src/app.tsx', source: `import { runRoutes } from './routes/runs.tsx';` },
    { path: 'src/domain/run.ts', source: `// import { z } from 'zod';\n/* process.env */ export {};` },
  ];
  expect(violations(fine)).toEqual([]);
});
