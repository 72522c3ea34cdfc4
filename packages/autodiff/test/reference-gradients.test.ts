import * as core from "@proj/array/core";
import * as special from "@proj/array/special";
import * as stats from "@proj/array/stats";
import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import { grad, jvp, vmap } from "@proj/autodiff";
import { findCase, input, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, it } from "vitest";
import { expectClose, values } from "./numeric.ts";

/** Derivatives at points where functions have ties, kinks or poles, computed by JAX. */

const constant = (value: number): NDArray => np.array(new Float64Array([value])).reshape([]);
const bindUnary = (name: "rsqrt" | "erfInv") => (x: NDArray) => core.bind(name, [x], core.unaryParams(name))[0];

const unary: Record<string, (x: NDArray) => NDArray> = {
  abs: np.abs,
  sign: np.sign,
  sqrt: np.sqrt,
  rsqrt: bindUnary("rsqrt"),
  cbrt: np.cbrt,
  log: np.log,
  log1p: np.log1p,
  reciprocal: np.reciprocal,
  relu: np.nn.relu,
  floor: np.floor,
  sinc: np.sinc,
  round: np.round,
  tan: np.tan,
  asin: np.arcsin,
  acos: np.arccos,
  atanh: np.arctanh,
  acosh: np.arccosh,
  logistic: np.nn.sigmoid,
  tanh: np.tanh,
  softplus: np.nn.softplus,
  erf: special.erf,
  erf_inv: bindUnary("erfInv"),
  "x^0": (x) => x.pow(0),
  "x^1": (x) => x.pow(1),
  "x^2": (x) => x.pow(2),
  "x^3": (x) => x.pow(3),
  "x^-1": (x) => x.pow(-1),
  "x^0.5": (x) => x.pow(0.5),
  "x^1.5": (x) => x.pow(1.5),
  "x^0.0": (x) => x.pow(constant(0)),
  "0^x": (x) => constant(0).pow(x),
  "2^x": (x) => constant(2).pow(x),
  "(-2)^x": (x) => constant(-2).pow(x),
  "x^x": (x) => x.pow(x),
  "where(x > 0, sqrt(x), 0)": (x) => np.where(x.gt(0), np.sqrt(x), 0),
  "where(x > 0, sqrt(where(x > 0, x, 1)), 0)": (x) => np.where(x.gt(0), np.sqrt(np.where(x.gt(0), x, 1)), 0),
  "where(x > 0, log(x), x)": (x) => np.where(x.gt(0), np.log(x), x),
  "clip(x, -1, 1)": (x) => np.clip(x, -1, 1),
  "max(x, 0)": (x) => np.maximum(x, 0),
  "min(x, 0)": (x) => np.minimum(x, 0),
  "x - floor(x)": (x) => x.sub(np.floor(x)),
};

/** Functions of the reference that this project does not have, or has under another name in this list. */
const absent = new Set(["clamp(-1, x, 1)"]);

const binary: Record<string, (x: NDArray, y: NDArray) => NDArray> = {
  max: np.maximum,
  min: np.minimum,
  pow: np.power,
  atan2: np.arctan2,
  rem: (x, y) => core.bind("rem", [x, y], {})[0],
  remainder: np.remainder,
  hypot: np.hypot,
  logaddexp: np.logaddexp,
  div: np.divide,
  fmax: np.fmax,
  floor_divide: np.floorDivide,
};

/** Points where a function of @proj/array is composed of other primitives than JAX's, with other slopes at its kinks. */
const composedOtherwise: Record<string, readonly number[]> = {
  hypot: [14], // (∞, ∞)
  logaddexp: [14], // (∞, ∞)
};

const weights = np.array(new Float64Array([1, 2, 3]));
const reductions: Record<string, (x: NDArray) => NDArray> = {
  max: (x) => x.max(),
  min: (x) => x.min(),
  sum: (x) => x.sum(),
  prod: (x) => x.prod(),
  mean: (x) => x.mean(),
  var: (x) => np.variance(x),
  std: (x) => np.std(x),
  norm: (x) => np.sqrt(x.mul(x).sum()),
  norm1: (x) => x.abs().sum(),
  logsumexp: (x) => special.logsumexp(x),
  "sort . (1,2,3)": (x) => np.sort(x).mul(weights).sum(),
  "cumsum . (1,2,3)": (x) => np.cumsum(x).mul(weights).sum(),
  "cumprod . (1,2,3)": (x) => np.cumprod(x).mul(weights).sum(),
  "cummax . (1,2,3)": (x) => np.cummax(x).mul(weights).sum(),
  "x[argmax x]": (x) => np.take(x, np.argmax(x)),
  "softmax . (1,2,3)": (x) => np.nn.softmax(x).mul(weights).sum(),
};
const absentReductions = new Set(["median", "top_k(2) . (1,2)", "nansum", "nanmax"]);

