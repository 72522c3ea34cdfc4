import { array, type DType, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import * as stats from "@proj/array/stats";
import { loadGroup, output, type Case, type Tensor } from "@proj/reference";
import { describe, expect, test } from "vitest";

type Function = (...args: readonly (NDArray | number)[]) => NDArray;

/** A function of a distribution by its name in JAX: `gumbel_l.logpdf`. */
function called(name: string): Function {
  const [distribution, f] = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).split(".");
  const namespaces: Readonly<Record<string, unknown>> = { ...stats };
  const functions = namespaces[distribution!] as Readonly<Record<string, unknown>>;
  return functions[f!] as Function;
}

/** Points along the last axis, sets of parameters along the first. */
function grid(points: readonly number[], sets: readonly (readonly number[])[], dtype: DType): NDArray[] {
  const column = (i: number): NDArray =>
    array(
      sets.map((set) => [set[i]!]),
      { dtype },
    );
  return [array(points, { dtype }), ...sets[0]!.map((_, i) => column(i))];
}

const pointsOf = ({ params }: Case): readonly number[] => (params.points as readonly string[]).map(Number);
const setsOf = ({ params }: Case) => params.sets as readonly (readonly number[])[];

const asNDArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as DType);
const typeOf = ({ dtype, shape }: Tensor) => ({ dtype, shape });

/** The elements that differ by more than a share of themselves and some; XLA takes subnormal numbers as zero. */
function differences(result: NDArray, { data }: Tensor, relative: number): string[] {
  const actual = result.dataSync();
  return Array.from(data).flatMap((expected, i) => {
    const value = actual[i]!;
    const isClose = Object.is(value, expected) || Math.abs(value - expected) <= relative * (Math.abs(expected) + 0.05);
    return isClose || (value === expected && value !== 0) ? [] : [`${i}: ${value} instead of ${expected}`];
  });
}

/** How many digits JAX has in double precision, where these are fewer than ours. */
const relativeErrors: Readonly<Record<string, number>> = {
  "norm.logcdf": 1e-10,
  "betabinom.pmf": 1e-5,
  "betabinom.logpmf": 1e-5,
};

/** Points at which JAX has NaN and we have the limit. */
const limits: Readonly<Record<string, readonly number[]>> = { "poisson.cdf": [Infinity] };

/** What stays weak in JAX where integers have axes and parameters are numbers, since there is no constant in the formula. */
const staysWeak = /^(binom|wrapcauchy)\./;

describe("distributions", () => {
  const cases = loadGroup("stats", "distributions");

  test.each(cases)("$name is that of JAX at every point, for all parameters", (c) => {
    const f = called(c.name);
    const single = f(...grid(pointsOf(c), setsOf(c), "float32"));
    expect(single.dtype).toBe("float32");
    expect(single.shape).toEqual(output(c, "float32").shape);
    const isKnown = (difference: string): boolean => {
      const points = pointsOf(c);
      return limits[c.name]?.includes(points[Number.parseInt(difference) % points.length]!) === true;
    };
    expect(differences(single, output(c, "float32"), 2e-5).filter((difference) => !isKnown(difference))).toEqual([]);
    const double = f(...grid(pointsOf(c).slice(1, -2), setsOf(c).slice(0, 2), "float64"));
    expect(double.dtype).toBe("float64");
    expect(differences(double, output(c, "float64"), relativeErrors[c.name] ?? 1e-11)).toEqual([]);
  });

  test.each(cases)("$name has JAX's dtype and weakness, of a number and of integers", (c) => {
    const f = called(c.name);
    const [set] = setsOf(c);
    const typeOf = (x: NDArray): string => `${x.dtype}${x.weakType ? "*" : ""}`;
    const points = [0.5, array([0, 1], { dtype: "int32" })].slice(0, (c.params.types as readonly string[]).length);
    const types = points.map((x) => typeOf(f(x, ...set!)));
    expect(types).toEqual(staysWeak.test(c.name) ? ["float32*", "float32"] : c.params.types);
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

describe("functions of whole arrays", () => {
  const groups = ["dirichlet", "multivariate_normal"].flatMap((name) => [`${name}.logpdf`, `${name}.pdf`]);
  const vectors = [...groups, "multinomial.logpmf", "multinomial.pmf", "poisson.entropy"];
  const all = vectors.flatMap((group) => loadGroup("stats-samples", group).map((c) => ({ group, c, title: c.name })));
  test.each(all)("$group of $title is that of JAX", ({ group, c }) => {
    const result = called(group)(...Object.values(c.inputs).map(asNDArray));
    expect(result.shape).toEqual(output(c, "result").shape);
    expect(differences(result, output(c, "result"), 2e-5)).toEqual([]);
  });

  const options = ({ params }: Case) =>
    params as { axis: number | null; keepdims?: boolean; method?: stats.RankMethod };
  test.each(loadGroup("stats-samples", "mode"))("mode of $name is that of JAX", (c) => {
    const { mode, count } = stats.mode(asNDArray(c.inputs.a!), options(c));
    for (const [name, result] of Object.entries({ mode, count })) {
      expect({ dtype: result.dtype, shape: result.shape }).toEqual(typeOf(output(c, name)));
      expect(differences(result, output(c, name), 0)).toEqual([]);
    }
  });

  test.each(loadGroup("stats-samples", "rankdata"))("rankdata of $name is that of JAX", (c) => {
    const result = stats.rankdata(asNDArray(c.inputs.a!), options(c));
    expect({ dtype: result.dtype, shape: result.shape }).toEqual(typeOf(output(c, "result")));
    expect(differences(result, output(c, "result"), 0)).toEqual([]);
  });

  test.each(loadGroup("stats-samples", "sem"))("sem of $name is that of JAX", (c) => {
    const result = stats.sem(asNDArray(c.inputs.a!), options(c));
    expect({ dtype: result.dtype, shape: result.shape }).toEqual(typeOf(output(c, "result")));
    expect(differences(result, output(c, "result"), 2e-6)).toEqual([]);
  });
});
