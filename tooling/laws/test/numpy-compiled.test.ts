import * as np from "@proj/array";
import { isNDArray, UsageError, type NDArray } from "@proj/array";
import * as image from "@proj/array/image";
import { RegularGridInterpolator, type RegularGridInterpolatorOptions } from "@proj/array/interpolate";
import { mapCoordinates } from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as signal from "@proj/array/signal";
import { jit } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { load, recordedArguments, type Case, type Topic } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { recordedArray } from "../src/recorded-array.ts";

/*
 * One recorded call of each function of NumPy and SciPy, all of a topic in one compiled program whose arguments are their arrays: what is
 * compiled gives what JAX gives.
 */

type Functions = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const smallTools = {
  ...image,
  mapCoordinates,
  interpolated: (v: NDArray, xi: NDArray, points: readonly NDArray[], options: RegularGridInterpolatorOptions) =>
    new RegularGridInterpolator(points, v, options).call(xi),
};

/**
 * Where the functions of a topic are, and those whose results have a shape that values decide, or that refuse values that are not
 * known: none of their calls can be traced.
 */
const doors: readonly (readonly [topic: Topic, door: object, needValues: readonly string[]])[] = [
  ["numpy-arrangement", np, ["trimZeros"]],
  ["numpy-calculus", np, []],
  ["numpy-counting", np, []],
  ["attention", nn, []],
  ["small-tools", smallTools, []],
  ["signals", signal, []],
];

/** The arrays of a result: one, several in a list, or the fields of an object. */
function listed(result: unknown): readonly NDArray[] {
  return isNDArray(result) ? [result] : Object.values(result as object).flatMap(listed);
}

/** The call as a function of its arrays. */
function callOf(
  door: object,
  from: Case,
): {
  readonly inputs: readonly NDArray[];
  readonly run: (inputs: readonly NDArray[]) => readonly NDArray[];
} {
  const names = Object.keys(from.inputs);
  const run = (inputs: readonly NDArray[]): readonly NDArray[] => {
    const byTensor = new Map(names.map((name, place) => [from.inputs[name]!, inputs[place]!]));
    return listed((door as Functions)[from.group]!(...recordedArguments(from, (tensor) => byTensor.get(tensor))));
  };
  return { inputs: names.map((name) => recordedArray(from.inputs[name]!)), run };
}

function canBeTraced(door: object, from: Case): boolean {
  const { inputs, run } = callOf(door, from);
  if (inputs.length === 0) return false;
  try {
    np.evalShape((given: readonly NDArray[]) => run(given), inputs);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

describe.each(doors)("%s", (topic, door, needValues) => {
  test("functions compiled together give what JAX gives", () => {
    const cases = load(topic);
    const groups = [...new Set(cases.filter(({ inputs }) => Object.keys(inputs).length > 0).map(({ group }) => group))];
    const samples = groups.map((group) => cases.find((from) => from.group === group && canBeTraced(door, from)));
    expect(groups.filter((_, place) => samples[place] === undefined)).toEqual(needValues);
    const calls = samples.flatMap((from) => (from === undefined ? [] : [{ from, ...callOf(door, from) }]));
    const compiled = jit((all: readonly (readonly NDArray[])[]) => calls.map(({ run }, place) => run(all[place]!)), {
      target: wasm(),
    });
    const results = compiled(calls.map(({ inputs }) => inputs));
    calls.forEach(({ from }, place) => {
      results[place]!.forEach((found, k) => {
        const expected = from.outputs[String(k)]!;
        const call = `${from.group} ${from.name}`;
        expect(found.describe().replace("weak ", ""), call).toBe(`${expected.dtype}[${expected.shape.join(",")}]`);
        const values = found.dataSync();
        const wrong = Array.from(expected.data).findIndex((wanted, index) => {
          const value = values[index]!;
          const same = value === wanted || (Number.isNaN(value) && Number.isNaN(wanted));
          return !same && !(Math.abs(value - wanted) <= 1e-6 + 1e-5 * Math.abs(wanted));
        });
        if (wrong >= 0) expect(Array.from(values), call).toEqual(Array.from(expected.data));
      });
    });
  });
});
