import { array } from "@proj/array";
import { grad, jit, np, random, setDefaultTarget, tree, wasm } from "@proj/all";
import { expect, test } from "vitest";

test("names under `np` are those of the package, and types come with them", () => {
  const x: np.NDArray = np.array([1, 2]);
  expect(np.array).toBe(array);
  expect(tree.leaves({ x })[0]).toBe(x);
});

test("a gradient is compiled and run", () => {
  setDefaultTarget(wasm());
  const square = jit(grad((x: np.NDArray) => x.pow(2).sum()));
  const x = random.normal(random.key(0), [3]);
  expect(square(x).toList()).toEqual(x.mul(2).toList());
  setDefaultTarget(null);
});
