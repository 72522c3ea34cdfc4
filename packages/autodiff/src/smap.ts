import type { NDArray } from "@proj/array";
import {
  functionOption,
  readArgument,
  readNeededOptions,
  textOption,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { P } from "@proj/array/sharding";
import { map, type Mapped } from "@proj/tree";
import { shardMap, type Specs } from "./shard-map.ts";

/** A tree of axes, or one for a whole subtree; `null` is for what all devices share. */
export type SmapAxes = number | null | readonly SmapAxes[] | { readonly [key: string]: SmapAxes };

/** Options of {@link smap}. */
export interface SmapOptions {
  /** Which axis of each argument is cut: one for all, or a list with one per argument. */
  readonly inAxes: SmapAxes;
  /** Along which axis the results of the devices are joined: one for all, or a tree that is a prefix of the result. */
  readonly outAxes: SmapAxes;
  /** The axis of the mesh that `setMesh` or `useMesh` chose. */
  readonly axisName: string;
}

const axesOption: OptionReader<SmapAxes> = (value, place) => {
  const expected = "axes that count from the front, null, or a tree of them";
  if (typeof value !== "number" && typeof value !== "object") throw wrongOption(place, value, expected);
  return map((axis: unknown) => {
    if (axis === null || (Number.isInteger(axis) && (axis as number) >= 0)) return axis;
    throw wrongOption(place, axis, expected);
  }, value as unknown) as SmapAxes;
};

const smapReaders: OptionReaders<SmapOptions> = { inAxes: axesOption, outAxes: axesOption, axisName: textOption };

/** Axes as specs. */
function specsOf(axes: SmapAxes, name: string): Specs {
  if (axes === null) return P();
  if (typeof axes === "number") return P(...Array.from({ length: axes }, () => null), name);
  if (Array.isArray(axes)) return (axes as readonly SmapAxes[]).map((child) => specsOf(child, name));
  return Object.fromEntries(Object.entries(axes).map(([key, child]) => [key, specsOf(child, name)]));
}

/**
 * `shardMap` along one axis of the mesh, with axes of the arrays in place of specs: each device has its part of them.
 *
 * @param f - a function of trees of arrays, written for one device.
 * @param options - see {@link SmapOptions}.
 * @returns a function of whole arrays.
 * @throws UsageError as `shardMap` does.
 * @example
 * import { arange, type NDArray } from "@proj/array";
 * import { psum } from "@proj/array/lax";
 * import { makeMesh, useMesh, virtualDevices } from "@proj/array/sharding";
 * import { smap } from "@proj/autodiff";
 * const mesh = makeMesh([4], ["data"], { devices: virtualDevices(4) });
 * const total = smap((x: NDArray) => psum(x, "data"), { inAxes: 0, outAxes: null, axisName: "data" });
 * useMesh(mesh, () => total(arange(8))).toList(); // → [12, 16]
 */
export function smap<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  options: SmapOptions,
): (...args: Args) => Mapped<R, NDArray> {
  readArgument("smap", "f", f, functionOption());
  const { inAxes, outAxes, axisName } = readNeededOptions("smap", options, smapReaders, [
    "inAxes",
    "outAxes",
    "axisName",
  ]);
  const axisNames = [axisName];
  return shardMap(f, { inSpecs: specsOf(inAxes, axisName), outSpecs: specsOf(outAxes, axisName), axisNames });
}
