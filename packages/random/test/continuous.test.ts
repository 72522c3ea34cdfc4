import { array, type FloatDType, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import {
  bits,
  cauchy,
  doubleSidedMaxwell,
  exponential,
  geometric,
  gumbel,
  key,
  laplace,
  logistic,
  lognormal,
  maxwell,
  normal,
  pareto,
  rayleigh,
  triangular,
  truncatedNormal,
  uniform,
  wald,
  weibullMin,
  type GumbelMode,
} from "@proj/random";
import { input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { asNDArray, contents, maxUlps, shapeOf } from "./reference.ts";

const keyOf = (c: Case) => asNDArray(input(c, "key"));
const dtypeOf = (c: Case) => c.params.dtype as FloatDType;
const cases = (group: string, dtype: FloatDType) => loadGroup("random", group).filter((c) => dtypeOf(c) === dtype);

describe("bits", () => {
  test.each(loadGroup("random", "bits").filter(({ params }) => params.bits !== 64))(
    "are those of JAX for $name",
    (c) => {
      const result = bits(keyOf(c), shapeOf(c.params.shape), { width: c.params.bits as 8 | 16 | 32 });
      expect(contents(result)).toEqual(contents(asNDArray(output(c, "result"))));
    },
  );

  test("do not depend on the shape but for their order", () => {
    expect(bits(key(0), [2, 3]).ravel().toList()).toEqual(bits(key(0), [6]).toList());
  });
});

describe("uniform", () => {
  test.each(cases("uniform", "float32"))("is bit for bit that of JAX for $name", (c) => {
    const { minval, maxval, shape } = c.params as { minval: number; maxval: number; shape: number[] };
    expect(maxUlps(uniform(keyOf(c), shape, { minval, maxval }), output(c, "result"))).toBe(0);
  });

  test.each(cases("uniform", "float64"))("is within rounding that of JAX for $name", (c) => {
    const { minval, maxval, shape } = c.params as { minval: number; maxval: number; shape: number[] };
    const result = uniform(keyOf(c), shape, { minval, maxval, dtype: "float64" });
    if (minval === 0 && maxval === 1) expect(maxUlps(result, output(c, "result"))).toBe(0);
    // The reference fuses the product with the sum, so their rounding differs.
    else expectClose(result.dataSync(), output(c, "result").data, "float64");
  });

  test("takes arrays as ends of the interval, with the numbers that scalars give", () => {
    const shape = [50];
    const scalars = uniform(key(3), shape, { minval: -3, maxval: 2 });
    const arrays = uniform(key(3), shape, { minval: array(new Float32Array(50).fill(-3)), maxval: array(2) });
    expect(contents(arrays)).toEqual(contents(scalars));
  });

  test("refuses ends that do not fit the shape, and dtypes that are not real", () => {
    expect(() => uniform(key(0), [3], { minval: array([0, 1]) })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: uniform received minval of shape [2] for samples of shape [3]
        expected: a minval that broadcasts to the shape of the samples
        to fix:   ask for samples of shape [2], or give one minval for all]
    `);
    expect(() => uniform(key(0), [3], { dtype: "int32" as never })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: uniform received dtype int32
        expected: bfloat16, float16, float32 or float64: the samples are real numbers
        to fix:   use randint for integers and bernoulli for booleans, or convert the samples with astype]
    `);
    expect(() => uniform(key(0), 3 as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: uniform received shape 3
        expected: a list of lengths, integers from 0, with fewer than 2³² elements in all
        to fix:   give the lengths of the axes of the result, for example [3, 2]; [] makes one number]
    `);
    expect(() => uniform(array([0, 1]), [3])).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: uniform received float32[2] as the key
        expected: one key, uint32[2]
        to fix:   make the first key with key(seed), and further ones with split, subkeys or foldIn]
    `);
  });
});

describe("normal", () => {
  test.each(cases("normal", "float32"))("is bit for bit that of JAX for $name", (c) => {
    expect(maxUlps(normal(keyOf(c), shapeOf(c.params.shape)), output(c, "result"))).toBe(0);
  });

  test.each(cases("normal", "float64"))("agrees with JAX to 13 digits for $name", (c) => {
    const result = normal(keyOf(c), shapeOf(c.params.shape), { dtype: "float64" });
    expectClose(result.dataSync(), output(c, "result").data, "float64");
  });

  test("lognormal is its exponential", () => {
    const scaled = normal(key(1), [5]).mul(0.5).toList() as number[];
    const result = lognormal(key(1), 0.5, [5]).toList() as number[];
    scaled.forEach((x, i) => expect(result[i]).toBeCloseTo(Math.exp(x), 5));
  });
});

describe("samplers by inversion agree with JAX to a few ulp", () => {
  // Between results near zero and their neighbours lie many numbers, so the error is measured against the spread too.
  const samplers = { gumbel, exponential, laplace, logistic, cauchy };
  const all = Object.entries(samplers).flatMap(([name, sampler]) =>
    loadGroup("random", name).map((c) => ({ title: `${name}: ${c.name}`, sampler, c })),
  );
  test.each(all)("$title", ({ sampler, c }) => {
    const { dtype, shape, ...options } = c.params as { dtype: FloatDType; shape: number[]; mode?: GumbelMode };
    const result = sampler(keyOf(c), shape, { dtype, ...options });
    expectClose(result.dataSync(), output(c, "result").data, dtypeOf(c));
  });

  test.each(loadGroup("random", "lognormal"))("lognormal: $name", (c) => {
    expectClose(lognormal(keyOf(c), asNDArray(input(c, "sigma"))).dataSync(), output(c, "result").data, "float32");
  });

  const parametric: Readonly<Record<string, (key: NDArray, parameters: Readonly<Record<string, NDArray>>) => NDArray>> =
    {
      double_sided_maxwell: (key, { loc, scale }) => doubleSidedMaxwell(key, loc!, scale!, [16]),
      geometric: (key, { p }) => geometric(key, p!, [16]),
      maxwell: (key) => maxwell(key, [16]),
      pareto: (key, { b }) => pareto(key, b!, [16]),
      rayleigh: (key, { scale }) => rayleigh(key, scale!, [16]),
      triangular: (key, { left, mode, right }) => triangular(key, left!, mode!, right!, [16]),
      wald: (key, { mean }) => wald(key, mean!, [16]),
      weibull_min: (key, { scale, concentration }) => weibullMin(key, scale!, concentration!, [16]),
    };
  test.each(loadGroup("random", "parameters"))("$name", (c) => {
    const { key, ...parameters } = Object.fromEntries(
      Object.entries(c.inputs).map(([name, x]) => [name, asNDArray(x)]),
    );
    const name = c.name.split(",")[0]!;
    const result = parametric[name]!(key!, parameters);
    const expected = output(c, "result");
    expect(result.dtype).toBe(expected.dtype);
    // One root of Wald's quadratic is a small difference of larger numbers.
    expectClose(result.dataSync(), expected.data, "float32", name === "wald" ? 16 : 4);
  });

  test.each(loadGroup("random", "truncated_normal"))("truncatedNormal: $name", (c) => {
    const { lower, upper, shape } = c.params as { lower: number; upper: number; shape: number[] };
    const result = truncatedNormal(keyOf(c), lower, upper, shape, { dtype: dtypeOf(c) });
    expectClose(result.dataSync(), output(c, "result").data, dtypeOf(c));
  });
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, dtype: FloatDType, ulps = 4): void {
  expect(actual.length).toBe(expected.length);
  // The double-precision logarithms of the reference are no better.
  const relative = dtype === "float32" ? ulps * 2 ** -23 : 1e-13;
  for (let i = 0; i < expected.length; i++) {
    const tolerance = relative * Math.max(1, Math.abs(expected[i]!));
    expect(Math.abs(actual[i]! - expected[i]!), `element ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

describe("arguments behind the key", () => {
  test("go by position in JAX's order, or by name", () => {
    const expected = uniform(key(0), [3], { minval: -1, maxval: 2, dtype: "float64" }).toList();
    expect(uniform(key(0), [3], "float64", -1, 2).toList()).toEqual(expected);
    expect(uniform(key(0), [3], "float64", { minval: -1, maxval: 2 }).toList()).toEqual(expected);
    expect(uniform(key(0), { shape: [3], minval: -1, maxval: 2, dtype: "float64" }).toList()).toEqual(expected);
    expect(normal(key(0), { shape: [2, 3] }).toList()).toEqual(normal(key(0), [2, 3]).toList());
    expect(normal(key(0), [2], "float64").toList()).toEqual(normal(key(0), [2], { dtype: "float64" }).toList());
    expect(truncatedNormal(key(0), -1, 2, { shape: [2] }).toList()).toEqual(
      truncatedNormal(key(0), -1, 2, [2]).toList(),
    );
    expect(lognormal(key(0), { shape: [2] }).toList()).toEqual(lognormal(key(0), 1, [2]).toList());
    expect(bits(key(0), { shape: [2], width: 8 }).toList()).toEqual(bits(key(0), [2], { width: 8 }).toList());
  });

  test("are refused where none has that name, or a value does not fit", () => {
    expect(() => uniform(key(0), [3], { minVal: 1 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: uniform received an option "minVal", which it does not know
        expected: any of shape, dtype, minval, maxval
        to fix:   write minval instead of minVal]
    `);
    expect(() => gumbel(key(0), [3], { mode: "highest" } as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: gumbel received mode: the text "highest"
        expected: mode: "low" or "high"
        to fix:   pass mode as "low" or "high"]
    `);
    expect(() => normal(key(0), [3], { shape: [2] })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: normal received shape twice, by position and among its options
        expected: each option once
        to fix:   leave shape out of the options]
    `);
    expect(() => lognormal(key(0), [3] as never)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: lognormal received sigma: a list of length 1
        expected: sigma: an array, a number or a boolean
        to fix:   pass sigma as an array, a number or a boolean]
    `);
    expect(() => normal(key(0), [-1])).toThrow("normal received shape [-1]");
    expect(() => bits(key(0), [2], { width: 64 as never })).toThrow("bits received width: the number 64");
  });
});

describe("truncatedNormal", () => {
  test("stays strictly inside its bounds", () => {
    const samples = truncatedNormal(key(0), 0.001, 0.0011, [1000]).toList() as number[];
    expect(Math.min(...samples)).toBeGreaterThan(Math.fround(0.001));
    expect(Math.max(...samples)).toBeLessThan(Math.fround(0.0011));
  });

  test("has the shape of its bounds unless another is given", () => {
    const lower = fromHostData(Float32Array.of(0, 10), [2], "float32");
    const samples = truncatedNormal(key(0), lower, array([[1], [11]])).toList() as number[][];
    expect(samples[0]![0]).toBeGreaterThan(0);
    expect(samples[1]![1]).toBeGreaterThan(10);
    expect(() => truncatedNormal(key(0), lower, 20, [3])).toThrow("lower of shape [2] for samples of shape [3]");
  });
});

describe("distributions", () => {
  // Kolmogorov-Smirnov: the largest distance between empirical and exact distribution exceeds 1.95/√n in one case of 1000.
  const cdfs = {
    uniform: { sampler: uniform, cdf: (x: number) => x },
    exponential: { sampler: exponential, cdf: (x: number) => 1 - Math.exp(-x) },
    gumbel: { sampler: gumbel, cdf: (x: number) => Math.exp(-Math.exp(-x)) },
    logistic: { sampler: logistic, cdf: (x: number) => 1 / (1 + Math.exp(-x)) },
    laplace: { sampler: laplace, cdf: (x: number) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2) },
    cauchy: { sampler: cauchy, cdf: (x: number) => 0.5 + Math.atan(x) / Math.PI },
    normal: { sampler: normal, cdf: (x: number) => 1 / (1 + Math.exp(-1.5976 * x - 0.070565992 * x ** 3)) },
  };
  test.each(Object.entries(cdfs))("%s has its distribution function", (_, { sampler, cdf }) => {
    for (const dtype of ["float32", "float64"] as const) {
      const samples = Array.from(sampler(key(123), [4000], { dtype }).dataSync()).sort((a, b) => a - b);
      const distance = Math.max(...samples.map((x, i) => Math.abs(cdf(x) - (i + 0.5) / samples.length)));
      expect(distance).toBeLessThan(1.95 / Math.sqrt(samples.length));
    }
  });
});
