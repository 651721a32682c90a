// summary.mjs REPORT STATUS [REPORT STATUS ...] -- FILE... : prints "N passed, N failed" from vitest's JSON reports and ends with 0
// only when every test file named ran to its end, some test of each report passed, none failed, and each test run itself ended with 0.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const args = process.argv.slice(2);
const files = args.slice(args.indexOf('--') + 1);
const runs = readRuns(args.slice(0, args.indexOf('--')));
const sum = (count) => runs.reduce((total, run) => total + count(run), 0);
const ran = new Set(runs.flatMap(({ report }) => report?.testResults?.map(({ name }) => resolve(name)) ?? []));
const left = files.filter((file) => !ran.has(resolve(file)));
const passed = sum(({ report }) => report?.numPassedTests ?? 0);
const skipped = sum(({ report }) => report?.numPendingTests ?? 0);
const counted = sum(failedIn) + left.length;
const failed = counted > 0 || (runs.length > 0 && runs.every(isWhole)) ? counted : 1;

for (const file of left) console.error(`${file} did not run.`);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function readRuns([path, status, ...rest]) {
  return path === undefined ? [] : [{ report: readReport(path), status }, ...readRuns(rest)];
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    console.error('A test run left no report: it was cut short.');
    return null;
  }
}

/** Tests that failed, and those that neither passed nor failed nor were skipped. */
function failedIn({ report }) {
  const { numTotalTests = 0, numPassedTests = 0, numPendingTests = 0 } = report ?? {};
  return numTotalTests - numPassedTests - numPendingTests;
}

function isWhole({ report, status }) {
  return status === '0' && report?.success === true && report.numPassedTests > 0;
}
