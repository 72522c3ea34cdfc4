import type { DType, NDArray } from "@proj/array";
import { fromHostData, type ConcreteArray } from "@proj/array/core";
import type { Json, Tensor } from "@proj/reference";

/** A reference value as an array; narrow unsigned integers become uint32. */
export function asNDArray({ dtype, shape, data }: Tensor): ConcreteArray {
  if (dtype === "uint8" || dtype === "uint16") return fromHostData(Uint32Array.from(data), shape, "uint32");
  return fromHostData(data, shape, dtype as DType);
}

/** An array as a reference value. */
export const asTensor = (x: NDArray): Tensor => ({ dtype: x.dtype, shape: x.shape, data: x.dataSync() }) as Tensor;

/** A parameter that is a shape. */
export const shapeOf = (value: Json | undefined): readonly number[] => value as readonly number[];

/** Shape, dtype and values of an array, to be compared with those of another. */
export function contents(x: NDArray): { dtype: DType; shape: readonly number[]; data: readonly number[] } {
  return { dtype: x.dtype, shape: x.shape, data: Array.from(x.dataSync()) };
}

/** How many representable numbers lie between results and reference values, at most. */
export function maxUlps(result: NDArray, expected: Tensor): number {
  if (result.dtype !== expected.dtype || result.shape.join() !== expected.shape.join()) return Number.NaN;
  const actual = result.dataSync();
  const distances = Array.from(expected.data, (value, i) => rank(actual[i]!, result.dtype) - rank(value, result.dtype));
  return Math.max(0, ...distances.map((distance) => Math.abs(Number(distance))));
}

/** Numbers in ascending order, one apart from the next representable one. */
function rank(x: number, dtype: DType): bigint {
  const isSingle = dtype === "float32";
  if (dtype !== "float32" && dtype !== "float64") return BigInt(x);
  const bits = isSingle
    ? BigInt(new Int32Array(Float32Array.of(x).buffer)[0]!)
    : new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits >= 0n ? bits : -(bits + (isSingle ? 2n ** 31n : 2n ** 63n));
}
