import * as np from "@proj/array";
import { isNDArray, type NDArray } from "@proj/array";
import * as image from "@proj/array/image";
import { RegularGridInterpolator, type RegularGridInterpolatorOptions } from "@proj/array/interpolate";
import * as lax from "@proj/array/lax";
import { mapCoordinates } from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as signal from "@proj/array/signal";
import { load, recordedArguments, type Case, type Topic } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

/*
 * Functions of NumPy and SciPy, called with the arguments with which JAX was called: values, shapes, dtypes and weakness are those that
 * were recorded. Derivatives of the same calls are compared in the tests of `autodiff`.
 */

const smallTools = {
  ...image,
  mapCoordinates,
  interpolated: (v: NDArray, xi: NDArray, points: readonly NDArray[], options: RegularGridInterpolatorOptions) =>
    new RegularGridInterpolator(points, v, options).call(xi),
};

const bodies: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  triple: (x) => x.mul(3),
  sine: (x) => np.sin(x),
  shift: (x) => x.add(10),
};

const laxCalls = {
  ...np,
  ...lax,
  scatterApply: (x: NDArray, indices: NDArray, body: string, params: lax.ScatterApplyParams) =>
    lax.scatterApply(x, indices, bodies[body]!, params),
  dotGeneralRefused: (...args: Parameters<typeof lax.dotGeneral>) => {
    expect(() => lax.dotGeneral(...args)).toThrow(/UsageError: lax.dotGeneral|no narrower/);
    return np.zeros([], "float64");
  },
};

const doors: readonly (readonly [topic: Topic, door: object])[] = [
  ["numpy-arrangement", np],
  ["numpy-calculus", np],
  ["numpy-counting", np],
  ["attention", nn],
  ["nn-options", nn],
  ["lax-calls", laxCalls],
  ["lax-options", { ...np, ...lax }],
  ["small-tools", smallTools],
  ["signals", signal],
];

/** JAX computes in single precision what is computed here in double precision and rounded. */
const close = { relative: 5e-6, absolute: 1e-6 };
/** Least squares by singular values in single precision are right to the condition of the powers. */
const fitted = { relative: 2e-4, absolute: 5e-5 };
/** JAX rounds the weights of halves, which are wide here. */
const half = { relative: 4e-3, absolute: 4e-3 };

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** The arrays of a result: one, several in a list, or the fields of an object. */
function arraysIn(result: unknown): readonly NDArray[] {
  return isNDArray(result) ? [result] : Object.values(result as object).flatMap(arraysIn);
}

function results(functions: Functions, from: Case): readonly NDArray[] {
  return arraysIn(functions[from.group]!(...recordedArguments(from, fromTensor)));
}

describe.each(doors)("%s", (topic, door) => {
  const groups = [...new Set(load(topic).map(({ group }) => group))];

  test.each(groups)("%s gives what JAX gives", (group) => {
    for (const from of load(topic).filter((one) => one.group === group)) {
      const call = `${group} ${from.name} ${JSON.stringify(from.params["args"])}`;
      const found = results(door as Functions, from);
      const weak = from.params["weak"] as readonly boolean[];
      expect(found.length, call).toBe(weak.length);
      found.forEach((array, place) => {
        const tolerance =
          group === "polyfit" ? fitted : array.dtype === "float16" || array.dtype === "bfloat16" ? half : close;
        expectTensor(array, from.outputs[String(place)]!, tolerance, undefined, call);
        expect(array.weakType, `${call}: result ${place} is weakly typed`).toBe(weak[place]);
      });
    }
  });
});
