import {
  argwhere,
  array,
  bincount,
  complex,
  compress,
  countNonzero,
  delete as remove,
  extract,
  flatnonzero,
  histogram,
  insert,
  nonzero,
  repeat,
  trimZeros,
  unique,
  where,
  type DType,
  type NDArray,
} from "@proj/array";
import { expect, test } from "vitest";

/** Functions that look at values to know the shape of their result; those of 64-bit integers are of another kind in JavaScript. */
const functions: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  argwhere: (x) => argwhere(x),
  bincount: (x) => bincount(x),
  compress: (x) => compress(x, array([1, 2, 3, 4, 5])),
  countNonzero: (x) => countNonzero(x),
  delete: (x) => remove(array([1, 2, 3, 4, 5]), x),
  extract: (x) => extract(x, array([1, 2, 3, 4, 5])),
  flatnonzero: (x) => flatnonzero(x),
  histogram: (x) => histogram(x, 3)[0],
  insert: (x) => insert(array([1, 2, 3, 4, 5]), x, 7),
  nonzero: (x) => nonzero(x)[0]!,
  repeat: (x) => repeat(array([1, 2, 3, 4, 5]), x),
  trimZeros: (x) => trimZeros(x),
  unique: (x) => unique(x),
  where: (x) => where(x)[0]!,
};

const numbers = (x: NDArray): unknown => [x.toList()].flat(2).map(Number);

test.each(Object.entries(functions))("%s of integers of 64 bits is that of 32", (_, f) => {
  const of = (dtype: DType): unknown => numbers(f(array([0, 1, 2, 2, 0], dtype)));
  expect([of("int64"), of("uint64")]).toEqual([of("int32"), of("int32")]);
});

test("trimZeros of complex numbers", () => {
  const x = array([0, complex(0, 1), 0, complex(2, 0), 0]);
  expect(trimZeros(x).toList()).toMatchObject([
    { re: 0, im: 1 },
    { re: 0, im: 0 },
    { re: 2, im: 0 },
  ]);
});
