import {
  functionOption,
  integerOption,
  listOption,
  readArgument,
  readOptions,
  textOption,
  UsageError,
  wrongOption,
  type OptionReader,
} from "@proj/tree/core";
import type { AxisTypeName } from "../core/sharding/axis-type.ts";
import { AbstractMesh, axisTypesOption, Mesh, type NestedDevices } from "../core/sharding/mesh.ts";
import type { MeshDevice } from "../core/sharding/mesh-device.ts";
import { sizeOf } from "../core/types/shape.ts";
import { devices as allDevices } from "./devices.ts";
import { devicesOption } from "./options.ts";

/** Options of {@link makeMesh}. */
export interface MakeMeshOptions {
  /** The devices, of which the first are taken. Default: those of the default device. */
  readonly devices?: readonly MeshDevice[];
  /** Who decides how arrays are cut along each axis. Default: the compiler, along all. */
  readonly axisTypes?: readonly AxisTypeName[];
}

/** Nested lists of the given lengths. */
function nested(flat: readonly MeshDevice[], sizes: readonly number[]): NestedDevices {
  if (sizes.length <= 1) return flat;
  const [count, ...rest] = sizes;
  const each = flat.length / count!;
  return Array.from({ length: count! }, (_, k) => nested(flat.slice(k * each, (k + 1) * each), rest));
}

/**
 * Arranges devices along named axes.
 *
 * @param axisShapes - the number of devices along each axis.
 * @param axisNames - a name for each axis.
 * @param options - see {@link MakeMeshOptions}.
 * @throws UsageError where there are too few devices, and for names that are not one for each axis.
 * @example
 * import { makeMesh, virtualDevices } from "@proj/array/sharding";
 * makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) }).size; // → 8
 */
export function makeMesh(axisShapes: readonly number[], axisNames: readonly string[], options?: MakeMeshOptions): Mesh {
  const sizes = readArgument("makeMesh", "axisShapes", axisShapes, listOption(integerOption(1)));
  const names = readArgument("makeMesh", "axisNames", axisNames, listOption(textOption));
  const { devices = allDevices(), axisTypes } = readOptions<MakeMeshOptions>("makeMesh", options, {
    devices: devicesOption,
    axisTypes: axisTypesOption,
  });
  const needed = sizeOf(sizes);
  if (devices.length < needed) {
    throw new UsageError({
      operation: "makeMesh",
      received: `${devices.length} devices for axes of lengths ${JSON.stringify(sizes)}`,
      expected: `at least ${needed} devices`,
      remedy: `make the mesh smaller, or pass { devices: virtualDevices(${needed}) } to try a program out`,
    });
  }
  return new Mesh(nested(devices.slice(0, needed), sizes), names, axisTypes === undefined ? {} : { axisTypes });
}

let current: Mesh | null = null;
let currentAbstract: AbstractMesh | null = null;

const meshOption: OptionReader<Mesh | null> = (value, place) => {
  if (value === null || value instanceof Mesh) return value;
  throw wrongOption(place, value, "a mesh with devices, or null");
};

/**
 * Chooses the mesh of specs that stand alone, and of `shardMap` without a mesh.
 *
 * @param mesh - the mesh; null for none.
 * @throws UsageError for anything that is no mesh.
 * @example
 * import { getMesh, setMesh } from "@proj/array/sharding";
 * setMesh(null);
 * getMesh(); // → null
 */
export function setMesh(mesh: Mesh | null): void {
  current = readArgument("setMesh", "mesh", mesh, meshOption);
}

/**
 * Runs a function with a mesh chosen as `setMesh` does, and restores the one of before.
 *
 * @param mesh - the mesh; null for none.
 * @param body - the function; what it does after an `await` no longer sees the mesh.
 * @returns what the function returned.
 * @throws UsageError for anything that is no mesh.
 * @example
 * import { getMesh, makeMesh, useMesh, virtualDevices } from "@proj/array/sharding";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * useMesh(mesh, () => getMesh()) === mesh; // → true
 */
export function useMesh<R>(mesh: Mesh | null, body: () => R): R {
  const chosen = readArgument("useMesh", "mesh", mesh, meshOption);
  readArgument("useMesh", "body", body, functionOption());
  const before = current;
  current = chosen;
  try {
    return body();
  } finally {
    current = before;
  }
}

/**
 * The mesh that was chosen with {@link setMesh} or {@link useMesh}, or null.
 *
 * @example
 * import { getMesh, makeMesh, useMesh, virtualDevices } from "@proj/array/sharding";
 * const mesh = makeMesh([2], ["data"], { devices: virtualDevices(2) });
 * useMesh(mesh, () => getMesh()?.size); // → 2
 */
export const getMesh = (): Mesh | null => current;

/**
 * The axes of the mesh that was chosen, without its devices, or null.
 *
 * @example
 * import { getAbstractMesh, setMesh } from "@proj/array/sharding";
 * setMesh(null);
 * getAbstractMesh(); // → null
 */
export const getAbstractMesh = (): AbstractMesh | null => currentAbstract ?? current?.abstractMesh ?? null;

const abstractMeshOption: OptionReader<AbstractMesh | null> = (value, place) => {
  if (value === null || value instanceof AbstractMesh) return value;
  throw wrongOption(place, value, "a mesh, or null");
};

/**
 * Runs a function with the axes of a mesh chosen, for which no devices are needed: `shardMap` without a mesh is traced for them.
 *
 * @param mesh - the axes; null for those of the mesh that `setMesh` or `useMesh` chose.
 * @param body - the function; what it does after an `await` no longer sees the mesh.
 * @returns what the function returned.
 * @throws UsageError for anything that is no mesh.
 * @example
 * import { AbstractMesh, getAbstractMesh, useAbstractMesh } from "@proj/array/sharding";
 * useAbstractMesh(new AbstractMesh([64], ["data"]), () => getAbstractMesh()?.size); // → 64
 */
export function useAbstractMesh<R>(mesh: AbstractMesh | null, body: () => R): R {
  const chosen = readArgument("useAbstractMesh", "mesh", mesh, abstractMeshOption);
  readArgument("useAbstractMesh", "body", body, functionOption());
  const before = currentAbstract;
  currentAbstract = chosen;
  try {
    return body();
  } finally {
    currentAbstract = before;
  }
}
