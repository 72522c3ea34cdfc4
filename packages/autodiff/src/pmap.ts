import { isNDArray, UsageError, type NDArray } from "@proj/array";
import {
  ConcreteArray,
  devicesOption,
  flattenArrays,
  functionOption,
  integerOption,
  namedAxes,
  positionsOption,
  readArgument,
  readPositionalOptions,
  textOption,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { indexInDim } from "@proj/array/lax";
import { devices as allDevices, makeMesh, NamedSharding, P, type Mesh, type MeshDevice } from "@proj/array/sharding";
import { broadcastPrefix, flatten, map, type Mapped } from "@proj/tree";
import { batchAt } from "./batching-rules/layout.ts";
import { withShardingConstraint } from "./shard-map.ts";
import { vmap, type Axes } from "./vmap.ts";

/** Options of {@link pmap}. */
export interface PmapOptions {
  /** A name for the axis, for collectives such as `psum`. */
  readonly axisName?: string;
  /** Which axis of each argument is cut, as in `vmap`; `null` gives an argument to all devices. Default 0. */
  readonly inAxes?: Axes;
  /** Where the devices lie in each result: an axis, or `null` for what the first device has; or a tree of them. Default 0. */
  readonly outAxes?: Axes;
  /** The positions of arguments that are no arrays, which all devices get as they are. */
  readonly staticBroadcastedArgnums?: number | readonly number[];
  /** The devices, exactly one for each member. Default: the first of those where the arguments are, or of the default device. */
  readonly devices?: readonly MeshDevice[];
  /** The number of members, needed only if no argument is cut. */
  readonly axisSize?: number;
  /** The positions of arguments whose memory may be taken; they cannot be used afterwards. */
  readonly donateArgnums?: number | readonly number[];
}

const isAxis = (value: unknown): value is number | null => value === null || typeof value === "number";

/** Reads axes, as a tree of its own. */
const axesOption: OptionReader<Axes> = (value, place) => {
  if (typeof value !== "number" && typeof value !== "object") {
    throw wrongOption(place, value, "an axis, null, or a tree of them");
  }
  return map((axis: unknown) => {
    if (axis === null || Number.isInteger(axis)) return axis;
    throw wrongOption(place, axis, "an axis, null, or a tree of them");
  }, value as unknown) as Axes;
};

const readers: OptionReaders<PmapOptions> = {
  axisName: textOption,
  inAxes: axesOption,
  outAxes: axesOption,
  staticBroadcastedArgnums: positionsOption(0),
  devices: devicesOption,
  axisSize: integerOption(1),
  donateArgnums: positionsOption(0),
};

/** The devices of the first array that lies on one of several. */
function devicesOfArguments(leaves: readonly unknown[]): readonly MeshDevice[] | null {
  const placed = leaves.find((leaf) => isNDArray(leaf) && leaf.tracing === null && leaf.device.members !== undefined);
  return isNDArray(placed) ? placed.device.members! : null;
}

function meshFor(name: string, size: number, leaves: readonly unknown[], given?: readonly MeshDevice[]): Mesh {
  const devices = given ?? devicesOfArguments(leaves) ?? allDevices();
  if (given === undefined ? size <= devices.length : size === devices.length) {
    return makeMesh([size], [name], { devices });
  }
  throw new UsageError({
    operation: "pmap",
    received: `${size} members for ${devices.length} devices: ${devices.map(String).join(", ")}`,
    expected: given === undefined ? "a device for each member" : "exactly one device for each member",
    remedy: `cut the axis shorter, use vmap, or pass { devices: virtualDevices(${size}) } to try a program out`,
  });
}

/** The devices along one axis of an array, or all of it on each. */
const along = (mesh: Mesh, axis: number | null): NamedSharding =>
  new NamedSharding(mesh, axis === null ? P() : P(...Array.from({ length: axis }, () => null), mesh.axisNames[0]!));

const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/**
 * Runs a function on several devices at once, each on its own member of the arguments: the meaning is that of `vmap`, the members
 * lie on devices. `shardMap` says the same with parts in place of members, and with several axes of devices.
 *
 * @param f - a function of trees of arrays, written for one member.
 * @param axisName - a name for the axis, for collectives; or options: see {@link PmapOptions}.
 * @param options - `inAxes`, `outAxes`: as in `vmap`; `devices`; see {@link PmapOptions}.
 * @returns a function of arguments that have one more axis each, no longer than there are devices.
 * @throws UsageError where there are too few devices, and as `vmap` does.
 * @example
 * import { arange, type NDArray } from "@proj/array";
 * import { psum } from "@proj/array/lax";
 * import { virtualDevices } from "@proj/array/sharding";
 * import { pmap } from "@proj/autodiff";
 * const normalise = pmap((x: NDArray) => x.div(psum(x, "i")), "i", { devices: virtualDevices(4) });
 * normalise(arange(1, 5)).toList(); // ≈ [0.1, 0.2, 0.3, 0.4]
 */
export function pmap<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  axisName?: string | PmapOptions,
  options?: PmapOptions,
): (...args: Args) => Mapped<R, NDArray> {
  readArgument("pmap", "f", f, functionOption());
  const given = readPositionalOptions<PmapOptions>("pmap", [axisName, options], ["axisName"], readers);
  const { inAxes = 0, outAxes = 0, axisName: name = "pmap", axisSize } = given;
  const fixed = new Set([given.staticBroadcastedArgnums ?? []].flat());
  const donated = new Set([given.donateArgnums ?? []].flat());
  return (...args) => {
    const moving = args.flatMap((_, k) => (fixed.has(k) ? [] : [k]));
    const ownAxes = Array.isArray(inAxes) ? (inAxes as readonly Axes[]).filter((_, k) => !fixed.has(k)) : inAxes;
    const [leaves, structure] = flatten(moving.map((k) => args[k]) as unknown, undefined);
    const options = { isLeaf: isAxis, operation: "pmap", name: "inAxes" };
    const axes = broadcastPrefix(ownAxes as unknown, structure.unflatten(leaves), options) as readonly (
      number | null
    )[];
    const size =
      axisSize ??
      leaves.flatMap((leaf, k) => {
        const axis = axes[k] ?? null;
        return axis !== null && isNDArray(leaf) ? [leaf.shape.at(axis) ?? 1] : [];
      })[0];
    // Within another map, devices have been chosen there.
    const mesh = size === undefined || namedAxes().length > 0 ? null : meshFor(name, size, leaves, given.devices);
    const place = (leaf: unknown, axis: number | null): unknown => {
      if (mesh === null || !isNDArray(leaf) || leaf.ndim <= (axis ?? -1)) return leaf;
      return withShardingConstraint(leaf, along(mesh, axis === null ? null : fromFront(axis, leaf.ndim)));
    };
    const placed = structure.unflatten(leaves.map((leaf, k) => place(leaf, axes[k] ?? null))) as readonly unknown[];
    const member = (...own: readonly unknown[]): R => {
      const all = [...args] as unknown[];
      moving.forEach((position, k) => (all[position] = own[k]));
      return f(...(all as unknown as Args));
    };
    const mapped = vmap(member, { inAxes: ownAxes, axisName: name, ...(size === undefined ? {} : { axisSize: size }) });
    const { arrays, treedef } = flattenArrays("pmap", "result", mapped(...placed));
    const places = broadcastPrefix(outAxes as unknown, treedef.unflatten(arrays), {
      ...options,
      name: "outAxes",
    }) as readonly (number | null)[];
    const results = arrays.map((value, k) => {
      const axis = places[k] ?? null;
      if (axis === null) return place(indexInDim(value, 0, 0, false), null);
      const at = fromFront(axis, value.ndim);
      return place(batchAt(value, 0, at, size!), at);
    });
    args.forEach((argument, position) => {
      if (!donated.has(position)) return;
      for (const leaf of flatten(argument, undefined)[0]) if (leaf instanceof ConcreteArray) leaf.donate("pmap");
    });
    return treedef.unflatten(results) as Mapped<R, NDArray>;
  };
}
