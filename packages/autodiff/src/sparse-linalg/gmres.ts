import {
  abs,
  block,
  concatenate,
  conj,
  eye,
  finfo,
  foriLoop,
  full,
  imag,
  isnan,
  logicalAnd,
  logicalNot,
  maximum,
  minimum,
  pad,
  real,
  split,
  stack,
  where,
  whileLoop,
  zeros,
  type DType,
  type FloatDType,
  type NDArray,
} from "@proj/array";
import { choiceOption, integerOption, isComplexDType, partDType, type OptionReaders } from "@proj/array/core";
import { complex, dynamicIndexInDim, dynamicUpdateIndexInDim, rsqrt, sliceInDim } from "@proj/array/lax";
import { solve, solveTriangular } from "@proj/array/linalg";
import { customLinearSolve } from "../custom-linear-solve.ts";
import { readIteration } from "./iterative-solve.ts";
import { constant, matvecOf, type LinearOperator } from "./linear-operator.ts";
import { iterativeReaders, type IterativeSolveOptions } from "./options.ts";
import {
  combined,
  dtypeOfTree,
  length,
  mapArrays,
  minus,
  normalized,
  plus,
  projections,
  sizeOfTree,
} from "./vectors.ts";

/** Options of {@link gmres}. */
export interface GmresOptions<B> extends IterativeSolveOptions<B> {
  /** How often it begins again, from where it is; default ten times for each element of b. */
  readonly maxiter?: number | null;
  /** How many vectors it looks among before it begins again; default 20, or as many as b has elements. */
  readonly restart?: number;
  /**
   * Whether the least squares of these vectors are solved when all are there (`"batched"`, the default), or with each one, so that it may
   * end early (`"incremental"`).
   */
  readonly solveMethod?: "batched" | "incremental";
}

const readers: OptionReaders<GmresOptions<unknown>> = {
  ...iterativeReaders,
  restart: integerOption(1),
  solveMethod: choiceOption("batched", "incremental"),
};

/**
 * The solution of A x = b by generalised minimal residuals, for any map.
 *
 * Its derivative is the solution of such a system again, and as accurate as that.
 *
 * @param A - a matrix, or a function from a tree of arrays to a tree like it.
 * @param b - the right side: an array or a tree of arrays.
 * @param x0 - where it begins, default zeros; or options.
 * @param options - see {@link GmresOptions}.
 * @returns the solution, and an int32[], which is -1 where that is NaN and 0 elsewhere.
 * @throws UsageError for a matrix that is not square, a right side without floats, and a guess of another form.
 * @example
 * import { array } from "@proj/array";
 * import { gmres } from "@proj/autodiff/sparse-linalg";
 * const [x] = gmres(array([[2, 1], [0, 3]]), array([4, 6]));
 * x; // ≈ [1, 2]
 */
export function gmres<B>(
  A: LinearOperator<B>,
  b: B,
  x0?: B | null | GmresOptions<B>,
  options?: GmresOptions<B>,
): readonly [x: B, info: NDArray] {
  const operation = "gmres";
  const { b: right, iteration, options: read } = readIteration(operation, b, [x0, options], readers);
  const M = iteration.M ?? ((x: B) => x);
  const still = mapArrays((x) => constant(x) as NDArray, right);
  const lengthOfB = length(still);
  const atol = maximum(lengthOfB.mul(iteration.tol), iteration.atol);
  const krylov: Krylov<B> = {
    M,
    size: Math.min(read.restart ?? 20, sizeOfTree(right)),
    dtype: dtypeOfTree(right),
    limit: length(M(still)).mul(minimum(1, atol.div(lengthOfB))),
  };
  const improved = read.solveMethod === "incremental" ? incremental : batched;
  const solution = (matvec: (x: B) => B, side: B): B => {
    const residual = (x: B): readonly [unit: B, length: NDArray] => unitOf(M(minus(side, matvec(x))));
    const [unit, own] = residual(iteration.x0);
    const start = { x: iteration.x0, unit, length: own, step: full([], 0, "int32") };
    return whileLoop(
      (now: typeof start) => logicalAnd(now.step.lt(iteration.maxiter), now.length.gt(atol)),
      (now) => {
        const x = plus(now.x, improved(matvec, now.unit, now.length, krylov));
        const [nextUnit, nextLength] = residual(x);
        return { x, unit: nextUnit, length: nextLength, step: now.step.add(1) };
      },
      start,
    ).x;
  };
  const x = customLinearSolve(matvecOf(operation, "A", A), right, solution, { transposeSolve: solution });
  return [x, where(isnan(length(x)), -1, 0).astype("int32")];
}

/** What the space of the vectors b, A b, A² b, … is built by. */
interface Krylov<B> {
  readonly M: (x: B) => B;
  readonly size: number;
  readonly dtype: DType;
  /** Which length of a residual is short enough to end early. */
  readonly limit: NDArray;
}

const epsilonOf = (dtype: DType): number => finfo(partDType(dtype) as FloatDType).eps;

const unitOf = <B>(x: B): readonly [unit: B, length: NDArray] => normalized(x, epsilonOf(dtypeOfTree(x)));

/** Vectors of length 1 along a last axis, of which there is the first. */
const basisOf = <B>(first: B, size: number): B =>
  mapArrays((x) => pad(x.reshape([...x.shape, 1]), [...x.shape.map(() => [0, 0] as const), [0, size] as const]), first);

const columnOf = <B>(basis: B, place: NDArray): B =>
  mapArrays((x) => dynamicIndexInDim(x, place, { axis: -1, keepdims: false }), basis);

const withColumn = <B>(basis: B, column: B, place: NDArray): B =>
  mapArrays((x, y) => dynamicUpdateIndexInDim(x, y, place, -1), basis, column);

