import type { NDArray } from "@proj/array";
import { isRecord, normalizeAxes, sizeOf, UsageError } from "@proj/array/core";
import { flatten } from "@proj/tree";
import { isTrainable } from "../arrays.ts";

/*
 * Parameters of any shape as matrices: which of their axes are rows and which are columns.
 */

/** The axes of a weight over which its input is summed, and those of its output. */
export interface MatrixAxes {
  /** Default 0. */
  readonly reductionAxis?: number | readonly number[];
  /** Default 1. */
  readonly outputAxis?: number | readonly number[];
}

/** Axes for all parameters, a prefix tree of them with `null` for parameters that are no matrices, or a function that makes one of these. */
export type MatrixAxesOf =
  MatrixAxes | { call(params: unknown): unknown }["call"] | { readonly [name: string]: unknown };

const isAxes = (value: unknown): value is MatrixAxes =>
  isRecord(value) &&
  ("reductionAxis" in value || "outputAxis" in value) &&
  Object.keys(value).every((name) => name === "reductionAxis" || name === "outputAxis");

/** For each array of floats of a tree its axes as a matrix, or null. */
export function axesOfEach(
  operation: string,
  given: MatrixAxesOf | undefined,
  tree: unknown,
  least: number,
): readonly (MatrixAxes | null)[] {
  const isHole = (value: unknown): boolean => value === null;
  const resolved: unknown = typeof given === "function" ? given(tree) : given;
  const [leaves, treedef] = flatten(tree, { isLeaf: isHole });
  const axes: readonly unknown[] =
    resolved === undefined || isAxes(resolved)
      ? leaves.map((leaf) =>
          isTrainable(leaf) && (resolved === undefined ? leaf.ndim === 2 : leaf.ndim >= least)
            ? (resolved ?? {})
            : null,
        )
      : spread(operation, resolved, tree, treedef.numLeaves);
  return leaves.flatMap((leaf, place): (MatrixAxes | null)[] => {
    if (!isTrainable(leaf)) return [];
    const own = axes[place];
    return [own === null || own === undefined ? null : own];
  });
}

function spread(operation: string, axes: unknown, tree: unknown, count: number): readonly unknown[] {
  const isLeaf = (value: unknown): boolean => value === null || isAxes(value);
  const [values, treedef] = flatten(axes, { isLeaf });
  const subtrees = treedef.flattenUpTo(tree, { operation, name: "weightDimensionNumbers" });
  const found = subtrees.flatMap((subtree, place) => {
    const below = flatten(subtree, { isLeaf: (value: unknown) => value === null })[0];
    return below.map(() => values[place]);
  });
  if (found.length === count) return found;
  throw new UsageError({
    operation,
    received: `axes for ${found.length} of ${count} parameters`,
    expected: "axes or null for each parameter, or for the tree that it is in",
    remedy: "write null for parameters that are no matrices",
  });
}

const listOf = (axis: number | readonly number[]): readonly number[] => (typeof axis === "number" ? [axis] : axis);

/** An array as matrices, along a first axis, and back. */
export interface MatrixForm {
  readonly fanIn: number;
  readonly fanOut: number;
  /** The matrices: float[batch, fanIn, fanOut]. */
  readonly matrices: NDArray;
  /** An array of their shape as one of the array's. */
  readonly back: (matrices: NDArray) => NDArray;
}

/** An array as matrices. */
export function asMatrices(
  operation: string,
  x: NDArray,
  { reductionAxis = 0, outputAxis = 1 }: MatrixAxes,
): MatrixForm {
  if (x.ndim < 2) throw wrongAxes(operation, x, "at least two axes", reductionAxis, outputAxis);
  const rows = normalizeAxes(listOf(reductionAxis), x.ndim, operation);
  const columns = normalizeAxes(listOf(outputAxis), x.ndim, operation);
  if (rows.some((axis) => columns.includes(axis)))
    throw wrongAxes(operation, x, "other axes for the input than for the output", reductionAxis, outputAxis);
  const batch = x.shape.flatMap((_, axis) => (rows.includes(axis) || columns.includes(axis) ? [] : [axis]));
  const order = [...batch, ...rows, ...columns];
  const inverse = order.map((_, axis) => order.indexOf(axis));
  const lengths = (axes: readonly number[]): number[] => axes.map((axis) => x.shape[axis]!);
  const [fanIn, fanOut] = [sizeOf(lengths(rows)), sizeOf(lengths(columns))];
  return {
    fanIn,
    fanOut,
    matrices: x.transpose(order).reshape([sizeOf(lengths(batch)), fanIn, fanOut]),
    back: (matrices) => matrices.reshape(lengths(order)).transpose(inverse),
  };
}

const wrongAxes = (
  operation: string,
  x: NDArray,
  expected: string,
  reductionAxis: number | readonly number[],
  outputAxis: number | readonly number[],
): UsageError =>
  new UsageError({
    operation,
    received: `${x.describe()} with reductionAxis ${JSON.stringify(reductionAxis)} and outputAxis ${JSON.stringify(outputAxis)}`,
    expected,
    remedy: "say which axes are the input and which the output, or null for parameters that are no matrices",
  });
