import type { Mapped } from "@proj/tree";
import {
  booleanOption,
  integerOption,
  listOption,
  readArgument,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/tree/core";
import type { NamedAxis } from "../core/trace.ts";
import { normalizeAxis } from "../core/types/shape.ts";
import { constantLike } from "../lax/apply.ts";
import { ge, mul } from "../lax/binary.ts";
import { fullLike, select } from "../lax/elementwise.ts";
import { broadcastInDim, expandDims, reshape, squeeze, transpose } from "../lax/movement.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { exchange } from "./exchange.ts";
import {
  checkGroups,
  cut,
  gathered,
  gatheredInGroup,
  groupReaders,
  membersOfGroup,
  ownEntry,
  placeInGroup,
  type GroupOptions,
  type Groups,
} from "./groups.ts";
import { collect, membersOf, ownIndex, type AxisNames } from "./named-axes.ts";
import { numeric, summed } from "./reductions.ts";

/*
 * Members of a named axis that take values from each other.
 */

/** Options of {@link allGather}. */
export interface AllGatherOptions extends GroupOptions {
  /** Where the axis of the members lies in the result; negative axes count from the end. Default 0. */
  readonly axis?: number;
  /** Whether the values are joined along `axis`, which they have, instead of stacked along a new one. Default false. */
  readonly tiled?: boolean;
}

const allGatherReaders: OptionReaders<AllGatherOptions> = {
  ...groupReaders,
  axis: integerOption(),
  tiled: booleanOption,
};

/** The first axis in another place; `tiled` joins it with the one that lies there. */
function placed(stacked: NDArray, axis: number, tiled: boolean): NDArray {
  const order = stacked.shape.map((_, k) => k);
  const moved = transpose(stacked, order.slice(1).toSpliced(axis, 0, 0));
  if (!tiled) return moved;
  const length = moved.shape[axis]! * moved.shape[axis + 1]!;
  return reshape(moved, moved.shape.toSpliced(axis, 2, length));
}

/**
 * The values of all members of a named axis, stacked along a new axis or joined along one, the same for each.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link AllGatherOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, or there is no such `axis`.
 * @example
 * import { array } from "@proj/array";
 * import { allGather } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => allGather(x, "i"), { axisName: "i" })(array([1, 3])).toList(); // → [[1, 3], [1, 3]]
 */
export function allGather<T>(x: T, axisName: AxisNames, options?: AllGatherOptions): Mapped<T, NDArray> {
  const { axis = 0, tiled = false, axisIndexGroups } = readOptions("allGather", options, allGatherReaders);
  return collect("allGather", x, axisName, (array, axes) => {
    const stacked =
      axisIndexGroups === undefined
        ? gathered(array, axes)
        : gatheredFrom("allGather", array, axes, checkGroups("allGather", axisIndexGroups, axes));
    return placed(stacked, normalizeAxis(axis, array.ndim + (tiled ? 0 : 1), "allGather"), tiled);
  });
}

/** The values of the group's members along a new first axis. */
const gatheredFrom = (operation: string, x: NDArray, axes: readonly NamedAxis[], groups: Groups): NDArray =>
  joined(operation, expandDims(x, [0]), axes, groups, 0);

/** The values of the group's members, joined along an axis. */
function joined(
  operation: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  groups: Groups | null,
  axis: number,
): NDArray {
  const how = { kind: "allGather", axis } as const;
  const forward = (value: NDArray, own: NDArray): NDArray =>
    placed(gatheredInGroup(value, axes, groups, own), axis, true);
  return exchange(operation, x, axes, groups, how, forward, (cotangent) =>
    partOfSum(operation, cotangent, axes, groups, axis),
  );
}

/** The sum over the group's members, of which each has its part of an axis. */
function partOfSum(
  operation: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  groups: Groups | null,
  axis: number,
): NDArray {
  const part = x.shape[axis]! / membersOfGroup(axes, groups);
  const how = { kind: "reduceScatter", axis } as const;
  const forward = (value: NDArray, own: NDArray): NDArray =>
    cut(summed(operation, value, axes, groups), axis, mul(placeInGroup(groups, own), part), part);
  return exchange(operation, x, axes, groups, how, forward, (cotangent) =>
    joined(operation, cotangent, axes, groups, axis),
  );
}

/** Pairs of places, from where to where, of which no place is named twice on either side. */
function readPermutation(
  operation: string,
  pairs: readonly (readonly [number, number])[],
  members: number,
): readonly (readonly [number, number])[] {
  const isPlace = (place: number): boolean => Number.isInteger(place) && place >= 0 && place < members;
  const once = (places: readonly number[]): boolean => new Set(places).size === places.length;
  const [from, to] = [pairs.map(([source]) => source), pairs.map(([, target]) => target)];
  if ([...from, ...to].every(isPlace) && once(from) && once(to)) return pairs;
  throw new UsageError({
    operation,
    received: `perm ${JSON.stringify(pairs)} for ${members} members`,
    expected: `places from 0 to ${members - 1}, each at most once as a source and at most once as a target`,
    remedy: "correct the list",
  });
}

function permuted(
  operation: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  pairs: readonly (readonly [number, number])[],
): NDArray {
  const sources = new Int32Array(membersOf(axes)).fill(-1);
  for (const [source, target] of pairs) sources[target] = source;
  const forward = (value: NDArray, own: NDArray): NDArray => {
    const source = ownEntry(sources, own);
    const received = reshape(cut(gathered(value, axes), 0, source, 1), value.shape);
    return select(broadcastInDim(ge(source, 0), value.shape, []), received, fullLike(value, 0));
  };
  const back = pairs.map(([source, target]) => [target, source] as const);
  const how = { kind: "permute", pairs } as const;
  return exchange(operation, x, axes, null, how, forward, (cotangent) => permuted(operation, cotangent, axes, back));
}

const pairsOption: OptionReader<readonly (readonly [number, number])[]> = (value, place) =>
  listOption(listOption(integerOption(0)))(value, place).map((pair) => {
    if (pair.length !== 2) throw wrongOption(place, pair, "a pair [from, to]");
    return [pair[0]!, pair[1]!];
  });

/**
 * Sends values from members of a named axis to others; who receives nothing gets zeros.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param perm - pairs `[from, to]` of positions along the axis, each position at most once on either side.
 * @returns the values that the member receives.
 * @throws UsageError if no enclosing vmap has named the axis, or a position is out of range or named twice.
 * @example
 * import { array } from "@proj/array";
 * import { ppermute } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => ppermute(x, "i", [[0, 1], [1, 2]]), { axisName: "i" })(array([5, 6, 7])).toList(); // → [0, 5, 6]
 */
export function ppermute<T>(
  x: T,
  axisName: AxisNames,
  perm: readonly (readonly [from: number, to: number])[],
): Mapped<T, NDArray> {
  const pairs = readArgument("ppermute", "perm", perm, pairsOption);
  return collect("ppermute", x, axisName, (array, axes) =>
    permuted("ppermute", array, axes, readPermutation("ppermute", pairs, membersOf(axes))),
  );
}

/**
 * Rearranges the values of the members of a named axis.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param perm - for each position the one whose value comes there.
 * @throws UsageError if no enclosing vmap has named the axis, or `perm` is no permutation of its positions.
 * @example
 * import { array } from "@proj/array";
 * import { pshuffle } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pshuffle(x, "i", [2, 0, 1]), { axisName: "i" })(array([5, 6, 7])).toList(); // → [7, 5, 6]
 */
export function pshuffle<T>(x: T, axisName: AxisNames, perm: readonly number[]): Mapped<T, NDArray> {
  const sources = readArgument("pshuffle", "perm", perm, listOption(integerOption(0)));
  const pairs = sources.map((source, target) => [source, target] as const);
  return collect("pshuffle", x, axisName, (array, axes) => {
    const members = membersOf(axes);
    if (pairs.length !== members) {
      throw new UsageError({
        operation: "pshuffle",
        received: `perm with ${pairs.length} entries for ${members} members`,
        expected: "one source for each member",
        remedy: "list all positions, or use ppermute where some receive nothing",
      });
    }
    return permuted("pshuffle", array, axes, readPermutation("pshuffle", pairs, members));
  });
}

/**
 * The value of one member of a named axis, for all of them.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param source - the position of that member. Default 0.
 * @throws UsageError if no enclosing vmap has named the axis, or has no such position.
 * @example
 * import { array } from "@proj/array";
 * import { pbroadcast } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pbroadcast(x, "i", 1), { axisName: "i" })(array([5, 6, 7])).toList(); // → [6, 6, 6]
 */
export function pbroadcast<T>(x: T, axisName: AxisNames, source = 0): Mapped<T, NDArray> {
  const place = readArgument("pbroadcast", "source", source, integerOption(0));
  return collect("pbroadcast", x, axisName, (array, axes) => {
    readPermutation("pbroadcast", [[place, 0]], membersOf(axes));
    return reshape(cut(gathered(array, axes), 0, constantLike(ownIndex(axes), place), 1), array.shape);
  });
}

/** Options of {@link allToAll} and {@link psumScatter}. */
export interface TiledOptions extends GroupOptions {
  /** Whether an axis is cut into parts, one for each member, instead of having one position for each. Default false. */
  readonly tiled?: boolean;
}

const tiledReaders: OptionReaders<TiledOptions> = { ...groupReaders, tiled: booleanOption };

/** Refuses an axis of which the members cannot have equal parts. */
function checkParts(operation: string, x: NDArray, axis: number, members: number, tiled: boolean): void {
  const length = x.shape[axis]!;
  if (tiled ? length % members === 0 : length === members) return;
  throw new UsageError({
    operation,
    received: `${x.describe()}, axis ${axis}, for ${members} members`,
    expected: tiled ? `a length that ${members} divides` : `the length ${members}`,
    remedy: tiled ? "pad the axis" : "reshape the array, or pass { tiled: true } to cut the axis into parts",
  });
}

/** Parts of one axis for those of another, which are joined. */
function exchanged(
  operation: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  split: number,
  concat: number,
  groups: Groups | null,
): NDArray {
  const part = x.shape[split]! / membersOfGroup(axes, groups);
  const how = { kind: "allToAll", split, concat } as const;
  const forward = (value: NDArray, own: NDArray): NDArray => {
    const mine = cut(gatheredInGroup(value, axes, groups, own), split + 1, mul(placeInGroup(groups, own), part), part);
    return placed(mine, concat, true);
  };
  return exchange(operation, x, axes, groups, how, forward, (cotangent) =>
    exchanged(operation, cotangent, axes, concat, split, groups),
  );
}

/** Positions of one axis, which goes away, for a new one. */
function swapped(
  operation: string,
  x: NDArray,
  axes: readonly NamedAxis[],
  split: number,
  concat: number,
  groups: Groups | null,
): NDArray {
  // The new axis stands at its place when the other one has gone.
  const isBefore = concat <= split;
  const [from, to] = isBefore ? [split + 1, concat] : [split, concat + 1];
  return squeeze(exchanged(operation, expandDims(x, [to]), axes, from, to, groups), [from]);
}

function exchangeAll<T>(
  operation: string,
  x: T,
  axisName: AxisNames,
  split: number,
  concat: number,
  tiled: boolean,
  groups?: Groups,
): Mapped<T, NDArray> {
  return collect(operation, x, axisName, (array, axes) => {
    const within = groups === undefined ? null : checkGroups(operation, groups, axes);
    const [from, to] = [split, concat].map((axis) => normalizeAxis(axis, array.ndim, operation)) as [number, number];
    checkParts(operation, array, from, membersOfGroup(axes, within), tiled);
    return (tiled ? exchanged : swapped)(operation, array, axes, from, to, within);
  });
}

/**
 * Exchanges parts between all members of a named axis: each takes from all of them the part at its own position.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param splitAxis - the axis of which each member takes one position, or one part if `tiled`; it goes away, or gets shorter.
 * @param concatAxis - where the members lie in the result, along a new axis, or along this one if `tiled`.
 * @param options - see {@link TiledOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, or the length of `splitAxis` does not fit the number of members.
 * @example
 * import { array } from "@proj/array";
 * import { allToAll } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => allToAll(x, "i", 0, 0), { axisName: "i" })(array([[1, 2], [3, 4]])).toList(); // → [[1, 3], [2, 4]]
 */
export function allToAll<T>(
  x: T,
  axisName: AxisNames,
  splitAxis: number,
  concatAxis: number,
  options?: TiledOptions,
): Mapped<T, NDArray> {
  const operation = "allToAll";
  const split = readArgument(operation, "splitAxis", splitAxis, integerOption());
  const concat = readArgument(operation, "concatAxis", concatAxis, integerOption());
  const { tiled = false, axisIndexGroups } = readOptions(operation, options, tiledReaders);
  return exchangeAll(operation, x, axisName, split, concat, tiled, axisIndexGroups);
}

/**
 * Exchanges an axis of the array with a named one, of the same length.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param axis - the axis of the array.
 * @param options - see {@link GroupOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, or the lengths differ.
 * @example
 * import { array } from "@proj/array";
 * import { pswapaxes } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => pswapaxes(x, "i", 0), { axisName: "i" })(array([[1, 2], [3, 4]])).toList(); // → [[1, 3], [2, 4]]
 */
export function pswapaxes<T>(x: T, axisName: AxisNames, axis: number, options?: GroupOptions): Mapped<T, NDArray> {
  const place = readArgument("pswapaxes", "axis", axis, integerOption());
  const { axisIndexGroups } = readOptions("pswapaxes", options, groupReaders);
  return exchangeAll("pswapaxes", x, axisName, place, place, false, axisIndexGroups);
}

/** Options of {@link psumScatter}. */
export interface PsumScatterOptions extends TiledOptions {
  /** The axis of which each member takes its part; negative axes count from the end. Default 0. */
  readonly scatterDimension?: number;
}

const scatterReaders: OptionReaders<PsumScatterOptions> = { ...tiledReaders, scatterDimension: integerOption() };

/**
 * The sum over all members of a named axis, of which each takes one part.
 *
 * @param x - a tree of arrays.
 * @param axisName - the `axisName` of an enclosing `vmap`, or a list of them.
 * @param options - see {@link PsumScatterOptions}.
 * @throws UsageError if no enclosing vmap has named the axis, or the length of the axis does not fit the number of members.
 * @example
 * import { array } from "@proj/array";
 * import { psumScatter } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * vmap((x) => psumScatter(x, "i"), { axisName: "i" })(array([[1, 2], [3, 4]])).toList(); // → [4, 6]
 */
export function psumScatter<T>(x: T, axisName: AxisNames, options?: PsumScatterOptions): Mapped<T, NDArray> {
  const operation = "psumScatter";
  const { scatterDimension = 0, tiled = false, axisIndexGroups } = readOptions(operation, options, scatterReaders);
  return collect(operation, x, axisName, (array, axes) => {
    const groups = axisIndexGroups === undefined ? null : checkGroups(operation, axisIndexGroups, axes);
    const axis = normalizeAxis(scatterDimension, array.ndim, operation);
    checkParts(operation, array, axis, membersOfGroup(axes, groups), tiled);
    const mine = partOfSum(operation, numeric(array), axes, groups, axis);
    return tiled ? mine : squeeze(mine, [axis]);
  });
}
