import { integerOption, listOption, readOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { bind, type NamedAxis } from "../core/trace.ts";
import { constantLike } from "../lax/apply.ts";
import { dynamicSlice } from "../lax/dynamic-slice.ts";
import { concatenate, reshape } from "../lax/movement.ts";
import { fromHostData } from "../ndarray/concrete-array.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { membersOf } from "./named-axes.ts";
import { allGatherRules } from "./rules.ts";

/** Options of collectives that may act within groups of members. */
export interface GroupOptions {
  /**
   * The members of each group, by their places along the axis: each place once, all groups of one size. Default: one group of all.
   */
  readonly axisIndexGroups?: readonly (readonly number[])[];
}

export const groupReaders: OptionReaders<GroupOptions> = { axisIndexGroups: listOption(listOption(integerOption(0))) };

/** Reads `axisIndexGroups` where it is the one option. */
export const readGroups = (operation: string, options: GroupOptions | undefined): Groups | null =>
  readOptions(operation, options, groupReaders).axisIndexGroups ?? null;

/** The members of each group, by their places. */
export type Groups = readonly (readonly number[])[];

/** Refuses groups that do not have each of the members once, or are of several sizes. */
export function checkGroups(operation: string, groups: Groups, axes: readonly NamedAxis[]): Groups {
  const members = membersOf(axes);
  const places = groups.flat();
  const each = places.every((place) => place < members) && new Set(places).size === members;
  if (each && places.length === members && new Set(groups.map((group) => group.length)).size === 1) return groups;
  throw new UsageError({
    operation,
    received: `axisIndexGroups ${JSON.stringify(groups)} for ${members} members`,
    expected: `each place from 0 to ${members - 1} once, in groups of one size`,
    remedy: "correct the groups",
  });
}

/** The window of an array at a computed position along one axis. */
export function cut(x: NDArray, axis: number, start: NDArray, length: number): NDArray {
  const starts = x.shape.map((_, k) => (k === axis ? start : constantLike(start, 0)));
  return dynamicSlice(x, starts, x.shape.with(axis, length));
}

/** What a table of integers, one for each member, has for this one. */
export const ownEntry = (table: Int32Array, own: NDArray): NDArray =>
  reshape(cut(fromHostData(table, [table.length], "int32"), 0, own, 1), []);

/** How many members a group has; null is the one of all. */
export const membersOfGroup = (axes: readonly NamedAxis[], groups: Groups | null): number =>
  groups === null ? membersOf(axes) : groups[0]!.length;

/** The place of the member in its group. */
export function placeInGroup(groups: Groups | null, own: NDArray): NDArray {
  if (groups === null) return own;
  const places = new Int32Array(groups.flat().length);
  for (const group of groups) group.forEach((member, place) => (places[member] = place));
  return ownEntry(places, own);
}

/** The values of all members along a new first axis. */
export const gathered = (x: NDArray, axes: readonly NamedAxis[]): NDArray =>
  reshape(
    axes.reduceRight(
      (partial, { name, size }) =>
        bind("allGather", [partial], { axisName: name, axisSize: size, rules: allGatherRules })[0],
      x,
    ),
    [membersOf(axes), ...x.shape],
  );

/** The values of the members of the own group along a new first axis. */
export function gatheredInGroup(x: NDArray, axes: readonly NamedAxis[], groups: Groups | null, own: NDArray): NDArray {
  const all = gathered(x, axes);
  if (groups === null) return all;
  const rows = groups[0]!.map((_, place) => {
    const sources = new Int32Array(membersOf(axes));
    for (const group of groups) for (const member of group) sources[member] = group[place]!;
    return cut(all, 0, ownEntry(sources, own), 1);
  });
  return concatenate(rows, 0);
}