const rowOf = (x: NDArray, place: NDArray): NDArray => dynamicIndexInDim(x, place, { axis: 0, keepdims: false });

const withRow = (x: NDArray, row: NDArray, place: NDArray): NDArray => dynamicUpdateIndexInDim(x, row, place, 0);

/** The vectors without the last. */
const allButLast = <B>(basis: B): B => mapArrays((x) => sliceInDim(x, 0, x.shape.at(-1)! - 1, 1, x.ndim - 1), basis);

/** The solution of a small system. One of complex numbers is solved as one of twice as many real ones. */
function solveReal(matrix: NDArray, right: NDArray, method: (a: NDArray, b: NDArray) => NDArray): NDArray {
  if (!isComplexDType(matrix.dtype)) return method(matrix, right);
  const [re, im] = [real(matrix), imag(matrix)];
  const both = method(block([[re, im.neg()], [im, re]]), concatenate([real(right), imag(right)])); // prettier-ignore
  const [first, second] = split(both, 2) as [NDArray, NDArray];
  return complex(first, second);
}

/** Adds the image of a vector to the basis (Arnoldi 1951), and gives what it has of each. */
function extended<B>(
  A: (x: B) => B,
  { M, dtype }: Krylov<B>,
  basis: B,
  place: NDArray,
): { readonly basis: B; readonly row: NDArray; readonly rest: NDArray } {
  const image = M(A(columnOf(basis, place)));
  const [, whole] = unitOf(image);
  const shares = projections(basis, image);
  const [unit, rest] = normalized(minus(image, combined(basis, shares)), whole.mul(epsilonOf(dtype)));
  const next = place.add(1);
  return { basis: withColumn(basis, unit, next), row: withRow(shares, rest.astype(dtype), next), rest };
}

/** What is to be added to a solution, by least squares once the space is complete. */
function batched<B>(A: (x: B) => B, unit: B, residual: NDArray, krylov: Krylov<B>): B {
  const { size, dtype } = krylov;
  const start = {
    basis: basisOf(unit, size),
    // Rows of images. The identity keeps what is not reached from being singular.
    images: eye(size, size + 1, { dtype }),
    broken: full([], false, "bool"),
    place: full([], 0, "int32"),
  };
  const end = whileLoop(
    ({ place, broken }: typeof start) => logicalAnd(place.lt(size), logicalNot(broken)),
    ({ basis, images, place }) => {
      const { basis: next, row, rest } = extended(A, krylov, basis, place);
      return { basis: next, images: withRow(images, row, place), broken: rest.eq(0), place: place.add(1) };
    },
    start,
  );
  const images = end.images.T;
  const wanted = withRow(zeros([size + 1], dtype), residual.astype(dtype), full([], 0, "int32"));
  const adjoint = conj(images.T);
  const factors = solveReal(adjoint.matmul(images), adjoint.matmul(wanted), (a, b) => solve(a, b, { assumeA: "pos" }));
  return combined(allButLast(end.basis), factors);
}

/** The same with a QR decomposition that grows with the space (Saad & Schultz 1986). */
function incremental<B>(A: (x: B) => B, unit: B, residual: NDArray, krylov: Krylov<B>): B {
  const { size, dtype, limit } = krylov;
  const start = {
    basis: basisOf(unit, size),
    triangle: eye(size, size + 1, { dtype }),
    wanted: withRow(zeros([size + 1], dtype), residual.astype(dtype), full([], 0, "int32")),
    rotations: zeros([size, 2], dtype),
    error: residual,
    place: full([], 0, "int32"),
  };
  const end = whileLoop(
    ({ place, error }: typeof start) => logicalAnd(place.lt(size), error.gt(limit)),
    ({ basis, triangle, wanted, rotations, place }) => {
      const { basis: next, row } = extended(A, krylov, basis, place);
      const turned = foriLoop(0, place, (k, x: NDArray) => rotated(x, k, rowOf(rotations, k)), row);
      const rotation = rotationOf(rowOf(turned, place), rowOf(turned, place.add(1)));
      const goal = rotated(wanted, place, rotation);
      return {
        basis: next,
        triangle: withRow(triangle, rotated(turned, place, rotation), place),
        wanted: goal,
        rotations: withRow(rotations, rotation, place),
        error: abs(rowOf(goal, place.add(1))).astype(residual.dtype),
        place: place.add(1),
      };
    },
    start,
  );
  const triangle = sliceInDim(end.triangle, 0, size, 1, 1).T;
  const factors = solveReal(triangle, sliceInDim(end.wanted, 0, size), isComplexDType(dtype) ? solve : solveTriangular);
  return combined(allButLast(end.basis), factors);
}

/** The rotation, cosine and sine, that makes the second of two numbers 0 (Givens). */
function rotationOf(a: NDArray, b: NDArray): NDArray {
  const smaller = abs(a).lt(abs(b));
  const ratio = where(smaller, a, b)
    .div(where(smaller, b, a))
    .neg();
  const size = abs(ratio);
  const scale = rsqrt(size.mul(size).add(1)).astype(ratio.dtype);
  const other = scale.mul(ratio);
  const isZero = abs(b).eq(0);
  return stack([where(isZero, 1, where(smaller, other, scale)), where(isZero, 0, where(smaller, scale, other))]);
}

/** Two neighbouring elements, turned. */
function rotated(x: NDArray, place: NDArray, rotation: NDArray): NDArray {
  const [cosine, sine] = [...rotation] as [NDArray, NDArray];
  const [first, second] = [rowOf(x, place), rowOf(x, place.add(1))];
  const next = conj(cosine).mul(first).sub(conj(sine).mul(second));
  return withRow(withRow(x, next, place), sine.mul(first).add(cosine.mul(second)), place.add(1));
}
