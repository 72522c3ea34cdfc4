import { drawnLoops, seeds } from "@proj/generators/random-loops";
import fc from "fast-check";
import { expect, test } from "vitest";

test("loops are drawn from one fixed seed unless others are listed", () => {
  expect(seeds("")).toStrictEqual([0]);
  expect(seeds("7")).toStrictEqual([7]);
  expect(seeds("1, -2,3")).toStrictEqual([1, -2, 3]);
});

test.each(["x", "1,,2", "0.5", "4294967296"])("a list of seeds cannot be %j", (listed) => {
  expect(() => seeds(listed)).toThrow(`RANDOM_LOOPS_SEEDS is "${listed}"`);
});

test("a seed decides the loops", () => {
  const drawn = (seed: number): string =>
    JSON.stringify(fc.sample(drawnLoops(["float32", "bool"]), { seed, numRuns: 5 }));
  expect(drawn(3)).toBe(drawn(3));
  expect(drawn(3)).not.toBe(drawn(4));
});
