import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The last line about a report, and whether it counts as a success. */
function tally(report: object | undefined): [line: string | undefined, status: number | null] {
  const folder = mkdtempSync(join(tmpdir(), "tally-"));
  const path = join(folder, "report.json");
  if (report) writeFileSync(path, JSON.stringify(report));
  const script = fileURLToPath(new URL("../src/tally.js", import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [script, path], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return [stdout.trimEnd().split("\n").at(-1), status];
}

const good = { status: "passed", assertionResults: [{ status: "passed" }] };
const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

test("a run in which everything passed is a success", () => {
  expect(tally({ success: true, ...counts, testResults: [good] })).toEqual(["5 passed, 0 failed", 0]);
});

test("failed tests are counted", () => {
  const bad = { status: "failed", assertionResults: [{ status: "failed" }] };
  expect(tally({ success: false, ...counts, numFailedTests: 2, testResults: [good, bad] })).toEqual([
    "5 passed, 2 failed",
    1,
  ]);
});

test("a file that could not be loaded counts as one failure", () => {
  const unloadable = { status: "failed", assertionResults: [] };
  expect(tally({ success: false, ...counts, testResults: [good, unloadable] })).toEqual(["5 passed, 1 failed", 1]);
});

test("a run that failed outside of any test is a failure all the same", () => {
  expect(tally({ success: false, ...counts, testResults: [good] })).toEqual(["5 passed, 0 failed", 1]);
});

test("a run without a report is a failure", () => {
  expect(tally(undefined)).toEqual(["0 passed, 1 failed", 1]);
});
