import type { NDArray } from "@proj/array";
import {
  devicesOption,
  functionOption,
  integerOption,
  readArgument,
  readOptions,
  textOption,
  type OptionReaders,
} from "@proj/array/core";
import type { MeshDevice } from "@proj/array/sharding";
import { pmap, type Axes } from "@proj/autodiff";
import { axesTree, ifArray, mapFiltered, type FilterAxes } from "./filter-vmap.ts";

/** How {@link filterPmap} maps a function. */
export interface FilterPmapOptions {
  /** Which axis of each argument is cut, as in `filterVmap`. Default: axis 0 of every array; everything else is shared. */
  readonly inAxes?: FilterAxes;
  /** Where the devices lie in the arrays of the result: one axis for all, or a prefix tree; `null`: what the first one has. Default 0. */
  readonly outAxes?: Axes;
  /** A name for the axis, for collectives such as `psum`. */
  readonly axisName?: string;
  /** The number of members, needed only if no array is cut. */
  readonly axisSize?: number;
  /** The devices, exactly one for each member. Default: the first of those where the arrays are, or of the default device. */
  readonly devices?: readonly MeshDevice[];
}

const readers: OptionReaders<FilterPmapOptions> = {
  inAxes: axesTree(),
  outAxes: axesTree(),
  axisName: textOption,
  axisSize: integerOption(1),
  devices: devicesOption,
};

/**
 * Runs a function of any trees on several devices at once: arrays among their leaves are cut, everything else is shared by all
 * members. The meaning is that of `filterVmap`; the members lie on devices.
 *
 * @param f - a function, written for one member.
 * @param options - `inAxes`, `outAxes`, `axisName`, `axisSize`, `devices`.
 * @returns a function of arguments with one more axis in their cut arrays, no longer than there are devices.
 * @throws UsageError where there are too few devices, and when cut axes differ in length.
 * @example
 * import { ones, type NDArray } from "@proj/array";
 * import { virtualDevices } from "@proj/array/sharding";
 * import { filterPmap, Linear } from "@proj/module";
 * import { key } from "@proj/random";
 * const devices = virtualDevices(4);
 * const run = filterPmap((model: Linear, x: NDArray) => model.call(x), { inAxes: [null, 0], devices });
 * run(Linear.init(3, 2, { key: key(0) }), ones([4, 3])).shape; // → [4, 2]
 */
export function filterPmap<Args extends readonly unknown[] = NDArray[], Result = unknown>(
  f: (...args: Args) => Result,
  options?: FilterPmapOptions,
): (...args: Args) => Result {
  readArgument("filterPmap", "f", f, functionOption());
  const { inAxes = ifArray(0), ...mapping } = readOptions("filterPmap", options, readers);
  return mapFiltered("filterPmap", f, inAxes, (member, inAxes) => pmap(member, { ...mapping, inAxes }));
}
