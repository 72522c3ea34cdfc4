import { UsageError, type NDArray } from "@proj/array";
import {
  toArray,
  checkArrayLike,
  describeArray,
  flattenArrays,
  functionOption,
  integerOption,
  isNDArray,
  leafName,
  readArgument,
  readPositionalOptions,
  textOption,
  watchedCall,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { broadcastPrefix, flattenWithPath, keyString, map, structure, type Mapped, type TreeDef } from "@proj/tree";
import { batchFlat } from "./batch-trace.ts";
import { batchAt } from "./batching-rules/layout.ts";
import type { BatchAxis } from "./batching-rules/rule.ts";

/** A tree of axes, or one axis for a whole subtree; `null` stands for "not mapped" there. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes } | ReadonlyMap<unknown, Axes>;

/** A tree of axes, or of functions that choose one for each array of the result of one member. */
export type ResultAxes =
  | number
  | null
  | ((leaf: NDArray) => number | null)
  | readonly ResultAxes[]
  | { readonly [key: string]: ResultAxes }
  | ReadonlyMap<unknown, ResultAxes>;

/** Options of {@link vmap}. */
export interface VmapOptions {
  /**
   * Which axis of each argument is mapped: one for all, or a list with one per argument, or a tree that is a prefix of the
   * arguments. `null` passes an argument (of any kind) to all members as it is. Default 0.
   */
  readonly inAxes?: Axes;
  /**
   * Where the mapped axis is in each result: one for all, or a tree that is a prefix of the result. `null`: not mapped. A function
   * chooses for each array of the result of one member. Default 0.
   */
  readonly outAxes?: ResultAxes;
  /** A name for the axis, for collectives such as `psum`. */
  readonly axisName?: string;
  /** The number of members, needed only if no argument is mapped. */
  readonly axisSize?: number;
}

/** Axes by position: a tree that is an object can only be given by name. */
type AxesByPosition = number | null | readonly Axes[];

/** Reads axes, as a tree of its own; which trees fit depends on the arguments. */
const axesTree: OptionReader<Axes> = (value, place) => {
  if (Number.isInteger(value)) return value as number;
  if (typeof value === "object") return map((axis: unknown) => axis, value as unknown) as Axes;
  throw wrongOption(place, value, "an integer, null, or a tree of them");
};

const resultAxesTree: OptionReader<ResultAxes> = (value, place) =>
  typeof value === "function" ? (value as (leaf: NDArray) => number | null) : axesTree(value, place);

const vmapReaders: OptionReaders<VmapOptions> = {
  inAxes: axesTree,
  outAxes: resultAxesTree,
  axisName: textOption,
  axisSize: integerOption(0),
};

const isAxis = (value: unknown): value is number | null => value === null || typeof value === "number";

/** The axis that belongs to each leaf of a tree. */
function axesOf(axes: Axes, tree: unknown): BatchAxis[] {
  return broadcastPrefix(axes as unknown, tree, { isLeaf: isAxis, operation: "vmap", name: "inAxes" }) as BatchAxis[];
}

/** The axis that belongs to each array of the result of one member. */
function placesOf(axes: ResultAxes, treedef: TreeDef, arrays: readonly NDArray[]): readonly BatchAxis[] {
  if (typeof axes === "number") return arrays.map(() => axes);
  const options = { isLeaf: isAxis, operation: "vmap", name: "outAxes" };
  const chosen = broadcastPrefix(axes as unknown, treedef.unflatten(arrays), options);
  return chosen.map((axis, k) => {
    const place: unknown = typeof axis === "function" ? (axis as (leaf: NDArray) => unknown)(arrays[k]!) : axis;
    if (isAxis(place)) return place;
    throw wrongOption({ operation: "vmap", name: "outAxes" }, place, "functions that give an axis or null");
  });
}

/** An axis counted from the front. */
function normalize(axis: number, rank: number, received: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new UsageError({
    operation: "vmap",
    received: `axis ${axis} for ${received}`,
    expected: rank === 0 ? "null for values without axes" : `an axis from ${-rank} to ${rank - 1}, or null`,
    remedy: "correct inAxes, or write null there to give the value to all members as it is",
  });
}

interface MappedArgument {
  readonly value: unknown;
  readonly axis: BatchAxis;
  readonly name: string;
}

/** The common size of all mapped axes. */
function batchSize(args: readonly MappedArgument[], given: number | undefined): number {
  const sizes = args.flatMap(({ value, axis, name }) => {
    return axis === null ? [] : [{ name, size: (value as NDArray).shape[axis]!, axis, value: value as NDArray }];
  });
  const size = given ?? sizes[0]?.size;
  if (size === undefined) {
    throw new UsageError({
      operation: "vmap",
      received: "no mapped argument",
      expected: "at least one argument with an axis along which members lie, or axisSize",
      remedy: "correct inAxes, or pass { axisSize: n }",
    });
  }
  if (sizes.every((entry) => entry.size === size)) return size;
  const list = sizes.map(
    (entry) => `${entry.name}: ${describeArray(entry.value.aval)} has ${entry.size} along axis ${entry.axis}`,
  );
  throw new UsageError({
    operation: "vmap",
    received: `${list.join("; ")}${given === undefined ? "" : `; axisSize is ${given}`}`,
    expected: "one length of all mapped axes",
    remedy: "correct inAxes (null for what all members share), or the arrays",
  });
}

/**
 * Vectorises a function: written for one member, it runs on a whole batch at once.
 *
 * Every operation acts on all members together; there is no loop. Nested calls map several axes.
 *
 * @param f - a function of trees of arrays.
 * @param inAxes - which axis of each argument is mapped: one for all, or a list with one per argument, `null` for what all
 *   members share; default 0. Or options: see {@link VmapOptions}.
 * @param outAxes - where the mapped axis is in each result, default 0; or options.
 * @param options - `axisName`: a name for the axis, for collectives; `axisSize`: the number of members.
 * @returns a function of arguments that have one more axis each, whose results have one more axis each.
 * @throws UsageError when mapped axes differ in length, listing path and length of each, or when a result that differs
 *   between members is to have no axis.
 * @example
 * import { array } from "@proj/array";
 * import { vmap } from "@proj/autodiff";
 * const dot = vmap((a, b) => a.mul(b).sum());
 * dot(array([[1, 2], [3, 4]]), array([[1, 1], [10, 10]])).toList(); // → [3, 70]
 * const scale = vmap((x, s) => x.mul(s), [0, null]);
 * scale(array([1, 2]), array(10)).toList(); // → [10, 20]
 */
export function vmap<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  inAxes?: AxesByPosition | VmapOptions,
  outAxes?: AxesByPosition | ((leaf: NDArray) => number | null) | VmapOptions,
  options?: VmapOptions,
): (...args: Args) => Mapped<R, NDArray> {
  readArgument("vmap", "f", f, functionOption());
  const given = readPositionalOptions<VmapOptions>(
    "vmap",
    [inAxes, outAxes, options],
    ["inAxes", "outAxes"],
    vmapReaders,
  );
  const { inAxes: argumentAxes = 0, outAxes: resultAxes = 0, axisName = null, axisSize } = given;
  return (...args) => {
    const [entries, treedef] = flattenWithPath<unknown>(args);
    const axes = axesOf(argumentAxes, args);
    const mapped = entries.map(([path, leaf], k): MappedArgument => {
      const name = `arguments${keyString(path)}`;
      const axis = axes[k] ?? null;
      // What all members share may be anything.
      if (axis === null) return { value: leaf, axis, name };
      const value = arrayAt(name, leaf);
      return { value, axis: normalize(axis, value.ndim, `${value.describe()} at ${name}`), name };
    });
    const size = batchSize(mapped, axisSize);
    const arrays = mapped.filter(({ axis }) => axis !== null);
    let result: TreeDef = structure(null);
    let wanted: readonly BatchAxis[] = [];
    const call = (members: readonly NDArray[]): R => {
      let next = 0;
      const leaves = mapped.map(({ value, axis }) => (axis === null ? value : members[next++]!));
      return f(...(treedef.unflatten(leaves) as Args));
    };
    const [values, places] = batchFlat(
      (members) => {
        const flat = flattenArrays("vmap", "result", watchedCall("vmap", call, members));
        result = flat.treedef;
        wanted = placesOf(resultAxes, flat.treedef, flat.arrays);
        return flat.arrays;
      },
      arrays.map(({ value }) => value as NDArray),
      arrays.map(({ axis }) => axis),
      { size, axisName, mesh: null },
    );
    return result.unflatten(values.map((value, k) => placed(value, places[k]!, wanted[k]!, size, result, k))) as Mapped<
      R,
      NDArray
    >;
  };
}

function arrayAt(name: string, leaf: unknown): NDArray {
  if (isNDArray(leaf)) return leaf;
  try {
    checkArrayLike("vmap", leaf);
    return toArray(leaf);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError({
      operation: "vmap",
      received: `${error.received} at ${name}`,
      expected: "arrays wherever an axis is mapped",
      remedy: "write null in inAxes for arguments that are not arrays: all members then share them",
    });
  }
}

/** A result with its batch axis where the user wants it. */
function placed(
  value: NDArray,
  axis: BatchAxis,
  wanted: BatchAxis,
  size: number,
  treedef: TreeDef,
  index: number,
): NDArray {
  const name = leafName("result", treedef, index);
  if (wanted !== null) {
    const rank = axis === null ? value.ndim + 1 : value.ndim;
    return batchAt(value, axis, normalize(wanted, rank, name), size);
  }
  if (axis === null) return value;
  throw new UsageError({
    operation: "vmap",
    received: `${name}, which differs between members, with outAxes null`,
    expected: "an axis for every result that depends on a mapped argument",
    remedy: "give outAxes an axis there, or reduce the result over the axis (psum, pmean) first",
  });
}
