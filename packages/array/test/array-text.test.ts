import {
  array,
  arrayRepr,
  arrayStr,
  getPrintoptions,
  makeJaxpr,
  printoptions,
  setPrintoptions,
  type NDArray,
  type PrintOptions,
} from "@proj/array";
import { convert } from "@proj/array/core";
import { load } from "@proj/reference";
import { expect, test } from "vitest";
import { fromTensor } from "./support.ts";

test("arrays are written as NumPy and JAX write them", () => {
  const wrong: unknown[] = [];
  for (const { name, params, inputs } of load("printing")) {
    const stored = fromTensor(inputs["x"]!);
    const x = params["weak"] === true ? convert(stored, stored.dtype, true) : stored;
    const [str, repr] = printoptions(params["options"] as PrintOptions, () => [arrayStr(x), arrayRepr(x)]);
    if (str !== params["str"]) wrong.push([name, str, params["str"]]);
    if (repr !== params["repr"]) wrong.push([name, repr, params["repr"]]);
  }
  expect(wrong).toEqual([]);
});

test("print options last as long as they are asked to", () => {
  const third = array([1 / 3]);
  const before = getPrintoptions();
  expect(() => printoptions({ precision: 2 }, () => JSON.parse("{") as unknown)).toThrow(SyntaxError);
  expect(getPrintoptions()).toBe(before);
  setPrintoptions({ precision: 3 });
  expect([arrayStr(third), arrayStr(third, { precision: 1 }), arrayRepr(third, 75, 2)]).toEqual([
    "[0.333]",
    "[0.3]",
    "Array([0.33], dtype=float32)",
  ]);
  setPrintoptions(before);
  expect(arrayStr(third)).toBe("[0.33333334]");
});

test("a traced array has no text", () => {
  expect(() => makeJaxpr((x: NDArray) => x.mul(arrayStr(x).length))(array([1]))).toThrow(/arrayStr/);
});
