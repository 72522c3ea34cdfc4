import { describe, expect, test } from "vitest";
import { array, deviceGet, devicePut, UsageError, where, type DType, type NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import { jit } from "@proj/jit";
import { interpreter } from "@proj/jit/core";
import { wasm } from "@proj/jit-wasm";
import { init } from "@proj/jit-webgpu";
import { useSoftwareGpu } from "@proj/devices/software-gpu";

/*
 * One program with every kind of operation in each dtype of integers and in bfloat16: what targets compute is what evaluation gives.
 */

const narrow = ["int8", "int16", "uint8", "uint16"] as const;
const wide = ["int64", "uint64"] as const;

const operands = (dtype: DType): readonly [NDArray, NDArray] => [
  array(
    [1, 3, 100, 7, 128, 127, 0, 5].map((x, k) => (dtype.startsWith("u") || k % 2 === 0 ? x % 128 : -x)),
    dtype,
  ),
  array([3, 2, 100, 0, 1, 9, 63, 11], dtype),
];

const integers = (x: NDArray, y: NDArray): readonly NDArray[] => [
  x.add(y).mul(y).sub(7),
  lax.div(x, y),
  lax.rem(x, y),
  lax.max(x, y),
  where(x.lt(y), x, lax.neg(y)),
  lax.shiftLeft(x, y),
  lax.shiftRightLogical(x, y),
  lax.shiftRightArithmetic(x, y),
  lax.bitwiseXor(lax.bitwiseNot(x), y),
  lax.integerPow(x, 5),
  lax.reduceSum(x, [0]),
  lax.reduceMax(x, [0]),
  lax.cumsum(x, 0),
  x.sort(),
  x.argmax(),
  x.dot(y),
  x.at(2).add(y.get(1)),
  x.get(y.astype("int32")),
  lax.iota(x.dtype, 5),
  x.astype("float32"),
  x.astype("uint8"),
  x.astype("float32").mul(1e3).astype(x.dtype),
];

const floats = (x: NDArray, y: NDArray): readonly NDArray[] => [
  x.mul(y).add(0.1),
  x.div(3),
  lax.sqrt(lax.abs(x)),
  lax.nextafter(x, y),
  lax.bitcastConvertType(x, "uint16"),
  lax.bitcastConvertType(lax.bitcastConvertType(x, "int16"), "bfloat16"),
  x.sort(),
  lax.reduceMax(x, [0]),
  x.astype("int8"),
  x.astype("float16"),
];

const lists = (results: readonly NDArray[]): readonly unknown[] => results.map((x) => [x.describe(), x.toList()]);

describe("on targets of the host", () => {
  const targets = { interpreter: interpreter(), wasm: wasm() };
  test.each([...narrow, ...wide, "bfloat16"] as const)("%s", (dtype) => {
    const f = dtype === "bfloat16" ? floats : integers;
    const expected = lists(f(...operands(dtype)));
    for (const target of Object.values(targets))
      expect(lists(jit(f, { target })(...operands(dtype)))).toEqual(expected);
  });
});

describe("on a GPU", () => {
  useSoftwareGpu();
  const device = init({ default: false });
  test.each(["int8", "uint16", "bfloat16"] as const)("%s", async (dtype) => {
    const f = dtype === "bfloat16" ? floats : integers;
    const placed = devicePut(operands(dtype), await device);
    expect(lists(await deviceGet(jit(f)(...placed)))).toEqual(lists(f(...operands(dtype))));
  });
  test("integers of 64 bits are refused", async () => {
    const gpu = await device;
    expect(() => devicePut(array([1], "int64"), gpu)).toThrow(UsageError);
  });
});
