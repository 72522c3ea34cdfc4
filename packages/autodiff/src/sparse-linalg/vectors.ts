import { add, conj, imag, iscomplexobj, multiply, real, sqrt, subtract, vdot, where, type NDArray } from "@proj/array";
import { convert, joinTypes } from "@proj/array/core";
import { leaves, map } from "@proj/tree";

/*
 * Trees of arrays as vectors.
 */

const mapArrays = <T>(f: (...arrays: NDArray[]) => NDArray, ...trees: readonly T[]): T =>
  map(f as never, ...(trees as unknown as [never]));

const arraysOf = (tree: unknown): readonly NDArray[] => leaves<NDArray>(tree as never);

const sumOf = (terms: readonly NDArray[]): NDArray => terms.reduce((a, b) => add(a, b));

export const plus = <T>(x: T, y: T): T => mapArrays((a, b) => add(a, b), x, y);

export const minus = <T>(x: T, y: T): T => mapArrays((a, b) => subtract(a, b), x, y);

export const times = <T>(factor: NDArray, x: T): T => mapArrays((a) => multiply(factor, a), x);

export const choose = <T>(condition: NDArray, x: T, y: T): T => mapArrays((a, b) => where(condition, a, b), x, y);

/** The dtype of all elements together. */
export function dtypeOfTree(x: unknown): NDArray["dtype"] {
  return arraysOf(x)
    .map(({ dtype, weakType }) => ({ dtype, weakType }))
    .reduce(joinTypes).dtype;
}

/** How many elements there are. */
export const sizeOfTree = (x: unknown): number => arraysOf(x).reduce((sum, { size }) => sum + size, 0);

/** Σ x̄ y. */
export function inner(x: unknown, y: unknown): NDArray {
  const right = arraysOf(y);
  return sumOf(arraysOf(x).map((a, place) => vdot(a, right[place]!)));
}

/** The real part of Σ x̄ y. */
export function realInner(x: unknown, y: unknown): NDArray {
  const right = arraysOf(y);
  const part = (a: NDArray, b: NDArray): NDArray => {
    const first = vdot(real(a), real(b));
    return iscomplexobj(a) || iscomplexobj(b) ? add(first, vdot(imag(a), imag(b))) : first;
  };
  return sumOf(arraysOf(x).map((a, place) => part(a, right[place]!)));
}

/** √Σ |x|². */
export const length = (x: unknown): NDArray => sqrt(realInner(x, x));

/** For each column of matrices, which stand along a last axis, Σ x̄ y. */
export function projections(columns: unknown, x: unknown): NDArray {
  const vectors = arraysOf(x);
  return sumOf(
    arraysOf(columns).map((matrix, place) => {
      const flat = matrix.reshape([vectors[place]!.size, matrix.shape.at(-1)!]);
      return conj(flat.T).matmul(vectors[place]!.ravel());
    }),
  );
}

/** The sums of columns, each times a factor. */
export const combined = <T>(columns: T, factors: NDArray): T => mapArrays((matrix) => matrix.dot(factors), columns);

/**
 * A vector of length 1, or 0 where the length is not above a threshold; and the length, or 0.
 *
 * @param threshold - real.
 */
export function normalized<T>(x: T, threshold: NDArray | number): readonly [unit: T, length: NDArray] {
  const own = length(x);
  const counts = own.gt(threshold);
  const divisor = where(counts, own, 1);
  const unit = mapArrays((a) => where(counts, a.div(convert(divisor, a.dtype)), convert(divisor.mul(0), a.dtype)), x);
  return [unit, where(counts, own, 0)];
}

export { mapArrays };