const arrayOf = (from: Case, key: string): NDArray => np.array(input(from, key).data);
const numbersOf = (from: Case, key: string): number[] => [...(output(from, key).data as Float64Array)];

describe("gradients at ties, kinks and poles are JAX's", () => {
  it.each(loadGroup("gradients", "unary").filter(({ name }) => !absent.has(name)))("$name", (reference) => {
    const f = unary[reference.name];
    expect(f, "no function of this name").toBeDefined();
    expectClose(values([vmap(grad(f!))(arrayOf(reference, "x"))]), numbersOf(reference, "gradient"), 1e-14);
  });

  it.each(loadGroup("gradients", "binary"))("$name", (reference) => {
    const f = binary[reference.name];
    expect(f, "no function of this name").toBeDefined();
    const gradients = vmap(grad(f!, { argnums: [0, 1] }))(arrayOf(reference, "x"), arrayOf(reference, "y"));
    const compared = (numbers: readonly number[]): readonly number[] =>
      numbers.filter((_, k) => !(composedOtherwise[reference.name]?.includes(k) ?? false));
    expectClose(compared(values([gradients[0]])), compared(numbersOf(reference, "x")), 1e-14);
    expectClose(compared(values([gradients[1]])), compared(numbersOf(reference, "y")), 1e-14);
  });

  const known = loadGroup("gradients", "reduction").filter(
    ({ params }) => !absentReductions.has(params.function as string),
  );
  it.each(known)("$name", (reference) => {
    const f = reductions[reference.params.function as string];
    expect(f, "no function of this name").toBeDefined();
    expectClose(values([grad(f!)(arrayOf(reference, "x"))]), numbersOf(reference, "gradient"), 1e-14);
  });

  it.each(loadGroup("gradients", "masked"))("$name", (reference) => {
    const { function: name, options } = reference.params as { function: "mean" | "var" | "nanvar"; options: object };
    const mask = reference.inputs["where"] === undefined ? {} : { where: arrayOf(reference, "where").ne(0) };
    const f = (x: NDArray): NDArray => np[name](x, { ...options, ...mask });
    const x = arrayOf(reference, "x");
    expectClose(values([f(x)]), numbersOf(reference, "value"), 1e-14);
    expectClose(values([grad(f)(x)]), numbersOf(reference, "gradient"), 1e-14);
    const [, tangent] = jvp(f, [x], [np.array(new Float64Array([1, -2, 0.5, 3]))]);
    expectClose(values([tangent]), numbersOf(reference, "tangent"), 1e-14);
  });

  it.each(loadGroup("gradients", "empty"))("of nothing: $name", (reference) => {
    const { function: name, options } = reference.params as { function: "mean" | "nanvar" | "max"; options: object };
    const x = np.zeros(input(reference, "x").shape, "float64");
    const mask = reference.inputs["where"] === undefined ? {} : { where: np.zeros(x.shape, "bool") };
    const [value, tangent] = jvp((y: NDArray): NDArray => np[name](y, { ...options, ...mask }), [x], [x]);
    expectClose(values([value]), numbersOf(reference, "value"), 0);
    // JAX shares the tangents among as many elements as are largest: none.
    const isExtremum = /max|min/.test(name);
    expectClose(values([tangent]), isExtremum ? [0, 0] : numbersOf(reference, "tangent"), 0);
  });

  it.each(loadGroup("gradients", "covariances"))("$name", (reference) => {
    const { function: name, options } = reference.params as { function: "cov"; options: object };
    const f = (x: NDArray): NDArray => np[name](x, options);
    const x = arrayOf(reference, "x").reshape(input(reference, "x").shape);
    expectClose(values([f(x)]), numbersOf(reference, "value"), 1e-14);
    expectClose(values([grad((y: NDArray) => f(y).sum())(x)]), numbersOf(reference, "gradient"), 1e-14);
    const places = np.arange(x.size, { dtype: "float64" }).reshape(x.shape).sub(1.5);
    const [, tangent] = jvp(f, [x], [places]);
    expectClose(values([tangent]), numbersOf(reference, "tangent"), 1e-14);
  });

  it("of the density of the beta distribution, and 0 outside of it, where JAX has NaN for some parameters", () => {
    const reference = findCase("gradients", "beta", "beta.logpdf");
    const names = ["x", "a", "b", "loc", "scale"];
    const args = names.map((name) => arrayOf(reference, name));
    const slopes = vmap(
      grad((...given: readonly NDArray[]) => stats.beta.logpdf(...(given as Parameters<typeof stats.beta.logpdf>)), {
        argnums: names.map((_, k) => k),
      }),
    )(...args) as readonly NDArray[];
    const isOutside = values([args[0]!]).map((x) => x < 0 || x > 1);
    for (const [k, name] of names.entries()) {
      const expected = numbersOf(reference, name).map((slope, place) => (isOutside[place]! ? 0 : slope));
      expectClose(values([slopes[k]!]), expected, 1e-14);
    }
  });
});
