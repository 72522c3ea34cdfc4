import type { NDArray } from "@proj/array";
import { fromHostData } from "@proj/array/core";
import type { Tensor } from "@proj/reference";

/** A recorded array. */
export const toArray = ({ data, shape, dtype }: Tensor): NDArray => fromHostData(data, shape, dtype as "float32");

/** The rows `from` and following of a recorded matrix, as a vector. */
export const rows = (tensor: Tensor, from: number, count: number): Tensor =>
  ({ ...tensor, shape: [count], data: tensor.data.slice(from, from + count) }) as Tensor;

/** What is wrong with an array, or nothing; infinities and NaN have to be the same. */
export function complaint(
  name: string,
  found: NDArray,
  expected: Tensor,
  relative = 2e-5,
  absolute = 3e-6,
): readonly string[] {
  if (String(found.shape) !== String(expected.shape)) return [`${name}: shape [${String(found.shape)}]`];
  const wanted = Array.from(expected.data as Iterable<number>);
  return Array.from(found.dataSync() as Iterable<number>).flatMap((value, place) => {
    const right = wanted[place]!;
    if (Object.is(value, right) || Math.abs(value - right) <= relative * Math.abs(right) + absolute) return [];
    return [`${name}[${place}]: ${value} instead of ${right}`];
  });
}
