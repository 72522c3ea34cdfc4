import type { NDArray } from "@proj/array";
import { fromHostData, isFloat } from "@proj/array/core";
import { expect } from "vitest";

/** All values of arrays, one after the other. */
export function values(arrays: readonly NDArray[]): number[] {
  return arrays.flatMap((x) => [...x.dataSync()]);
}

/** Σ over all elements of products. */
export function innerProduct(a: readonly NDArray[], b: readonly NDArray[]): number {
  const [x, y] = [values(a), values(b)];
  expect(x.length).toBe(y.length);
  return x.reduce((sum, value, k) => sum + value * y[k]!, 0);
}

/** The arrays moved along a direction. */
export function moved(arrays: readonly NDArray[], direction: readonly NDArray[], by: number): NDArray[] {
  return arrays.map((x, k) => {
    const data = x.dataSync();
    const along = direction[k]!.dataSync();
    return fromHostData(
      data.map((value, i) => value + by * along[i]!),
      x.shape,
      x.dtype,
    );
  });
}

/** The directional derivative of a function by central differences, extrapolated once (error of order h⁴). */
export function centralDifference(
  f: (args: readonly NDArray[]) => readonly NDArray[],
  at: readonly NDArray[],
  direction: readonly NDArray[],
  h = 1e-3,
): number[] {
  const difference = (step: number): number[] => {
    const [after, before] = [values(f(moved(at, direction, step))), values(f(moved(at, direction, -step)))];
    return after.map((value, k) => (value - before[k]!) / (2 * step));
  };
  const [coarse, fine] = [difference(h), difference(h / 2)];
  return fine.map((value, k) => value + (value - coarse[k]!) / 3);
}

/** Compares numbers with a tolerance relative to the largest. */
export function expectClose(received: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(received.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs).filter(Number.isFinite));
  received.forEach((value, k) => {
    const other = expected[k]!;
    if (Object.is(value, other) || value === other) return;
    if (!(Math.abs(value - other) <= tolerance * scale)) {
      expect.fail(`element ${k}: received ${value}, expected ${other}, tolerance ${tolerance * scale}`);
    }
  });
}

/** The floating-point arrays among some. */
export const floats = (arrays: readonly NDArray[]): NDArray[] => arrays.filter(({ dtype }) => isFloat(dtype));
