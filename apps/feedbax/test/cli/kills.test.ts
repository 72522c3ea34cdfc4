import { expect, test } from "vitest";
import { killRuns } from "./kills.ts";

test("a run that was killed twice ends as one that nobody killed", { timeout: 180_000 }, async () => {
  const { kills, faults } = await killRuns({ count: 2 });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(2);
});
