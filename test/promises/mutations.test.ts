import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../src/platform/paths.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

const PARTS = [
  'src',
  'views',
  'test',
  'static',
  'data/starters',
  '.build',
  'docs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
];

/** A copy of the tree, which alone is ever changed. */
let copy = '';

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'tempera-mutants-'));
  for (const part of PARTS) cpSync(join(PROJECT_ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('control: without a mutation all of these tests pass', async () => {
  const files = [...new Set(MUTANTS.flatMap(({ tests }) => tests))];
  const { failed, passed } = await tried(files);
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(files.length);
});

test.each(MUTANTS)('$name: a test notices', async (mutant) => {
  const restore = mutate(mutant);
  try {
    const { failed } = await tried(mutant.tests);
    console.log(`${mutant.name}: caught by ${failed.length === 0 ? 'nothing' : failed.slice(0, 3).join('; ')}`);
    expect(failed.length).toBeGreaterThan(0);
  } finally {
    restore();
  }
});

/** Changes the copy; answers how to change it back. */
function mutate({ file, from, to }: Mutant): () => void {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold this exactly once any more: ${from}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  return () => writeFileSync(path, source);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/** Runs test files in the copy. A file that cannot even be loaded proves nothing, so it is no failed test. */
async function tried(
  files: readonly string[],
): Promise<{ readonly failed: readonly string[]; readonly passed: number }> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const args = [
    'vitest',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    'behaviour',
    '--project',
    'faults',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  await new Promise((resolve) => {
    execFile(
      'npx',
      [...args, ...files],
      { cwd: copy, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } },
      resolve,
    );
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const loaded = testResults.filter(({ assertionResults }) => assertionResults.length > 0);
  expect(loaded.map(({ name }) => name).length).toBe(files.length);
  const all = loaded.flatMap(({ assertionResults }) => assertionResults);
  return {
    failed: all.filter(({ status }) => status === 'failed').map(({ title }) => title),
    passed: all.filter(({ status }) => status === 'passed').length,
  };
}
