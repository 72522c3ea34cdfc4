import { describeValue, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import type { NDArray } from "../ndarray/ndarray.ts";
import { toArray, broadcastTo, convert, promoteOperands, type ArrayLike } from "../core/operands.ts";
import { axisOption, axisOrNullOption, dtypeOption, readAxisOptions, type AxisOr } from "../core/options.ts";
import type { DType } from "../core/types/dtype.ts";
import { stretchedShape, normalizeAxis } from "../core/types/shape.ts";
import * as lax from "../lax/movement.ts";
import { atleast1d, atleast2d, atleast3d, expandDims } from "./reshaping.ts";

/** In which dtype arrays are joined. */
export interface JoiningOptions {
  /** Default the common dtype of the arrays. */
  readonly dtype?: DType;
}

/** Options of {@link stack}. */
export interface StackOptions extends JoiningOptions {
  /** The place of the new axis in the result; default 0. */
  readonly axis?: number;
}

/** Options of {@link concatenate}. */
export interface ConcatenateOptions extends JoiningOptions {
  /** Default 0; `null` makes each array one axis first. */
  readonly axis?: number | null;
}

/** Options of {@link append}. */
export interface AppendOptions {
  /** Default `null`, which makes both one axis first. */
  readonly axis?: number | null;
}

const appendReaders: OptionReaders<AppendOptions> = { axis: axisOrNullOption };
const joiningReaders: OptionReaders<JoiningOptions> = { dtype: dtypeOption };
const stackReaders: OptionReaders<StackOptions> = { ...joiningReaders, axis: axisOption };
const concatenateReaders: OptionReaders<ConcatenateOptions> = { ...joiningReaders, axis: axisOrNullOption };

/** Operands of one dtype, at least one. */
function operandsOf(operation: string, arrays: readonly ArrayLike[], dtype: DType | undefined): NDArray[] {
  if (!Array.isArray(arrays) || arrays.length === 0) {
    const isEmpty = Array.isArray(arrays);
    throw new UsageError({
      operation,
      received: isEmpty ? "an empty list" : describeValue(arrays),
      expected: "a list of at least one array",
      remedy: isEmpty ? "check the list first" : `put the arrays into one list: ${operation}([x, y])`,
    });
  }
  if (dtype === undefined) return promoteOperands(operation, arrays);
  return arrays.map((array: ArrayLike) => convert(toArray(array, operation), dtype));
}

/** Joins arrays of one dtype; scalars have no axis to be joined along. */
function join(operation: string, operands: readonly NDArray[], axis: number): NDArray {
  const [first] = operands;
  const scalarOperand = operands.find((operand) => operand.ndim === 0);
  if (scalarOperand !== undefined) {
    throw new UsageError({
      operation,
      received: `a scalar ${scalarOperand.describe()}`,
      expected: "arrays with at least one axis",
      remedy: "use stack, which makes a new axis, or atleast1d",
    });
  }
  const dimension = normalizeAxis(axis, first!.ndim, operation);
  return lax.concatenate(operands, dimension);
}

/**
 * Arrays one after the other along an axis that they have; dtypes are promoted.
 *
 * @param options - the axis alone, or {@link ConcatenateOptions}; default axis 0.
 * @throws UsageError when the other axes differ in length.
 * @example
 * import { array, concatenate } from "@proj/array";
 * concatenate([array([1, 2]), array([3])]); // → [1, 2, 3]
 */
export function concatenate(arrays: readonly ArrayLike[], options?: AxisOr<ConcatenateOptions>): NDArray {
  const { axis = 0, dtype } = readAxisOptions<ConcatenateOptions>("concatenate", options, concatenateReaders);
  const operands = operandsOf("concatenate", arrays, dtype);
  return axis === null
    ? join(
        "concatenate",
        operands.map((operand) => lax.reshape(operand, [operand.size])),
        0,
      )
    : join("concatenate", operands, axis);
}

export { concatenate as concat };

/**
 * Arrays of one shape one after the other along a new axis.
 *
 * @param options - the place of the new axis in the result, or {@link StackOptions}; default axis 0.
 * @throws UsageError when the shapes differ.
 * @example
 * import { array, stack } from "@proj/array";
 * stack([array([1, 2]), array([3, 4])], 1); // → [[1, 3], [2, 4]]
 */
export function stack(arrays: readonly ArrayLike[], options?: AxisOr<StackOptions>): NDArray {
  const { axis = 0, dtype } = readAxisOptions<StackOptions>("stack", options, stackReaders);
  const operands = operandsOf("stack", arrays, dtype);
  const place = normalizeAxis(axis, operands[0]!.ndim + 1, "stack");
  return join(
    "stack",
    operands.map((operand) => expandDims(operand, place)),
    place,
  );
}

/**
 * Arrays one below the other: along the first axis, vectors as rows.
 *
 * @example
 * import { array, vstack } from "@proj/array";
 * vstack([array([1, 2]), array([3, 4])]); // → [[1, 2], [3, 4]]
 */
export function vstack(arrays: readonly ArrayLike[], options?: JoiningOptions): NDArray {
  const { dtype } = readOptions<JoiningOptions>("vstack", options, joiningReaders);
  return join("vstack", operandsOf("vstack", arrays, dtype).map(atleast2d), 0);
}

/**
 * Arrays side by side: along the second axis, vectors along their only one.
 *
 * @example
 * import { array, hstack } from "@proj/array";
 * hstack([array([[1], [2]]), array([[3], [4]])]); // → [[1, 3], [2, 4]]
 */
export function hstack(arrays: readonly ArrayLike[], options?: JoiningOptions): NDArray {
  const { dtype } = readOptions<JoiningOptions>("hstack", options, joiningReaders);
  const operands = operandsOf("hstack", arrays, dtype).map(atleast1d);
  return join("hstack", operands, operands[0]!.ndim === 1 ? 0 : 1);
}

/**
 * Vectors side by side, as the columns of a matrix; arrays with two axes are joined along the second.
 *
 * @example
 * import { array, columnStack } from "@proj/array";
 * columnStack([array([1, 2]), array([3, 4])]); // → [[1, 3], [2, 4]]
 */
export function columnStack(arrays: readonly ArrayLike[]): NDArray {
  const column = (x: NDArray): NDArray => (x.ndim < 2 ? lax.reshape(x, [x.size, 1]) : x);
  return join("columnStack", operandsOf("columnStack", arrays, undefined).map(column), 1);
}

/**
 * Arrays one behind the other: along the third axis, which vectors and matrices get.
 *
 * @example
 * import { array, dstack } from "@proj/array";
 * dstack([array([1, 2]), array([3, 4])]); // → [[[1, 3], [2, 4]]]
 */
export function dstack(arrays: readonly ArrayLike[], options?: JoiningOptions): NDArray {
  const { dtype } = readOptions<JoiningOptions>("dstack", options, joiningReaders);
  return join("dstack", operandsOf("dstack", arrays, dtype).map(atleast3d), 2);
}

/**
 * The array with values behind it.
 *
 * @param options - the axis alone, or with its name; by default both are made one axis first.
 * @throws UsageError when the other axes differ in length.
 * @example
 * import { append, array } from "@proj/array";
 * append(array([1, 2]), 3); // → [1, 2, 3]
 */
export function append(x: ArrayLike, values: ArrayLike, options?: AxisOr<AppendOptions>): NDArray {
  const { axis = null } = readAxisOptions<AppendOptions>("append", options, appendReaders);
  const operands = operandsOf("append", [x, values], undefined);
  if (axis !== null) return join("append", operands, axis);
  return join(
    "append",
    operands.map((operand) => lax.reshape(operand, [operand.size])),
    0,
  );
}

/** Arrays in nested lists, as they are to lie beside and below each other. */
export type Blocks = ArrayLike | readonly Blocks[];

/**
 * Arrays put together from blocks: the innermost lists are joined along the last axis, the lists around them along the
 * axis before it, and so on.
 *
 * @param blocks - arrays in lists of equal depth.
 * @throws UsageError for empty lists, for lists that differ in depth, and when lengths do not fit.
 * @example
 * import { block, eye, zeros } from "@proj/array";
 * block([[eye(2), zeros([2, 1])], [zeros([1, 2]), 7]]); // → [[1, 0, 0], [0, 1, 0], [0, 0, 7]]
 */
export function block(blocks: Blocks): NDArray {
  const depth = depthOf(blocks);
  const leaves = promoteOperands("block", leavesOf(blocks));
  const rank = Math.max(depth, ...leaves.map(({ ndim }) => ndim));
  let next = 0;
  const assemble = (part: Blocks, level: number): NDArray => {
    if (isBlockList(part))
      return join(
        "block",
        part.map((inner) => assemble(inner, level - 1)),
        rank - level,
      );
    const leaf = leaves[next++]!;
    return lax.reshape(leaf, [...new Array<number>(rank - leaf.ndim).fill(1), ...leaf.shape]);
  };
  return assemble(blocks, depth);
}

function isBlockList(part: Blocks): part is readonly Blocks[] {
  return Array.isArray(part);
}

/** The arrays, from left to right and from top to bottom. */
function leavesOf(part: Blocks): readonly ArrayLike[] {
  return isBlockList(part) ? part.flatMap(leavesOf) : [part];
}

/** How deep the lists are, which must be the same everywhere. */
function depthOf(part: Blocks): number {
  if (!isBlockList(part)) return 0;
  const depths = Array.from(part, depthOf);
  const [first] = depths;
  if (first !== undefined && depths.every((depth) => depth === first)) return first + 1;
  throw new UsageError({
    operation: "block",
    received: first === undefined ? "an empty list" : `lists of depths ${depths.join(", ")} side by side`,
    expected: "lists of equal depth, none of them empty",
    remedy: "put single arrays into lists of their own: [[a, b], [c]]",
  });
}

/**
 * Arrays stretched to their common shape.
 *
 * @example
 * import { array, broadcastArrays } from "@proj/array";
 * broadcastArrays(array([1, 2]), array([[3], [4]])).map((x) => x.shape); // → [[2, 2], [2, 2]]
 */
export function broadcastArrays(...arrays: readonly ArrayLike[]): NDArray[] {
  const operands = arrays.map((value) => toArray(value, "broadcastArrays"));
  const shape = stretchedShape("broadcastArrays", ...operands.map((operand) => operand.shape));
  return operands.map((operand) => broadcastTo(operand, shape));
}
