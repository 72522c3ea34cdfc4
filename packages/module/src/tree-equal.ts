import type { NDArray, TypedArray } from "@proj/array";
import { ConcreteArray, isFloat, isNDArray, numberOption, readOptions, type OptionReaders } from "@proj/array/core";
import { flatten } from "@proj/tree";

/** How near the numbers of two equal trees must be. */
export interface EqualOptions {
  /** Relative tolerance of real numbers in arrays. Default 0. */
  readonly rtol?: number;
  /** Absolute tolerance of real numbers in arrays. Default 0. */
  readonly atol?: number;
}

const equalReaders: OptionReaders<EqualOptions> = { rtol: numberOption, atol: numberOption };

/**
 * Whether two trees have the same structure and equal leaves: arrays of equal shape, dtype and values, and other leaves
 * that are the same (`Object.is`).
 *
 * @param a - a tree of concrete arrays and other leaves.
 * @param b - another one.
 * @param options - `rtol`, `atol`: tolerances of real numbers in arrays (default 0); NaN equals nothing.
 * @throws UsageError if values of traced arrays would have to be known, or values on a device waited for.
 * @example
 * import { array } from "@proj/array";
 * import { treeEqual } from "@proj/module";
 * treeEqual({ w: array([1, 2]), name: "a" }, { w: array([1, 2]), name: "a" }); // → true
 * treeEqual([array([1, 2])], [array([1, 2.001])], { rtol: 0.01 }); // → true
 */
export function treeEqual(a: unknown, b: unknown, options?: EqualOptions): boolean {
  const { rtol = 0, atol = 0 } = readOptions("treeEqual", options, equalReaders);
  const [leavesA, structureA] = flatten(a, undefined);
  const [leavesB, structureB] = flatten(b, undefined);
  if (!structureA.equals(structureB)) return false;
  // What is known without looking at values comes first.
  const pairs = leavesA.map((leaf, i) => [leaf, leavesB[i]] as const);
  return (
    pairs.every(([x, y]) => (isNDArray(x) && isNDArray(y) ? sameType(x, y) : Object.is(x, y))) &&
    pairs.every(([x, y]) => !isNDArray(x) || !isNDArray(y) || sameValues(x, y, rtol, atol))
  );
}

function sameType(x: NDArray, y: NDArray): boolean {
  return (
    x.dtype === y.dtype && x.shape.length === y.shape.length && x.shape.every((length, i) => length === y.shape[i])
  );
}

function sameValues(x: NDArray, y: NDArray, rtol: number, atol: number): boolean {
  const [xs, ys] = [valuesOf(x), valuesOf(y)];
  const isReal = isFloat(x.dtype);
  return xs.every((value, i) => {
    const other = ys[i]!;
    return value === other || (isReal && Math.abs(value - other) <= atol + rtol * Math.abs(other));
  });
}

function valuesOf(x: NDArray): TypedArray {
  if (!(x instanceof ConcreteArray)) return x.dataSync();
  return x.hostData("treeEqual", "compare copies on the host: treeEqual(await deviceGet(a), await deviceGet(b))");
}
