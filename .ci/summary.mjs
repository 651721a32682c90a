// summary.mjs REPORT STATUS FILE... : prints "N passed, N failed" from vitest's JSON report and ends with 0 only when every test file
// named ran to its end, some test passed, none failed, and the test run itself ended with 0.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [, , reportPath, status, ...files] = process.argv;
const report = readReport();
const passed = report?.numPassedTests ?? 0;
const skipped = report?.numPendingTests ?? 0;
const unfinished = (report?.numTotalTests ?? 0) - passed - (report?.numFailedTests ?? 0) - skipped;
const ran = new Set(report?.testResults?.map(({ name }) => resolve(name)));
const left = files.filter((file) => !ran.has(resolve(file)));
const counted = (report?.numFailedTests ?? 0) + unfinished + left.length;
const isWhole = status === '0' && passed > 0 && report?.success === true;
const failed = counted > 0 || isWhole ? counted : 1;

for (const file of left) console.error(`${file} did not run.`);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function readReport() {
  try {
    return JSON.parse(readFileSync(reportPath, 'utf8'));
  } catch {
    console.error('The test run left no report: it was cut short.');
    return null;
  }
}
