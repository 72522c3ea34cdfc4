import * as np from "@proj/array";
import { isNDArray, type NDArray } from "@proj/array";
import { load, recordedArguments, type Case, type Topic } from "@proj/reference";
import { describe, expect, test } from "vitest";
import { expectTensor, fromTensor } from "./support.ts";

/*
 * Functions of NumPy, called with the arguments with which JAX was called: values, shapes, dtypes and weakness are those that
 * were recorded. Derivatives of the same calls are compared in the tests of `autodiff`.
 */

const topics: readonly Topic[] = ["numpy-arrangement", "numpy-counting"];

/** JAX computes in single precision what is computed here in double precision and rounded. */
const close = { relative: 5e-6, absolute: 1e-6 };

const functions = np as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** The arrays of a result: one, several in a list, or the fields of an object. */
function arraysIn(result: unknown): readonly NDArray[] {
  return isNDArray(result) ? [result] : Object.values(result as object).flatMap(arraysIn);
}

function results(from: Case): readonly NDArray[] {
  return arraysIn(functions[from.group]!(...recordedArguments(from, fromTensor)));
}

describe.each(topics)("%s", (topic) => {
  const groups = [...new Set(load(topic).map(({ group }) => group))];

  test.each(groups)("%s gives what JAX gives", (group) => {
    for (const from of load(topic).filter((one) => one.group === group)) {
      const call = `${group} ${from.name} ${JSON.stringify(from.params["args"])}`;
      const found = results(from);
      const weak = from.params["weak"] as readonly boolean[];
      expect(found.length, call).toBe(weak.length);
      found.forEach((array, place) => {
        expectTensor(array, from.outputs[String(place)]!, close, undefined, call);
        expect(array.weakType, `${call}: result ${place} is weakly typed`).toBe(weak[place]);
      });
    }
  });
});
