import type { DType, NDArray } from "@proj/array";
import { castNumber, dtypes, evaluateJaxpr, fromHostData, ConcreteArray, stage } from "@proj/array/core";
import { sort } from "@proj/array/lax";
import { compile } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { Draw } from "@proj/generators/primitive-samples";
import { describe, expect, test } from "vitest";

/*
 * Compiled sorts against their evaluation, bit by bit: of each dtype, of lines around the lengths at which algorithms, pieces and chunks
 * change, with elements that are equal, along either axis, and by several keys.
 */

const draw = new Draw(3);

const special: Partial<Record<DType, readonly number[]>> = {
  float32: [NaN, 0, -0, Infinity, -Infinity, 1e-45, -1e-45],
  float64: [NaN, 0, -0, Infinity, -Infinity, 5e-324, -5e-324],
  int32: [2 ** 31 - 1, -(2 ** 31)],
  uint32: [2 ** 32 - 1, 2 ** 31],
};

/** Numbers of which many are equal, and which differ in each of their digits. */
function values(shape: readonly number[], dtype: DType): NDArray {
  const data = dtypes[dtype].allocate(shape.reduce((x, y) => x * y, 1));
  const whole = data as unknown as BigInt64Array;
  const others = special[dtype] ?? [0, 1];
  for (let i = 0; i < data.length; i++) {
    const [kind, which, scale] = [draw.uniform(), draw.uniform(), draw.uniform()];
    const large = Math.round((which - 0.5) * 2 ** (32 * scale));
    const value = kind < 0.1 ? others[Math.floor(which * others.length)]! : large;
    if (dtype === "int64" || dtype === "uint64") whole[i] = BigInt(value) << (kind < 0.5 ? 30n : 0n);
    else data[i] = castNumber(value, dtype);
  }
  return fromHostData(data, shape, dtype);
}

type Case = readonly [title: string, f: (...operands: NDArray[]) => readonly NDArray[], operands: readonly NDArray[]];

const lengths = [0, 1, 2, 63, 64, 65, 4096, 4097, 40_000];

const cases: readonly Case[] = [
  ...(["float32", "float64", "int32", "uint32", "int16", "uint8", "bool", "float16", "int64", "uint64"] as const).map(
    (dtype): Case => {
      const lines = [5, 64, 300].map((length) => values([length], dtype));
      return [dtype, (...x) => x.flatMap((line) => sort([line, line], undefined, 1)), lines];
    },
  ),
  ...lengths.map((length): Case => [
    `${String(length)} elements`,
    (x, y) => sort([x, y], undefined, 1),
    [values([length], "float32"), values([length], "int32")],
  ]),
  ["lines along either axis", (x) => [...sort([x], 0), ...sort([x], 1)], [values([70, 90], "float32")]],
  [
    "several keys",
    (x, y, z, w) => sort([x, y, z, w], undefined, 3),
    (["bool", "float64", "uint8", "int32"] as const).map((dtype) => values([3, 500], dtype)),
  ],
];

const hostOf = (x: NDArray) => {
  if (!(x instanceof ConcreteArray)) throw new Error("a case has traced operands");
  return { shape: x.shape, dtype: x.dtype, data: x.hostData("test") };
};

describe.each([1, 3])("sorts on %i threads", (threads) => {
  const target = wasm({ threads });
  test.each(cases)("%s", (title, f, operands) => {
    const { jaxpr, consts } = stage(
      (args) => [...f(...args)],
      operands.map(({ aval }) => aval),
      title,
    );
    const args = [...consts, ...operands].map(hostOf);
    const expected = evaluateJaxpr(jaxpr, args);
    const outputs = compile(title, jaxpr, target).executable.run(
      args.map(({ data }) => data),
      expected.map(() => null),
    );
    outputs.forEach((output, index) => {
      expect(Array.from(output, (x) => (Object.is(x, -0) ? "-0" : String(x)))).toEqual(
        Array.from(expected[index]!.data, (x) => (Object.is(x, -0) ? "-0" : String(x))),
      );
    });
  });
});
