import { array } from "@proj/array";
import * as all from "@proj/all";
import { grad, jit, np, random, setDefaultTarget, tree, wasm } from "@proj/all";
import { doors, publicPackages } from "@proj/repo/workspace";
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

test("every door of the packages is there, but those for who extends them and the one that starts a process", async () => {
  const there = new Set<unknown>();
  const add = (names: object, depth: number): void => {
    for (const value of Object.values(names) as readonly unknown[]) {
      there.add(value);
      if (depth > 0 && typeof value === "object" && value !== null) add(value, depth - 1);
    }
  };
  add(all, 2);
  const specifiers = publicPackages().flatMap((one) => doors(one).map(({ specifier }) => specifier));
  for (const specifier of specifiers.filter((name) => !/xla$|\/core$/.test(name))) {
    const names = (await import(/* @vite-ignore */ specifier)) as Readonly<Record<string, unknown>>;
    const missing = Object.keys(names).filter((name) => !there.has(names[name]));
    expect(missing, specifier).toEqual([]);
  }
});
