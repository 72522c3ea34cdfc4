import { isNDArray, type NDArray } from "@proj/array";
import {
  bind,
  booleanOption,
  checkSpec,
  flattenArrays,
  functionOption,
  leafName,
  listOption,
  MappedMesh,
  readArgument,
  readNeededOptions,
  shardingOf,
  stagingTrace,
  textOption,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { indexInDim, reshape, transpose } from "@proj/array/lax";
import {
  AbstractMesh,
  getAbstractMesh,
  getMesh,
  Mesh,
  NamedSharding,
  P,
  PartitionSpec,
  reshard,
  Sharding,
  type SpecEntry,
} from "@proj/array/sharding";
import { broadcastPrefix, map, structure, type Mapped, type TreeDef } from "@proj/tree";
import { batchFlat } from "./batch-trace.ts";
import { batchAt } from "./batching-rules/layout.ts";
import type { BatchAxis } from "./batching-rules/rule.ts";

/*
 * A function that each device runs on its part. Its meaning is that of nested `vmap`s, one for each axis of the mesh, over arrays
 * that were cut into parts: a value that devices share has no axis there, and a result that has none is the same on all devices.
 */

/** A tree of specs, or one spec for a whole subtree. */
export type Specs = PartitionSpec | readonly Specs[] | { readonly [key: string]: Specs };

/** Options of {@link shardMap}. */
export interface ShardMapOptions {
  /** Which part of each argument a device gets: one spec for all, or a list with one per argument, or a tree that is a prefix of them. */
  readonly inSpecs: Specs;
  /** How the results of the devices are put together: one spec for all, or a tree that is a prefix of the result. */
  readonly outSpecs: Specs;
  /** The devices. Default: the mesh that `setMesh` or `useMesh` chose. */
  readonly mesh?: AbstractMesh;
  /** The axes of the mesh along which arrays are cut; along the others, the function sees whole arrays. Default all. */
  readonly axisNames?: readonly string[];
  /** Whether a result that devices are said to share must be known to be the same on all. Default true; else the first device's counts. */
  readonly checkVma?: boolean;
}

const isSpec = (value: unknown): value is PartitionSpec => value instanceof PartitionSpec;

const specsOption: OptionReader<Specs> = (value, place) => {
  if (typeof value === "object" && value !== null) {
    return map((spec: unknown) => {
      if (isSpec(spec)) return spec;
      throw wrongOption(place, spec, 'specs, such as P("data"), or a tree of them');
    }, value as unknown) as Specs;
  }
  throw wrongOption(place, value, 'specs, such as P("data"), or a tree of them');
};

const meshOption: OptionReader<AbstractMesh> = (value, place) => {
  if (value instanceof AbstractMesh) return value;
  throw wrongOption(place, value, "a mesh, such as makeMesh gives");
};

const readers: OptionReaders<ShardMapOptions> = {
  inSpecs: specsOption,
  outSpecs: specsOption,
  mesh: meshOption,
  axisNames: listOption(textOption),
  checkVma: booleanOption,
};

interface Axis {
  readonly name: string;
  readonly size: number;
}

/** Refuses a spec that an array has too few axes for, or cannot be cut by. */
function checkFits(name: string, x: NDArray, spec: PartitionSpec, mesh: AbstractMesh | null): void {
  if (spec.entries.length > x.ndim) {
    throw new UsageError({
      operation: "shardMap",
      received: `${x.describe()} at ${name} with the spec ${spec.toString()}, of ${spec.entries.length} entries`,
      expected: "at most one entry for each axis",
      remedy: "shorten the spec (P() for a scalar), or give the array more axes",
    });
  }
  if (mesh === null) return;
  spec.axes.forEach((names, axis) => {
    const parts = names.reduce((count, each) => count * mesh.sizeOf(each), 1);
    if (x.shape[axis]! % parts === 0) return;
    throw new UsageError({
      operation: "shardMap",
      received: `${x.describe()} at ${name} with the spec ${spec.toString()}, which cuts axis ${axis} into ${parts} parts`,
      expected: `a length that ${parts} divides`,
      remedy: "pad the axis, or cut another one",
    });
  });
}

/** The parts of an array, along new axes in front, in the order of the mesh. */
function cut(x: NDArray, spec: PartitionSpec, axes: readonly Axis[], mesh: AbstractMesh): NDArray {
  const lengths: number[] = [];
  const placeOf = new Map<string, number>();
  const own: number[] = [];
  x.shape.forEach((length, axis) => {
    let rest = length;
    for (const name of spec.axes[axis] ?? []) {
      placeOf.set(name, lengths.length);
      lengths.push(mesh.sizeOf(name));
      rest /= mesh.sizeOf(name);
    }
    own.push(lengths.length);
    lengths.push(rest);
  });
  const front = axes.flatMap(({ name }) => placeOf.get(name) ?? []);
  return front.length === 0 ? x : transpose(reshape(x, lengths), [...front, ...own]);
}

/** An array, or one that is traced, where a sharding says. */
function constrained(x: NDArray, sharding: Sharding): NDArray {
  if (x.tracing === null && stagingTrace() === null && !sharding.isOpen) return reshard(x, sharding);
  return bind("shardingConstraint", [x], { sharding })[0];
}

/** The parts of {@link cut}, each on its device. */
function spread(parts: NDArray, spec: PartitionSpec, axes: readonly Axis[], mesh: AbstractMesh): NDArray {
  const named = spec.axes.flat();
  const front = axes.flatMap(({ name }) => (named.includes(name) ? [name] : []));
  if (!(mesh instanceof Mesh) || front.length === 0) return parts;
  const own = parts.shape.slice(front.length).map((): SpecEntry => P.UNCONSTRAINED);
  return constrained(parts, new NamedSharding(mesh, P(...front, ...own)));
}

/** The inverse of {@link cut}. */
function join(parts: NDArray, spec: PartitionSpec, axes: readonly Axis[]): NDArray {
  const names = spec.axes.flat();
  if (names.length === 0) return parts;
  const front = axes.flatMap(({ name }) => (names.includes(name) ? [name] : []));
  const rank = parts.ndim - front.length;
  const order: number[] = [];
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const here = [...(spec.axes[axis] ?? []).map((name) => front.indexOf(name)), front.length + axis];
    order.push(...here);
    shape.push(here.reduce((length, place) => length * parts.shape[place]!, 1));
  }
  return reshape(transpose(parts, order), shape);
}

