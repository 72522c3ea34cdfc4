import { asarray, cpu, foriLoop, nextafter, stack, type ArrayLike, type DType, type NDArray } from "@proj/array";
import { fromHostData, isNDArray, scalar } from "@proj/array/core";
import { stopGradient } from "@proj/autodiff";

/** The numbers of an array whose values can be looked at now; null for one that is traced or elsewhere. */
export function knownNumbers(x: NDArray): readonly number[] | null {
  return x.tracing === null && x.device === cpu ? Array.from(x.dataSync() as Iterable<number>, Number) : null;
}

/** Times as a vector of a dtype. */
export function timeVector(ts: readonly ArrayLike[] | NDArray, dtype: DType): NDArray {
  if (isNDArray(ts)) return ts.dtype === dtype ? ts : ts.astype(dtype);
  if (!ts.every((t) => typeof t === "number")) {
    return stack(ts.map((t) => (isNDArray(t) ? t.astype(dtype) : scalar(Number(t), dtype))));
  }
  const data = dtype === "float64" ? Float64Array.from(ts) : Float32Array.from(ts);
  return fromHostData(data, [ts.length], dtype === "float64" ? "float64" : "float32");
}

/** The floating-point number a number of places before t; no derivative flows through it. */
export function placesBefore(t: NDArray, places: number): NDArray {
  const before = (x: NDArray): NDArray => nextafter(x, -Infinity);
  return foriLoop(0, places, (_: NDArray, x: NDArray) => before(x), stopGradient(asarray(t)));
}
