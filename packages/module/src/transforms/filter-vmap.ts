import type { NDArray } from "@proj/array";
import {
  axisOption,
  functionOption,
  integerOption,
  readArgument,
  readOptions,
  textOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { vmap, type ResultAxes } from "@proj/autodiff";
import { broadcastPrefix, flatten, map } from "@proj/tree";
import { isArray } from "../predicates.ts";
import { hideStatic, revealStatic } from "./static-leaf.ts";

/** Chooses the mapped axis of a leaf; `null`: all members share it. */
export type AxisOfLeaf = (leaf: unknown) => number | null;

/** A tree of axes, or of functions that choose one, each for the whole subtree in its place. */
export type FilterAxes =
  number | null | AxisOfLeaf | readonly FilterAxes[] | { readonly [key: string]: FilterAxes } | object;

/** How {@link filterVmap} maps a function. */
export interface FilterVmapOptions {
  /**
   * Which axis of each argument is mapped: one for all, or a list with one per argument, or a tree that is a prefix of the
   * arguments; an axis, `null` (all members share what is there), or a function that chooses for each leaf. Default: axis 0
   * of every array; everything else is shared.
   */
  readonly inAxes?: FilterAxes;
  /**
   * Where the mapped axis is in the arrays of the result: one for all, or a prefix tree; `null`: not mapped; a function chooses for
   * each array of the result of one member. Default 0.
   */
  readonly outAxes?: ResultAxes;
  /** A name for the axis, for collectives such as `psum`. */
  readonly axisName?: string;
  /** The number of members, needed only if no array is mapped. */
  readonly axisSize?: number;
}

/** Reads axes, as a tree of its own; which trees fit depends on the arguments. */
export const axesTree =
  <Tree>(): OptionReader<Tree> =>
  (value) =>
    map((axis: unknown) => axis, value) as Tree;

const vmapReaders: OptionReaders<FilterVmapOptions> = {
  inAxes: axesTree(),
  outAxes: axesTree(),
  axisName: textOption,
  axisSize: integerOption(0),
};

/**
 * The axis of arrays, and none for other leaves; for `inAxes`.
 *
 * @param axis - the axis.
 * @example
 * import { array } from "@proj/array";
 * import { ifArray } from "@proj/module";
 * [array([1, 2]), "text"].map(ifArray(0)); // → [0, null]
 */
export function ifArray(axis: number): AxisOfLeaf {
  readArgument("ifArray", "axis", axis, axisOption);
  return (leaf) => (isArray(leaf) ? axis : null);
}

/**
 * Vectorises a function of any trees: arrays among their leaves are mapped, everything else is shared by all members.
 *
 * An ensemble is made by mapping a builder over keys, and run by mapping over the ensemble.
 *
 * @param f - a function, written for one member.
 * @param options - `inAxes`, `outAxes`, `axisName`, `axisSize`.
 * @returns a function of arguments with one more axis in their mapped arrays, to results with one more axis in their arrays;
 *   results that are no arrays are those of one member.
 * @throws UsageError when mapped axes differ in length.
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { filterVmap, ifArray, Linear } from "@proj/module";
 * import { key, split } from "@proj/random";
 * const ensemble = filterVmap((key: NDArray) => Linear.init(3, 2, { key }))(split(key(0), 5));
 * ensemble.weight.shape; // → [5, 2, 3]
 * const run = filterVmap((model: Linear, x: NDArray) => model.call(x), { inAxes: [ifArray(0), null] });
 * run(ensemble, ones([3])).shape; // → [5, 2]
 */
export function filterVmap<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterVmapOptions,
): (...args: Args) => Result {
  readArgument("filterVmap", "f", f, functionOption());
  const { inAxes = ifArray(0), ...mapping } = readOptions("filterVmap", options, vmapReaders);
  return mapFiltered("filterVmap", f, inAxes, (member, inAxes) => vmap(member, { ...mapping, inAxes }));
}

/** A function of any trees, mapped by a transformation of functions of leaves, of which each has its axis or none. */
export function mapFiltered<Args extends readonly unknown[], Result>(
  operation: string,
  f: (...args: Args) => Result,
  inAxes: FilterAxes,
  transform: (
    member: (...leaves: readonly unknown[]) => Result,
    inAxes: readonly (number | null)[],
  ) => (...leaves: readonly unknown[]) => unknown,
): (...args: Args) => Result {
  return (...args) => {
    const [leaves, treedef] = flatten(args as unknown, undefined);
    const axes = broadcastPrefix(inAxes as unknown, args, { isLeaf: isNull, operation, name: "inAxes" });
    const axisOf = (leaf: unknown, i: number): number | null =>
      typeof axes[i] === "function" ? (axes[i] as AxisOfLeaf)(leaf) : (axes[i] as number | null);
    const member = (...members: readonly unknown[]): Result => hideStatic(f(...(treedef.unflatten(members) as Args)));
    return revealStatic(transform(member, leaves.map(axisOf))(...leaves)) as Result;
  };
}

const isNull = (value: unknown): boolean => value === null;
