import { expect, test } from "vitest";
import { soak } from "./soak.ts";

test("many calls on threads give the same and need no more memory and workers (`pnpm soak` makes ten thousand)", async () => {
  const { wrong, workers, grown } = await soak(200, 3, () => new Promise((resolve) => setTimeout(resolve, 5)));
  expect(wrong).toBe(0);
  // Those that other tests of this process have started help, too.
  expect(workers).toBeLessThanOrEqual(2);
  expect(grown).toBeLessThan(256 * 2 ** 20);
});
