import { array, type DType, type NDArray } from "@proj/array";
import * as stats from "@proj/array/stats";
import { loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

type Function = (...args: readonly (NDArray | number)[]) => NDArray;

/** A function of a distribution by its name in JAX: `gumbel_l.logpdf`. */
function called(name: string): Function {
  const [distribution, f] = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).split(".");
  const namespaces: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { ...stats };
  return namespaces[distribution!]![f!] as Function;
}

/** Points along the last axis, sets of parameters along the first. */
function grid(points: readonly number[], sets: readonly (readonly number[])[], dtype: DType): NDArray[] {
  const column = (i: number): NDArray => array(sets.map((set) => [set[i]!]), { dtype });
  return [array(points, { dtype }), ...sets[0]!.map((_, i) => column(i))];
}

const pointsOf = ({ params }: Case): readonly number[] => (params.points as readonly string[]).map(Number);
const setsOf = ({ params }: Case) => params.sets as readonly (readonly number[])[];

/** The elements that differ by more than a share of themselves and some; XLA takes subnormal numbers as zero. */
function differences(result: NDArray, { data }: Tensor, relative: number): string[] {
  const actual = result.dataSync();
  return Array.from(data).flatMap((expected, i) => {
    const value = actual[i]!;
    const isClose = Object.is(value, expected) || Math.abs(value - expected) <= relative * (Math.abs(expected) + 0.05);
    return isClose || (value === expected && value !== 0) ? [] : [`${i}: ${value} instead of ${expected}`];
  });
}

describe("distributions", () => {
  const cases = loadGroup("stats", "distributions");

  test.each(cases)("$name is that of JAX at every point, for all parameters", (c) => {
    const f = called(c.name);
    const single = f(...grid(pointsOf(c), setsOf(c), "float32"));
    expect(single.dtype).toBe("float32");
    expect(single.shape).toEqual(output(c, "float32").shape);
    expect(differences(single, output(c, "float32"), 2e-5)).toEqual([]);
    const double = f(...grid(pointsOf(c).slice(1, -2), setsOf(c).slice(0, 2), "float64"));
    expect(double.dtype).toBe("float64");
    expect(differences(double, output(c, "float64"), 1e-11)).toEqual([]);
  });

  test.each(cases)("$name has JAX's dtype and weakness, of a number and of integers", (c) => {
    const f = called(c.name);
    const [set] = setsOf(c);
    const typeOf = (x: NDArray): string => `${x.dtype}${x.weakType ? "*" : ""}`;
    const points = [0.5, array([0, 1], { dtype: "int32" })].slice(0, (c.params.types as readonly string[]).length);
    expect(points.map((x) => typeOf(f(x, ...set!)))).toEqual(c.params.types);
  });

  test("take location and scale by name as well", () => {
    expect(stats.cauchy.cdf(1, { scale: 2 }).item()).toBe(stats.cauchy.cdf(1, 0, 2).item());
    expect(stats.geom.pmf(3, 0.5, { loc: 1 }).item()).toBe(stats.geom.pmf(3, 0.5, 1).item());
    expect(() => stats.cauchy.cdf(1, { Scale: 2 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: stats.cauchy.cdf received an option "Scale", which it does not know
        expected: any of loc, scale
        to fix:   write scale instead of Scale]
    `);
  });
});
