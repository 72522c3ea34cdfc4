/**
 * Prints how many tests a report of vitest holds, as one closing line for readers of logs. A file that could not even be
 * loaded counts as one failure, for none of its tests ran. Fails when something failed, or when there is no report.
 */
import { existsSync, readFileSync } from "node:fs";

const path = process.argv[2];
if (!path || !existsSync(path)) {
  console.error(`No test report at ${path ?? "(no path given)"}: the tests did not run to their end.`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

/** @type {{ success: boolean, numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
const report = JSON.parse(readFileSync(path, "utf8"));
const unloadable = report.testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
);
const failed = report.numFailedTests + unloadable.length;
const skipped = report.numPendingTests + report.numTodoTests;
if (skipped > 0) console.log(`${skipped} skipped`);
if (failed === 0 && !report.success) console.error("The test run failed outside of any test.");
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 && report.success && report.numPassedTests > 0 ? 0 : 1;
