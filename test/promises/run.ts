/**
 * `npm run promises`: the long proofs by themselves first, as they measure, then all faults, then every other test that proves one of the
 * twelve promises; then each promise with its tests and how they went. A promise whose test is missing, skipped or failed ends it with 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../src/platform/paths.ts';
import { THE_TWELVE } from './the-twelve.ts';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** How the tests of a file went; `missing`: it did not run. */
type Result = 'passed' | 'failed' | 'skipped' | 'missing';

const folder = mkdtempSync(join(tmpdir(), 'tempera-promises-'));
const named = [...new Set(THE_TWELVE.flatMap(({ tests }) => tests))];
const others = named.filter((file) => !file.startsWith('test/promises/'));
const long = vitest('long', ['--project', 'promises']);
const faults = vitest('faults', ['--project', 'faults']);
const short = vitest('short', ['--project', 'behaviour', ...others]);
rmSync(folder, { recursive: true });

const results = new Map([...long.results, ...faults.results, ...short.results]);
const kept = THE_TWELVE.map(({ number, promise, tests }) => {
  console.log(`\n${number}. ${promise}`);
  for (const file of tests) console.log(`   ${resultOf(file).padEnd(8)} ${file}`);
  return tests.every((file) => resultOf(file) === 'passed');
});
const broken = kept.filter((isKept) => !isKept).length;
console.log(`\n${kept.length - broken} of ${kept.length} promises are kept.`);
process.exitCode = broken > 0 || [long, faults, short].some(({ code }) => code !== 0) ? 1 : 0;

function resultOf(file: string): Result {
  return results.get(file) ?? 'missing';
}

function vitest(name: string, args: readonly string[]) {
  const report = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'test/vitest.config.ts', ...reporters, ...args], {
    cwd: PROJECT_ROOT,
    stdio: 'inherit',
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const read = testResults.map(({ name: file, assertionResults }) => {
    return [relative(PROJECT_ROOT, file), summary(assertionResults.map((one) => one.status))] as const;
  });
  return { code: status, results: read };
}

function summary(statuses: readonly string[]): Result {
  if (statuses.length === 0 || statuses.includes('failed')) return 'failed';
  return statuses.includes('passed') ? 'passed' : 'skipped';
}
