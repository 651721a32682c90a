// Prints "N passed, N failed" from vitest's JSON report, and fails where no test ran, one failed, or the run was cut short.
import { readFileSync } from 'node:fs';

const [, , file, status] = process.argv;
let report = null;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  console.error('The test run left no report: it was cut short.');
}
const passed = report?.numPassedTests ?? 0;
const unfinished =
  (report?.numTotalTests ?? 0) - passed - (report?.numFailedTests ?? 0) - (report?.numPendingTests ?? 0);
const failed =
  (report?.numFailedTests ?? 0) +
  unfinished +
  (report?.numFailedTestSuites > 0 && report?.numFailedTests === 0 ? 1 : 0);
const skipped = report?.numPendingTests ?? 0;
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${Math.max(failed, status === '0' && passed > 0 ? 0 : failed || 1)} failed`);
process.exit(status === '0' && passed > 0 && failed === 0 ? 0 : 1);
