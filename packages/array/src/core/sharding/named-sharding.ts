import { describeValue, UsageError } from "@proj/tree/core";
import type { AbstractMesh } from "./mesh.ts";
import { Mesh } from "./mesh.ts";
import type { MeshDevice } from "./mesh-device.ts";
import { PartitionSpec } from "./partition-spec.ts";
import { formatShape, type Shape } from "../types/shape.ts";
import { Sharding, type Place } from "./sharding.ts";

/** Refuses a spec with names that a mesh does not have, or with a name twice. */
export function checkSpec(operation: string, mesh: AbstractMesh, spec: PartitionSpec): void {
  const names = spec.axes.flat();
  const unknown = names.find((name) => !mesh.axisNames.includes(name));
  if (unknown !== undefined) {
    throw new UsageError({
      operation,
      received: `the spec ${spec.toString()}, which names "${unknown}"`,
      expected: `axes of ${mesh.toString()}`,
      remedy: "correct the name, or make a mesh that has the axis",
    });
  }
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice === undefined) return;
  throw new UsageError({
    operation,
    received: `the spec ${spec.toString()}, which names "${twice}" twice`,
    expected: "each axis of the mesh at one axis of the array at most",
    remedy: "write null at one of the two places",
  });
}

/**
 * The parts of an array along the axes of a mesh.
 *
 * @example
 * import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
 * const mesh = makeMesh([4, 2], ["data", "model"], { devices: virtualDevices(8) });
 * new NamedSharding(mesh, P("data", "model")).shardShape([8, 6]); // → [2, 3]
 */
export class NamedSharding extends Sharding {
  readonly mesh: Mesh;
  readonly spec: PartitionSpec;
  readonly partsOfAxes: readonly number[];

  /**
   * @param mesh - the devices.
   * @param spec - which axis of the mesh each axis of the array is cut along.
   * @throws UsageError for a name that the mesh does not have, and for one that comes twice.
   */
  constructor(mesh: Mesh, spec: PartitionSpec) {
    super();
    if (!(mesh instanceof Mesh) || !(spec instanceof PartitionSpec)) {
      throw new UsageError({
        operation: "NamedSharding",
        received: `${describeValue(mesh)} and ${describeValue(spec)}`,
        expected: "a mesh with devices, and a spec",
        remedy: 'write new NamedSharding(mesh, P("data"))',
      });
    }
    checkSpec("NamedSharding", mesh, spec);
    this.mesh = mesh;
    this.spec = spec;
    this.partsOfAxes = spec.axes.map((names) => names.reduce((parts, name) => parts * mesh.sizeOf(name), 1));
  }

  get isOpen(): boolean {
    return this.spec.isOpen;
  }

  withOpenAxis(axis: number): NamedSharding {
    const { entries } = this.spec;
    const before = Array.from({ length: axis }, (_, k) => entries[k] ?? null);
    return new NamedSharding(
      this.mesh,
      new PartitionSpec(...before, PartitionSpec.UNCONSTRAINED, ...entries.slice(axis)),
    );
  }

  get devices(): readonly MeshDevice[] {
    return this.mesh.devices;
  }

  partOf(device: number): readonly number[] {
    const position = this.mesh.positionOf(device);
    return this.spec.axes.map((names) =>
      names.reduce((part, name) => part * this.mesh.sizeOf(name) + position[this.mesh.axisNames.indexOf(name)]!, 0),
    );
  }

  /**
   * The shape of the part that each device has.
   *
   * @throws UsageError where the array has too few axes, or an axis cannot be cut into equal parts.
   */
  shardShape(shape: Shape): Shape {
    this.check("shardShape", shape);
    return shape.map((length, axis) => length / (this.partsOfAxes[axis] ?? 1));
  }

  /** Where the part of each device lies in an array of a shape, by device. */
  places(shape: Shape): readonly Place[] {
    const own = this.shardShape(shape);
    const seen = new Map<string, number>();
    return this.devices.map((_, device) => {
      const part = this.partOf(device);
      const key = part.join();
      const replicaId = seen.get(key) ?? 0;
      seen.set(key, replicaId + 1);
      const spans = own.map((length, axis) => {
        const start = (part[axis] ?? 0) * length;
        return { start, stop: start + length };
      });
      return { spans, replicaId };
    });
  }

  /** Whether each device has the same part under both. */
  isEquivalentTo(other: Sharding, ndim: number): boolean {
    if (this.numDevices !== other.numDevices || this.devices.some((device, k) => device !== other.devices[k]))
      return false;
    const padded = ({ partsOfAxes }: Sharding): string =>
      Array.from({ length: ndim }, (_, k) => partsOfAxes[k] ?? 1).join();
    if (padded(this) !== padded(other)) return false;
    const part = (sharding: Sharding, device: number): string =>
      Array.from({ length: ndim }, (_, k) => sharding.partOf(device)[k] ?? 0).join();
    return this.devices.every((_, device) => part(this, device) === part(other, device));
  }

  /** Refuses a shape of which not all devices can have equal parts. */
  check(operation: string, shape: Shape): void {
    this.checkCuts(operation, shape);
    if (!this.isOpen) return;
    throw new UsageError({
      operation,
      received: this.toString(),
      expected: "a sharding that says of each axis how it is cut",
      remedy: "write null for axes that are not cut; only constraints may say nothing of an axis",
    });
  }

  /** The same for a constraint, which may say nothing of some axes. */
  checkCuts(operation: string, shape: Shape): void {
    const parts = this.partsOfAxes;
    if (parts.length > shape.length) {
      throw new UsageError({
        operation,
        received: `an array of shape ${formatShape(shape)} for ${this.toString()}`,
        expected: `an array with at least ${parts.length} axes, one for each entry of the spec`,
        remedy: "shorten the spec, or give the array more axes",
      });
    }
    const axis = parts.findIndex((count, k) => shape[k]! % count !== 0);
    if (axis < 0) return;
    throw new UsageError({
      operation,
      received: `an array of shape ${formatShape(shape)} for ${this.toString()}, which cuts axis ${axis} into ${parts[axis]!} parts`,
      expected: `a length that ${parts[axis]!} divides, as all devices have parts of one shape; axis ${axis} has ${shape[axis]!}`,
      remedy: "pad the axis, cut another one, or use a mesh of another shape",
    });
  }

  toString(): string {
    return `NamedSharding(${this.mesh.toString()}, ${this.spec.toString()})`;
  }
}
