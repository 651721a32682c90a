import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const SUMMARY = new URL('../../.ci/summary.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'tempera-summary-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GOOD = {
  success: true,
  numTotalTests: 3,
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 1,
  testResults: [{ name: '/one.test.ts' }, { name: '/two.test.ts' }],
};

/** The exit code and the last line for a report, the exit code of the run, and the files that should have run. */
function summaryOf(report: string, status = '0', files: readonly string[] = ['/one.test.ts', '/two.test.ts']) {
  const path = join(folder, 'report.json');
  writeFileSync(path, report);
  return summaryOfRuns([path, status], files);
}

function summaryOfRuns(runs: readonly string[], files: readonly string[]) {
  const args = [SUMMARY, ...runs, '--', ...files];
  const { status: code, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return [code, stdout.trim().split('\n').at(-1)];
}

test('a whole run in which all passed is a success', () => {
  expect(summaryOf(JSON.stringify(GOOD))).toEqual([0, '2 passed, 0 failed']);
});

test.each([
  ['ended with another code than 0', JSON.stringify(GOOD), '1', '2 passed, 1 failed'],
  ['was killed before it wrote a report', '', '137', '0 passed, 2 failed'],
  ['was killed while it wrote one', JSON.stringify(GOOD).slice(0, 40), '0', '0 passed, 2 failed'],
  ['says of itself that it failed', JSON.stringify({ ...GOOD, success: false }), '0', '2 passed, 1 failed'],
  ['left tests without an end', JSON.stringify({ ...GOOD, numTotalTests: 5 }), '0', '2 passed, 2 failed'],
  ['left out a file', JSON.stringify({ ...GOOD, testResults: [{ name: '/one.test.ts' }] }), '0', '2 passed, 1 failed'],
  ['skipped everything', JSON.stringify({ ...GOOD, numPassedTests: 0, numPendingTests: 3 }), '0', '0 passed, 1 failed'],
  ['had a failure', JSON.stringify({ ...GOOD, numTotalTests: 4, numFailedTests: 1 }), '1', '2 passed, 1 failed'],
])('a run that %s is a failure', (_, report, status, line) => {
  expect(summaryOf(report, status)).toEqual([1, line]);
});

test('of several runs the figures are added, and each has to be whole', () => {
  const path = join(folder, 'second.json');
  const runs = (status: string) => [join(folder, 'first.json'), '0', path, status];
  writeFileSync(join(folder, 'first.json'), JSON.stringify(GOOD));
  writeFileSync(path, JSON.stringify({ ...GOOD, testResults: [{ name: '/three.test.ts' }] }));
  const files = ['/one.test.ts', '/two.test.ts', '/three.test.ts'];
  expect(summaryOfRuns(runs('0'), files)).toEqual([0, '4 passed, 0 failed']);
  expect(summaryOfRuns(runs('1'), files)).toEqual([1, '4 passed, 1 failed']);
  writeFileSync(path, '');
  expect(summaryOfRuns(runs('0'), files)).toEqual([1, '2 passed, 1 failed']);
  expect(summaryOfRuns([], [])).toEqual([1, '0 passed, 1 failed']);
});
