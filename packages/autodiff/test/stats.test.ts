import { array, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import * as stats from "@proj/array/stats";
import { grad, jvp } from "@proj/autodiff";
import { input, loadGroup, output } from "@proj/reference";
import { describe, expect, test } from "vitest";

/** A function of a distribution by its name in JAX: `gumbel_l.logpdf`. */
function called(name: string): (...args: readonly NDArray[]) => NDArray {
  const [distribution, f] = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).split(".");
  const namespaces: Readonly<Record<string, unknown>> = { ...stats };
  const functions = namespaces[distribution!] as Readonly<Record<string, unknown>>;
  return functions[f!] as (...args: readonly NDArray[]) => NDArray;
}

/** JAX's own slopes are NaN at some edges of densities. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  Array.from(expected).forEach((slope, i) => {
    if (Number.isFinite(slope)) expect(Math.abs(actual[i]! - slope)).toBeLessThan(3e-4 * (Math.abs(slope) + 0.1));
  });
}

describe("derivatives of distributions", () => {
  test.each(loadGroup("stats", "distributions"))("$name has those of JAX, by the point and by each parameter", (c) => {
    const middle = c.params.middle as readonly number[];
    const sets = (c.params.sets as readonly (readonly number[])[]).slice(0, 2);
    const full = (value: (set: readonly number[], point: number) => number): NDArray =>
      array(sets.map((set) => middle.map((point) => value(set, point))));
    const args = [full((_, point) => point), ...sets[0]!.map((_, i) => full((set) => set[i]!))];
    const { data, shape } = output(c, "derivatives");
    const argnums = Array.from({ length: shape[0]! }, (_, i) => i);
    const slopes = grad((...all: readonly NDArray[]) => called(c.name)(...all).sum(), { argnums })(
      ...args,
    ) as readonly NDArray[];
    expectClose(
      slopes.flatMap((slope) => Array.from(slope.dataSync())),
      data,
    );
  });
});

describe("derivatives of distributions of vectors", () => {
  const groups = [
    "dirichlet.logpdf",
    "dirichlet.pdf",
    "multivariate_normal.logpdf",
    "multivariate_normal.pdf",
    "poisson.entropy",
  ];
  const all = groups.flatMap((group) => loadGroup("stats-samples", group).map((c) => ({ group, c, title: c.name })));
  test.each(all.filter(({ title }) => title !== "edges"))("$group of $title has those of JAX", ({ group, c }) => {
    const names = Object.keys(c.inputs);
    const args = names.map((name) => fromHostData(input(c, name).data, input(c, name).shape, "float32"));
    const f = (...values: readonly NDArray[]): NDArray => called(group)(...values).sum();
    const slopes = grad(f, { argnums: names.map((_, i) => i) })(...args) as readonly NDArray[];
    names.forEach((name, k) => expectClose(slopes[k]!.dataSync(), output(c, `by ${name}`).data));
  });
});

test("the entropy of few and of many events has one derivative in both modes", () => {
  const mean = array([0.5, 2, 60, 200]);
  const [, forward] = jvp((x: NDArray) => stats.poisson.entropy(x), [mean], [array([1, 1, 1, 1])]);
  const backward = grad((x: NDArray) => stats.poisson.entropy(x).sum())(mean);
  expectClose(forward.dataSync(), backward.dataSync());
  // What JAX gives in reverse mode.
  expect(backward.get(1).item()).toBeCloseTo(0.28485, 4);
  expect(Array.from(forward.dataSync()).every(Number.isFinite)).toBe(true);
});
