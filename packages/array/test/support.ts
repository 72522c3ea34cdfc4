import { array, type NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import { expect } from "vitest";
import type { Tensor } from "@proj/reference";

/** A stored array as one of this package. */
export function fromTensor({ shape, dtype, data }: Tensor): NDArray {
  if (dtype === "complex64" || dtype === "complex128") return fromHostData(data.slice(), shape, dtype);
  if (dtype === "int64-words" || dtype === "uint64-words") {
    const words = Array.from({ length: data.length / 2 }, (_, k) => wide(data, k, dtype === "int64-words"));
    return array(words, dtype === "int64-words" ? "int64" : "uint64").reshape(shape.slice(0, -1));
  }
  if (
    data instanceof Uint8Array ||
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Uint16Array ||
    dtype === "float16" ||
    dtype === "bfloat16"
  )
    return array([...data].map(Number), dtype).reshape(shape);
  if (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint32Array
  )
    return array(data).reshape(shape);
  throw new Error(`no dtype for ${dtype}`);
}

/** An integer of 64 bits, stored as two words. */
function wide(words: Tensor["data"], place: number, isSigned: boolean): bigint {
  const value = (BigInt(words[2 * place]!) << 32n) | BigInt(words[2 * place + 1]!);
  return isSigned ? BigInt.asIntN(64, value) : value;
}

/** How far results may be from stored values: relative to the larger, and absolute. */
export interface Closeness {
  readonly relative: number;
  readonly absolute: number;
}

/**
 * Equal shape, dtype and values; NaN equals NaN, and zeros of both signs are equal.
 *
 * @param compared - says which elements count; default all.
 * @param message - which call it was.
 */
export function expectTensor(
  actual: NDArray,
  expected: Tensor,
  closeness: Closeness = { relative: 0, absolute: 0 },
  compared: (index: number) => boolean = () => true,
  message?: string,
): void {
  if (expected.dtype === "int64-words" || expected.dtype === "uint64-words") {
    const wanted = fromTensor(expected);
    expect(actual.describe(), message).toBe(wanted.describe());
    expect([...actual.dataSync()], message).toEqual([...wanted.dataSync()]);
    return;
  }
  expect(actual.describe().replace("weak ", ""), message).toBe(`${expected.dtype}[${expected.shape.join(",")}]`);
  const values = actual.dataSync();
  const wrong = Array.from(expected.data).findIndex((wanted, index) => {
    const value = values[index]!;
    if (!compared(index) || value === wanted || (Number.isNaN(value) && Number.isNaN(wanted))) return false;
    return !(Math.abs(value - wanted) <= closeness.absolute + closeness.relative * Math.abs(wanted));
  });
  if (wrong >= 0) expect(Array.from(values), message).toEqual(Array.from(expected.data));
}
