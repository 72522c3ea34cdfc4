import { einsum, einsumPath, ones, type NDArray } from "@proj/array";
import { describe, expect, test } from "vitest";

/** The cost of a path, as its description tells it. */
const cost = (spec: string, operands: readonly NDArray[], optimize: "optimal" | "greedy" | false): number =>
  Number(/: (\d+) operations/.exec(einsumPath(spec, ...operands, { optimize })[1])![1]);

describe("einsumPath", () => {
  const chain = [ones([2, 30]), ones([30, 4]), ones([4, 50]), ones([50, 3])] as const;

  test("pairs that NumPy's optimal path has too", () => {
    const square = ones([9, 9]);
    expect(einsumPath("ij,jk,k->i", square, square, ones([9]))[0]).toEqual([
      [1, 2],
      [0, 1],
    ]);
    expect(einsumPath("ij,jk->ik", square, square)[0]).toEqual([[0, 1]]);
    expect(einsumPath("ij->i", square)[0]).toEqual([]);
  });

  test("the optimal path costs no more than others, and gives the same result", () => {
    const spec = "ij,jk,kl,lm->im";
    // 2·(2·30·4 + 4·50·3 + 2·4·3) operations, as NumPy counts them; from left to right 1880.
    expect(cost(spec, chain, "optimal")).toBe(1728);
    expect(cost(spec, chain, "greedy")).toBeGreaterThanOrEqual(1728);
    for (const optimize of [true, false, "greedy", "optimal"] as const)
      expect(einsum(spec, ...chain, { optimize }).toList()).toEqual([
        [6000, 6000, 6000],
        [6000, 6000, 6000],
      ]);
  });
});