/**
 * Runs a function on each device of a mesh, on its part of the arguments; devices talk to each other with collectives, such as
 * `psum`, over the names of the mesh's axes.
 *
 * Gradients that are taken outside count what all devices contribute. One that is taken inside is that of the device's own value:
 * sum it over the axes along which the argument is shared.
 *
 * @param f - a function of trees of arrays, written for one device.
 * @param options - `inSpecs`: the parts of the arguments; `outSpecs`: the places of the results; `mesh`; see {@link ShardMapOptions}.
 * @returns a function of whole arrays.
 * @throws UsageError where a spec does not fit its array or the mesh, and where a result that differs between devices is said to be
 *   shared.
 * @example
 * import { arange, type NDArray } from "@proj/array";
 * import { psum } from "@proj/array/lax";
 * import { makeMesh, P, virtualDevices } from "@proj/array/sharding";
 * import { shardMap } from "@proj/autodiff";
 * const mesh = makeMesh([4], ["data"], { devices: virtualDevices(4) });
 * const total = shardMap((x: NDArray) => psum(x.sum(), "data"), { mesh, inSpecs: P("data"), outSpecs: P() });
 * total(arange(8)).item(); // → 28
 */
export function shardMap<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  options: ShardMapOptions,
): (...args: Args) => Mapped<R, NDArray> {
  const operation = "shardMap";
  readArgument(operation, "f", f, functionOption());
  const {
    inSpecs,
    outSpecs,
    mesh: given,
    axisNames,
    checkVma = true,
  } = readNeededOptions(operation, options, readers, ["inSpecs", "outSpecs"]);
  return (...args) => {
    const mesh = given ?? getMesh() ?? getAbstractMesh();
    if (mesh === null) throw wrongOption({ operation, name: "mesh" }, undefined, "a mesh, or choose one with setMesh");
    const manual = axisNames ?? mesh.axisNames;
    checkSpec(operation, mesh, new PartitionSpec([...manual]));
    const axes = mesh.axisNames.flatMap((name): Axis[] =>
      manual.includes(name) ? [{ name, size: mesh.sizeOf(name) }] : [],
    );
    const mapped = mesh instanceof Mesh ? new MappedMesh(mesh, manual) : null;
    const checked = (spec: PartitionSpec): PartitionSpec => {
      checkSpec(operation, mesh, spec);
      const other = spec.axes.flat().find((name) => !manual.includes(name));
      if (other === undefined) return spec;
      throw wrongOption(
        { operation, name: "axisNames" },
        manual,
        `a list with "${other}", which ${spec.toString()} names`,
      );
    };
    const specsOf = (name: string, specs: Specs, tree: unknown): readonly PartitionSpec[] =>
      (broadcastPrefix(specs as unknown, tree, { isLeaf: isSpec, operation, name }) as PartitionSpec[]).map(checked);

    const placed = (x: NDArray, spec: PartitionSpec): NDArray =>
      mesh instanceof Mesh ? constrained(x, new NamedSharding(mesh, spec)) : x;

    const flat = flattenArrays(operation, "arguments", args);
    const argumentSpecs = specsOf("inSpecs", inSpecs, flat.treedef.unflatten(flat.arrays));
    const parts = flat.arrays.map((x, k) => {
      checkFits(leafName("arguments", flat.treedef, k), x, argumentSpecs[k]!, mesh);
      const spec = argumentSpecs[k]!;
      return spread(cut(placed(x, spec), spec, axes, mesh), spec, axes, mesh);
    });
    let result: TreeDef = structure(null);
    let resultSpecs: readonly PartitionSpec[] = [];

    const along = (depth: number, values: readonly NDArray[]): readonly NDArray[] => {
      if (depth === axes.length) {
        const own = flattenArrays(operation, "result", f(...(flat.treedef.unflatten(values) as Args)));
        result = own.treedef;
        resultSpecs = specsOf("outSpecs", outSpecs, own.treedef.unflatten(own.arrays));
        own.arrays.forEach((x, k) => {
          checkFits(leafName("result", result, k), x, resultSpecs[k]!, null);
        });
        return own.arrays;
      }
      const { name, size } = axes[depth]!;
      const places = argumentSpecs.map((spec): BatchAxis => (spec.axes.flat().includes(name) ? 0 : null));
      const [results, found] = batchFlat(
        (members) => along(depth + 1, members),
        values,
        places,
        { size, axisName: name, mesh: mapped },
        operation,
      );
      return results.map((x, k) => {
        const place = found[k] ?? null;
        if (resultSpecs[k]!.axes.flat().includes(name)) return batchAt(x, place, 0, size);
        if (place === null) return x;
        if (!checkVma) return indexInDim(x, 0, place, false);
        throw new UsageError({
          operation,
          received: `${leafName("result", result, k)}, which may differ along "${name}", with the spec ${resultSpecs[k]!.toString()}`,
          expected: `a result that is the same on all devices along "${name}", as the spec does not name it`,
          remedy: `name the axis in outSpecs, reduce over it (psum, pmean), or pass { checkVma: false } where they are equal`,
        });
      });
    };

    const whole = along(0, parts).map((x, k) => {
      const spec = resultSpecs[k]!;
      return placed(join(spread(x, spec, axes, mesh), spec, axes), spec);
    });
    return result.unflatten(whole) as Mapped<R, NDArray>;
  };
}

