import { describeValue, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { broadcastTo, convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import { axisOption, dtypeOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import type { DotDimensions } from "../core/primitives.ts";
import { isComplexDType, type DType } from "../core/types/dtype.ts";
import { joinTypes } from "../core/types/promotion.ts";
import { stretchedShape, normalizeAxes, normalizeAxis, type Shape } from "../core/types/shape.ts";
import { ne } from "../lax/binary.ts";
import { dotGeneral } from "../lax/contraction.ts";
import { fullLike } from "../lax/elementwise.ts";
import { reshape, split, squeeze, transpose } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { conj } from "./complex.ts";
import { toStrong } from "./elementwise.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { stack } from "./joining.ts";

/** Options of products. */
export interface ProductOptions {
  /** The dtype to sum in and to return; default the common dtype of the operands. */
  readonly preferredElementType?: DType;
}

export const productReaders: OptionReaders<ProductOptions> = { preferredElementType: dtypeOption };

/** The operands in their common dtype, and the dtype that the result is to have. */
function operandsOf(
  operation: string,
  x: ArrayLike,
  y: ArrayLike,
  options: ProductOptions | undefined,
): [x: NDArray, y: NDArray, preferred: DType | undefined] {
  const { preferredElementType } = readOptions<ProductOptions>(operation, options, productReaders);
  const [a, b] = promoteOperands(operation, [x, y]);
  if (preferredElementType !== undefined && isComplexDType(a!.dtype) && !isComplexDType(preferredElementType)) {
    throw new UsageError({
      operation,
      received: `preferredElementType ${preferredElementType} for a product of ${a!.dtype}`,
      expected: "a complex dtype",
      remedy: "take the real part of the result with real(…)",
    });
  }
  return [a!, b!, preferredElementType];
}

function mismatch(operation: string, x: NDArray, y: NDArray): UsageError {
  return new UsageError({
    operation,
    received: `${x.describe()} and ${y.describe()}`,
    expected: "the last axis of the first as long as the second-last (or only) axis of the second",
    remedy: "transpose one of the arrays so that the contracted axes agree",
  });
}

/**
 * The general product; of booleans, whether any pair is true.
 *
 * @param preferred - the dtype of the result, in which sums are taken unless the operands' own is wider.
 */
export function contract(x: NDArray, y: NDArray, dimensions: DotDimensions, preferred?: DType): NDArray {
  if (preferred !== undefined) {
    const { dtype } = joinTypes(x, { dtype: preferred, weakType: false });
    return convert(dotGeneral(convert(x, dtype), convert(y, dtype), dimensions), preferred);
  }
  if (x.dtype !== "bool") return dotGeneral(x, y, dimensions);
  return ne(dotGeneral(convert(x, "int32"), convert(y, "int32"), dimensions), 0);
}

/** The product of two arrays of which one is a scalar. */
function scale(x: NDArray, y: NDArray, preferred: DType | undefined): NDArray {
  return preferred === undefined ? multiply(x, y) : multiply(convert(x, preferred), convert(y, preferred));
}

const unbatched = { lhsBatch: [], rhsBatch: [] };

/**
 * The dot product of NumPy: scalars multiply; otherwise the last axis of `x` is contracted with the second-last (or only)
 * axis of `y`, and the free axes of both remain.
 *
 * @throws UsageError when the contracted axes differ in length.
 * @example
 * import { array, dot } from "@proj/array";
 * dot(array([1, 2]), array([3, 4])); // → 11
 */
export function dot(x: ArrayLike, y: ArrayLike, options?: ProductOptions): NDArray {
  const [a, b, preferred] = operandsOf("dot", x, y, options);
  if (a.ndim === 0 || b.ndim === 0) return scale(a, b, preferred);
  const contracting = Math.max(0, b.ndim - 2);
  if (a.shape.at(-1) !== b.shape[contracting]) throw mismatch("dot", a, b);
  return contract(a, b, { lhsContracting: [a.ndim - 1], rhsContracting: [contracting], ...unbatched }, preferred);
}

/**
 * The matrix product, over matrices on the last two axes; leading axes broadcast, vectors are rows or columns.
 *
 * @throws UsageError for scalars, and when the contracted axes differ in length.
 * @example
 * import { array, matmul } from "@proj/array";
 * matmul(array([[1, 2], [3, 4]]), array([1, 1])); // → [3, 7]
 */
export function matmul(x: ArrayLike, y: ArrayLike, options?: ProductOptions): NDArray {
  const [a, b, preferred] = operandsOf("matmul", x, y, options);
  const contracting = Math.max(0, b.ndim - 2);
  if (a.ndim === 0 || b.ndim === 0 || a.shape.at(-1) !== b.shape[contracting]) throw mismatch("matmul", a, b);
  // Without leading axes on one side nothing has to be kept in step, and nothing repeated.
  if (b.ndim <= 2) {
    const dimensions = { lhsContracting: [a.ndim - 1], rhsContracting: [contracting], ...unbatched };
    return contract(a, b, dimensions, preferred);
  }
  const batch = stretchedShape("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (a.ndim <= 2 || a.shape.slice(0, -2).every((length) => length === 1))
    return matmulWithoutBatch(a, b, batch, preferred);
  const axes = batch.map((_, axis) => axis);
  const left = broadcastTo(a, [...batch, ...a.shape.slice(-2)]);
  const right = broadcastTo(b, [...batch, ...b.shape.slice(-2)]);
  const dimensions = {
    lhsContracting: [left.ndim - 1],
    rhsContracting: [right.ndim - 2],
    lhsBatch: axes,
    rhsBatch: axes,
  };
  return contract(left, right, dimensions, preferred);
}

/** One matrix or vector on the left of many matrices: a single contraction, whose free axis of the left is then moved. */
function matmulWithoutBatch(a: NDArray, b: NDArray, batch: Shape, preferred: DType | undefined): NDArray {
  const left = a.ndim <= 2 ? a : reshape(a, a.shape.slice(-2));
  const dimensions = { lhsContracting: [left.ndim - 1], rhsContracting: [b.ndim - 2], ...unbatched };
  const product = contract(left, b, dimensions, preferred);
  if (left.ndim === 1) return product;
  const axes = Array.from({ length: b.ndim - 2 }, (_, axis) => axis + 1);
  const moved = transpose(product, [...axes, 0, b.ndim - 1]);
  return reshape(moved, [...batch, moved.shape.at(-2)!, moved.shape.at(-1)!]);
}

/**
 * The sum of the products of all elements; of complex numbers, those of the first array are conjugated.
 *
 * @throws UsageError when the arrays differ in size.
 * @example
 * import { array, vdot } from "@proj/array";
 * vdot(array([[1, 2]]), array([[3], [4]])); // → 11
 */
export function vdot(x: ArrayLike, y: ArrayLike, options?: ProductOptions): NDArray {
  const [a, b, preferred] = operandsOf("vdot", x, y, options);
  if (a.size !== b.size) throw mismatch("vdot", a, b);
  const dimensions = { lhsContracting: [0], rhsContracting: [0], ...unbatched };
  return contract(conj(flat(a)), flat(b), dimensions, preferred);
}

const flat = (x: NDArray): NDArray => reshape(x, [x.size]);

/**
 * Contracts the last axes of both arrays; scalars multiply.
 *
 * @throws UsageError when the last axes differ in length.
 * @example
 * import { array, inner } from "@proj/array";
 * inner(array([[1, 2], [3, 4]]), array([1, 1])); // → [3, 7]
 */
export function inner(x: ArrayLike, y: ArrayLike, options?: ProductOptions): NDArray {
  const [a, b, preferred] = operandsOf("inner", x, y, options);
  if (a.ndim === 0 || b.ndim === 0) return scale(a, b, preferred);
  return contractAxes("inner", a, b, [[-1], [-1]], preferred);
}

/**
 * The products of every element of `x` with every element of `y`: a matrix.
 *
 * @example
 * import { array, outer } from "@proj/array";
 * outer(array([1, 2]), array([3, 4])); // → [[3, 4], [6, 8]]
 */
export function outer(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("outer", [x, y]);
  return multiply(reshape(a!, [a!.size, 1]), reshape(b!, [1, b!.size]));
}

/** Two operands that must have axes enough. */
function withAxes(
  operation: string,
  x: ArrayLike,
  y: ArrayLike,
  ranks: readonly [number, number],
): readonly [a: NDArray, b: NDArray] {
  const [a, b] = promoteOperands(operation, [x, y]) as [NDArray, NDArray];
  if (a.ndim < ranks[0] || b.ndim < ranks[1]) throw mismatch(operation, a, b);
  return [a, b];
}

/**
 * Matrices times vectors; leading axes broadcast.
 *
 * @param x - [..., n, m]: matrices on the last two axes.
 * @param y - [..., m]: vectors on the last axis.
 * @returns [..., n]
 * @throws UsageError when the contracted axes differ in length.
 * @example
 * import { array, matvec } from "@proj/array";
 * matvec(array([[1, 2], [3, 4]]), array([[1, 1], [1, 0]])); // → [[3, 7], [1, 3]]
 */
export function matvec(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = withAxes("matvec", x, y, [2, 1]);
  if (a.shape.at(-1) !== b.shape.at(-1)) throw mismatch("matvec", a, b);
  return squeeze(matmul(a, reshape(b, [...b.shape, 1])), [Math.max(a.ndim, b.ndim + 1) - 1]);
}

/**
 * Vectors times matrices; leading axes broadcast.
 *
 * @param x - [..., n]: vectors on the last axis.
 * @param y - [..., n, m]: matrices on the last two axes.
 * @returns [..., m]
 * @throws UsageError when the contracted axes differ in length.
 * @example
 * import { array, vecmat } from "@proj/array";
 * vecmat(array([1, 1]), array([[1, 2], [3, 4]])); // → [4, 6]
 */
export function vecmat(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = withAxes("vecmat", x, y, [1, 2]);
  if (a.shape.at(-1) !== b.shape.at(-2)) throw mismatch("vecmat", a, b);
  const row = reshape(conj(a), [...a.shape.slice(0, -1), 1, a.shape.at(-1)!]);
  return squeeze(matmul(row, b), [Math.max(row.ndim, b.ndim) - 2]);
}

/** Options of {@link vecdot}. */
export interface VecdotOptions extends ProductOptions {
  /** The axis of the vectors; default the last. */
  readonly axis?: number;
}

const vecdotReaders: OptionReaders<VecdotOptions> = { ...productReaders, axis: axisOption };

/**
 * The dot products of vectors, of which those of complex numbers on the left are conjugated; the other axes broadcast.
 *
 * @param options - the axis of the vectors alone, or {@link VecdotOptions}; default the last.
 * @throws UsageError when that axis differs in length.
 * @example
 * import { array, vecdot } from "@proj/array";
 * vecdot(array([[1, 2], [3, 4]]), array([1, 1])); // → [3, 7]
 */
export function vecdot(x: ArrayLike, y: ArrayLike, options?: AxisOr<VecdotOptions>): NDArray {
  const { axis = -1, ...read } = readAxisOptions<VecdotOptions>("vecdot", options, vecdotReaders);
  const [a, b, preferred] = operandsOf("vecdot", x, y, read);
  const last = (vectors: NDArray): NDArray => {
    const along = normalizeAxis(axis, vectors.ndim, "vecdot");
    return transpose(vectors, [...vectors.shape.keys()].toSpliced(along, 1).concat(along));
  };
  const [left, right] = [last(a), last(b)];
  if (left.shape.at(-1) !== right.shape.at(-1)) throw mismatch("vecdot", a, b);
  const shape = stretchedShape("vecdot", left.shape, right.shape);
  const axes = Array.from({ length: shape.length - 1 }, (_, place) => place);
  const contracting = [shape.length - 1];
  return contract(
    broadcastTo(conj(left), shape),
    broadcastTo(right, shape),
    { lhsContracting: contracting, rhsContracting: contracting, lhsBatch: axes, rhsBatch: axes },
    preferred,
  );
}

/**
 * The product of every element of `x` with the whole of `y`, in the places of the elements.
 *
 * @example
 * import { array, eye, kron } from "@proj/array";
 * kron(eye(2), array([[1, 2]])); // → [[1, 2, 0, 0], [0, 0, 1, 2]]
 */
export function kron(x: ArrayLike, y: ArrayLike): NDArray {
  const [a, b] = promoteOperands("kron", [x, y]) as [NDArray, NDArray];
  const rank = Math.max(a.ndim, b.ndim);
  const ranked = (shape: Shape): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [ranked(a.shape), ranked(b.shape)];
  const product = multiply(
    reshape(
      a,
      left.flatMap((length) => [length, 1]),
    ),
    reshape(
      b,
      right.flatMap((length) => [1, length]),
    ),
  );
  return reshape(
    product,
    left.map((length, axis) => length * right[axis]!),
  );
}

/**
 * Contracts several axes of both arrays; the free axes of both remain, in order.
 *
 * @param axes - how many last axes of `x` go with as many first axes of `y`, or both lists of axes; default 2.
 * @throws UsageError when paired axes differ in length.
 * @example
 * import { array, tensordot } from "@proj/array";
 * tensordot(array([[1, 2], [3, 4]]), array([[1, 0], [0, 1]]), [[0, 1], [0, 1]]); // → 5
 */
export function tensordot(x: ArrayLike, y: ArrayLike, axes: PairedAxes = 2, options?: ProductOptions): NDArray {
  const [a, b, preferred] = operandsOf("tensordot", x, y, options);
  return contractAxes("tensordot", a, b, axes, preferred);
}

/** How many last axes go with as many first ones, or which axes of the left array go with which of the right. */
export type PairedAxes = number | readonly [number | readonly number[], number | readonly number[]];

function contractAxes(
  operation: string,
  a: NDArray,
  b: NDArray,
  axes: PairedAxes,
  preferred: DType | undefined,
): NDArray {
  const isPaired = Array.isArray(axes) ? axes.length === 2 : Number.isInteger(axes) && Number(axes) >= 0;
  if (!isPaired) {
    throw new UsageError({
      operation,
      received: `axes ${describeValue(axes)}`,
      expected: "a non-negative integer, or a pair of axes or of lists of axes",
      remedy: "write [[axes of the first array], [axes of the second]]",
    });
  }
  const counted = (count: number, from: number): number[] => Array.from({ length: count }, (_, index) => from + index);
  const [left, right] = typeof axes === "number" ? [counted(axes, a.ndim - axes), counted(axes, 0)] : axes;
  const lhsContracting = normalizeAxes(left, a.ndim, operation);
  const rhsContracting = normalizeAxes(right, b.ndim, operation);
  const paired =
    lhsContracting.length === rhsContracting.length &&
    lhsContracting.every((axis, index) => a.shape[axis] === b.shape[rhsContracting[index]!]);
  if (!paired) {
    throw new UsageError({
      operation,
      received: `${a.describe()} and ${b.describe()}, axes [${lhsContracting.join(", ")}] with [${rhsContracting.join(", ")}]`,
      expected: "pairs of axes of equal length",
      remedy: "correct the lists of axes; einsum says by letters which axes belong together",
    });
  }
  return contract(a, b, { lhsContracting, rhsContracting, ...unbatched }, preferred);
}

/** Along which axes {@link cross} finds and puts its vectors. */
export interface CrossOptions {
  /** That of both arrays and of the result, instead of the others. */
  readonly axis?: number;
  /** That of the first array; default the last. */
  readonly axisa?: number;
  /** That of the second array; default the last. */
  readonly axisb?: number;
  /** That of the result; default the last. */
  readonly axisc?: number;
}

const crossReaders: OptionReaders<CrossOptions> = {
  axis: axisOption,
  axisa: axisOption,
  axisb: axisOption,
  axisc: axisOption,
};

/**
 * The vector product on an axis; the other axes broadcast. Vectors have 3 components, or 2 where the third is 0; of two
 * vectors in the plane it is the third component of the product alone.
 *
 * @param options - the axis alone, or {@link CrossOptions}; default the last axes.
 * @throws UsageError when that axis has another length.
 * @example
 * import { array, cross } from "@proj/array";
 * cross(array([1, 0, 0]), array([0, 1, 0])); // → [0, 0, 1]
 * cross(array([1, 2]), array([3, 4])); // → -2
 */
export function cross(x: ArrayLike, y: ArrayLike, options?: AxisOr<CrossOptions>): NDArray {
  const { axis, axisa = -1, axisb = -1, axisc = -1 } = readAxisOptions<CrossOptions>("cross", options, crossReaders);
  const [a, b] = promoteOperands("cross", [x, y]) as [NDArray, NDArray];
  const [a0, a1, a2] = components(a, axis ?? axisa);
  const [b0, b1, b2] = components(b, axis ?? axisb);
  const minor = (p: NDArray, q: NDArray, r: NDArray, s: NDArray): NDArray => subtract(multiply(p, q), multiply(r, s));
  const third = (): NDArray => minor(a0, b1, a1, b0);
  if (a2 === undefined && b2 === undefined) return third();
  const [az, bz] = [a2 ?? fullLike(a0, 0), b2 ?? fullLike(b0, 0)];
  return toStrong(stack([minor(a1, bz, az, b1), minor(az, b0, a0, bz), third()], axis ?? axisc));
}

/** The two or three components of vectors along an axis. */
function components(vectors: NDArray, axis: number): readonly [NDArray, NDArray, NDArray?] {
  const along = normalizeAxis(axis, vectors.ndim, "cross");
  const length = vectors.shape[along]!;
  if (length !== 2 && length !== 3) {
    throw new UsageError({
      operation: "cross",
      received: `${vectors.describe()} along axis ${axis}`,
      expected: "an axis of length 2 or 3",
      remedy: "give the axis of the vectors, or cut them",
    });
  }
  const [first, second, third] = split(vectors, new Array<number>(length).fill(1), along);
  const bare = (part: NDArray): NDArray => squeeze(part, [along]);
  return third === undefined ? [bare(first!), bare(second!)] : [bare(first!), bare(second!), bare(third)];
}
