import * as np from "@proj/array";
import type { DType, NDArray } from "@proj/array";
import { fromHostData, isComplexDType } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { jvp, vjp } from "@proj/autodiff";
import { loadGroup, type Case, type Tensor } from "@proj/reference";
import { describe, expect, it } from "vitest";

/** Reductions by a body, bits of numbers, and what else lax has of windows and orders, computed by JAX. */

function fromTensor({ data, dtype, shape }: Tensor): NDArray {
  if (dtype === "complex64") return fromHostData(data.slice(), shape, dtype);
  if (dtype === "bool") return np.array(data, { dtype }).reshape(shape);
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint32Array)
    return np.array(data).reshape(shape);
  throw new Error(`no dtype for ${dtype}`);
}

/** The numbers of an array, real and imaginary parts in turn. */
const numbersIn = (x: NDArray): ArrayLike<number | boolean> =>
  isComplexDType(x.dtype) ? np.stack([np.real(x), np.imag(x)], -1).dataSync() : x.dataSync();

function expectTensor(actual: NDArray, expected: Tensor): void {
  expect(actual.describe()).toBe(`${expected.dtype}[${expected.shape.join(",")}]`);
  const values = Array.from(numbersIn(actual), Number);
  const wrong = Array.from(expected.data).findIndex((wanted, k) => {
    const value = values[k]!;
    if (value === wanted || (Number.isNaN(value) && Number.isNaN(wanted))) return false;
    return !(Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)));
  });
  if (wrong >= 0) expect(values).toEqual(Array.from(expected.data));
}

const { add, mul } = lax;
type Join = (a: NDArray, b: NDArray) => NDArray;
const bodies: Record<string, Join> = {
  add,
  mul,
  max: lax.max,
  min: lax.min,
  bitwise_and: lax.bitwiseAnd,
  bitwise_or: lax.bitwiseOr,
  "sum and product": (a, b) => add(add(a, b), mul(a, b)),
};
const numberOf = (text: unknown): number =>
  text === "inf" ? Infinity : text === "-inf" ? -Infinity : text === "True" ? 1 : text === "False" ? 0 : Number(text);

const numbers = (value: unknown): readonly number[] => value as readonly number[];
const inputOf = ({ inputs }: Case, name: string): NDArray => fromTensor(inputs[name]!);
/** An array of 32 bits in the dtype that it stands for, and a result back again. */
const narrow = (x: NDArray, dtype: unknown): NDArray => lax.convertElementType(x, dtype as DType);
const wide = (x: NDArray): NDArray => (["int8", "uint16"].includes(x.dtype) ? narrow(x, "int32") : x);

describe("reductions as JAX has them", () => {
  it.each(loadGroup("windows", "reduce_window").map((c) => [c.name, c] as const))("of windows: %s", (_, c) => {
    const { body, init, window, strides, padding, base, dilation } = c.params;
    const f = (x: NDArray): NDArray =>
      lax.reduceWindow(
        x,
        numberOf(init),
        bodies[body as string]!,
        numbers(window),
        strides as number[] | null,
        padding as lax.Padding,
        { baseDilation: base as number[] | null, windowDilation: dilation as number[] | null },
      );
    const x = inputOf(c, "x");
    const result = f(x);
    expectTensor(result, c.outputs["result"]!);
    const { cotangent, tangent } = c.outputs;
    if (cotangent !== undefined) {
      const ct = np.arange(result.size, "int32").mod(3).add(1).astype("float32").reshape(result.shape);
      expectTensor(vjp(f, [x])[1](ct)[0], cotangent);
    }
    if (tangent !== undefined) expectTensor(jvp(f, [x], [np.arange(x.size).reshape(x.shape).astype("float32")])[1], tangent); // prettier-ignore
  });

  it("of axes, by a body", () => {
    for (const c of loadGroup("windows", "reduce")) {
      const { body, init, axes } = c.params;
      const f = bodies[body as string]!;
      expectTensor(lax.reduce(inputOf(c, "x"), numberOf(init), f, numbers(axes)), c.outputs["result"]!);
    }
  });

  it("of several arrays together", () => {
    const [c] = loadGroup("windows", "reduce pair");
    const largest = ([a, i]: readonly NDArray[], [b, j]: readonly NDArray[]): readonly NDArray[] => {
      const first = lax.ge(a!, b!);
      return [lax.select(first, a!, b!), lax.select(first, i!, j!)];
    };
    const [values, places] = lax.reduce([inputOf(c!, "x"), inputOf(c!, "i")], [-Infinity, -1], largest, [0]);
    expectTensor(values!, c!.outputs["values"]!);
    expectTensor(places!, c!.outputs["places"]!);
  });

  it("by exclusive or", () => {
    for (const c of loadGroup("windows", "xor")) {
      const x = narrow(inputOf(c, "x"), c.params["dtype"]);
      expectTensor(wide(lax.reduceXor(x, numbers(c.params["axes"]))), c.outputs["result"]!);
    }
  });

  it("running log Σ exp", () => {
    for (const c of loadGroup("windows", "cumlogsumexp")) {
      const { axis, reverse } = c.params;
      const f = (x: NDArray): NDArray => lax.cumlogsumexp(x, axis as number, reverse as boolean);
      const x = inputOf(c, "x");
      expectTensor(f(x), c.outputs["result"]!);
      const { cotangent, tangent } = c.outputs;
      if (cotangent !== undefined) expectTensor(vjp(f, [x])[1](np.onesLike(x))[0], cotangent);
      if (tangent === undefined) continue;
      const places = np.broadcastTo(np.arange(x.shape.at(-1)!).astype(x.dtype), x.shape);
      expectTensor(jvp(f, [x], [places])[1], tangent);
    }
  });
});

describe("bits of numbers as JAX has them", () => {
  it("counted", () => {
    for (const c of loadGroup("windows", "bits")) {
      const f = c.params["function"] === "clz" ? lax.clz : lax.populationCount;
      expectTensor(wide(f(narrow(inputOf(c, "x"), c.params["dtype"]))), c.outputs["result"]!);
    }
  });

  it("of products", () => {
    for (const c of loadGroup("windows", "mulhi")) {
      const [x, y] = [narrow(inputOf(c, "x"), c.params["dtype"]), narrow(inputOf(c, "y"), c.params["dtype"])];
      expectTensor(wide(lax.mulhi(x, y)), c.outputs["result"]!);
    }
  });

  it("fewer of them", () => {
    for (const c of loadGroup("windows", "reduce_precision")) {
      const { exponent, mantissa } = c.params;
      expectTensor(lax.reducePrecision(inputOf(c, "x"), exponent as number, mantissa as number), c.outputs["result"]!);
    }
  });
});

describe("orders as JAX has them", () => {
  it("of keys with values", () => {
    for (const c of loadGroup("windows", "sort_key_val")) {
      const [keys, values] = lax.sortKeyVal(inputOf(c, "keys"), inputOf(c, "values"), c.params["dimension"] as number);
      expectTensor(keys, c.outputs["keys"]!);
      expectTensor(values, c.outputs["values"]!);
    }
  });

  it("of the largest and smallest", () => {
    for (const c of loadGroup("windows", "approx")) {
      const f = c.params["function"] === "approx_max_k" ? lax.approxMaxK : lax.approxMinK;
      const [values, places] = f(inputOf(c, "x"), 2, { reductionDimension: c.params["axis"] as number });
      expectTensor(values, c.outputs["values"]!);
      expectTensor(places, c.outputs["places"]!);
    }
  });
});