/**
 * Says how the arrays of a tree are to be spread: concrete ones are moved; in a program that is traced, values on many devices
 * will lie so. It says where values lie, not what they are. Cotangents are spread as the values.
 *
 * @param tree - any tree; leaves that are not arrays pass through.
 * @param sharding - the sharding, or a spec for the mesh that `setMesh` or `useMesh` chose. Of axes with the entry
 *   `P.UNCONSTRAINED` it says nothing.
 * @throws UsageError for a shape that the sharding cannot cut, and for a spec without a mesh.
 * @example
 * import { arange } from "@proj/array";
 * import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * import { withShardingConstraint } from "@proj/autodiff";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * const x = withShardingConstraint(arange(4), new NamedSharding(mesh, P("data")));
 * String((x.sharding as NamedSharding).spec); // → "P(\"data\")"
 */
export function withShardingConstraint<T>(tree: T, sharding: Sharding | PartitionSpec): T {
  const wanted = shardingOf("withShardingConstraint", sharding);
  return map((leaf: unknown) => {
    if (!isNDArray(leaf)) return leaf;
    wanted.checkCuts("withShardingConstraint", leaf.shape);
    return constrained(leaf, wanted);
  }, tree as unknown) as T;
}

/** A tree of shardings, or one for a whole subtree. */
export type Shardings =
  Sharding | PartitionSpec | readonly Shardings[] | { readonly [key: string]: Sharding | PartitionSpec | Shardings };

const isSharding = (value: unknown): value is Sharding | PartitionSpec => value instanceof Sharding || isSpec(value);

const shardingsOption: OptionReader<Shardings> = (value, place) => {
  const expected = 'shardings or specs, such as P("data"), or a tree of them';
  if (typeof value !== "object" || value === null) throw wrongOption(place, value, expected);
  if (isSharding(value)) return value;
  return map((leaf: unknown) => {
    if (isSharding(leaf)) return leaf;
    throw wrongOption(place, leaf, expected);
  }, value as unknown) as Shardings;
};

/** Constrains the arrays of a tree by shardings that are a prefix of it. */
function constrainTree<T>(operation: string, name: string, tree: T, shardings: Shardings): T {
  const { arrays, treedef } = flattenArrays(operation, name, tree);
  const each = broadcastPrefix(shardings as unknown, treedef.unflatten(arrays), {
    isLeaf: isSharding,
    operation,
    name,
  }) as readonly (Sharding | PartitionSpec)[];
  return treedef.unflatten(arrays.map((x, k) => constrained(x, shardingOf(operation, each[k]!)))) as T;
}

/** Options of {@link autoAxes}. */
export interface AutoAxesOptions {
  /** The axes of the mesh on which the compiler decides inside. Default all; it says what is intended. */
  readonly axes?: string | readonly string[];
  /** How the results lie: one sharding or spec for all, or a tree that is a prefix of the result. */
  readonly outSharding: Shardings;
}

/** Options of {@link explicitAxes}. */
export interface ExplicitAxesOptions {
  /** The axes of the mesh on which the program decides inside. Default all; it says what is intended. */
  readonly axes?: string | readonly string[];
  /** How the arguments lie: one sharding or spec for all, or a list with one per argument, or a tree that is a prefix of them. */
  readonly inSharding: Shardings;
}

const axesOption: OptionReader<string | readonly string[]> = (value, place) =>
  typeof value === "string" ? value : listOption(textOption)(value, place);

/**
 * Leaves it to the compiler how arrays lie inside a function; its results lie as it is said.
 *
 * @param f - a function of trees of arrays.
 * @param options - see {@link AutoAxesOptions}.
 * @throws UsageError for a result that the sharding cannot cut, and for a spec where no mesh was chosen.
 * @example
 * import { arange, type NDArray } from "@proj/array";
 * import { makeMesh, NamedSharding, P, useMesh, virtualDevices } from "@proj/array/sharding";
 * import { autoAxes } from "@proj/autodiff";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * const sorted = autoAxes((x: NDArray) => x.sort(), { outSharding: P("data") });
 * const x = useMesh(mesh, () => sorted(arange(4)));
 * String((x.sharding as NamedSharding).spec); // → "P(\"data\")"
 */
export function autoAxes<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  options: AutoAxesOptions,
): (...args: Args) => R {
  const readers: OptionReaders<AutoAxesOptions> = { axes: axesOption, outSharding: shardingsOption };
  readArgument("autoAxes", "f", f, functionOption());
  const { outSharding } = readNeededOptions("autoAxes", options, readers, ["outSharding"]);
  return (...args) => constrainTree("autoAxes", "outSharding", f(...args), outSharding);
}

/**
 * Says how the arguments of a function lie, from which it follows how everything inside does.
 *
 * @param f - a function of trees of arrays.
 * @param options - see {@link ExplicitAxesOptions}.
 * @throws UsageError for an argument that the sharding cannot cut, and for a spec where no mesh was chosen.
 * @example
 * import { arange, type NDArray } from "@proj/array";
 * import { makeMesh, NamedSharding, P, useMesh, virtualDevices } from "@proj/array/sharding";
 * import { explicitAxes } from "@proj/autodiff";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * const twice = explicitAxes((x: NDArray) => x.mul(2), { inSharding: P("data") });
 * const x = useMesh(mesh, () => twice(arange(4)));
 * String((x.sharding as NamedSharding).spec); // → "P(\"data\")"
 */
export function explicitAxes<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  options: ExplicitAxesOptions,
): (...args: Args) => R {
  const readers: OptionReaders<ExplicitAxesOptions> = { axes: axesOption, inSharding: shardingsOption };
  readArgument("explicitAxes", "f", f, functionOption());
  const { inSharding } = readNeededOptions("explicitAxes", options, readers, ["inSharding"]);
  return (...args) => f(...constrainTree("explicitAxes", "inSharding", args, inSharding));
}
