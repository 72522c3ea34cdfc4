import type { Mesh } from "./mesh.ts";
import { NamedSharding } from "./named-sharding.ts";
import { PartitionSpec, type SpecEntry } from "./partition-spec.ts";

/*
 * What the devices of a mesh tell one another, for targets that have an operation for it. Wherever else a program runs, an exchange is
 * what it means: a computation with the values of all members.
 */

/**
 * What becomes of the values of the members of a group. `allGather` joins them along an axis; `allReduce` sums them; `reduceScatter` sums
 * them and gives each member its part of an axis; `allToAll` gives each the parts at its place, joined along another axis; `permute`
 * sends them from place to place.
 */
export type ExchangeOperation =
  | { readonly kind: "allGather" | "reduceScatter"; readonly axis: number }
  | { readonly kind: "allReduce" }
  | { readonly kind: "allToAll"; readonly split: number; readonly concat: number }
  | { readonly kind: "permute"; readonly pairs: readonly (readonly [from: number, to: number])[] };

/** A mesh, each device of which runs a function on its part of arrays. */
export class MappedMesh {
  readonly mesh: Mesh;
  /** The axes along which arrays are cut. */
  readonly axisNames: readonly string[];

  constructor(mesh: Mesh, axisNames: readonly string[]) {
    this.mesh = mesh;
    this.axisNames = axisNames;
  }

  /** How the values of members lie, stacked along a first axis: on the device of each, or together on all. */
  stacked(axisName: string, rank: number, isTogether: boolean): NamedSharding {
    const others = Array.from({ length: rank - 1 }, (): SpecEntry => PartitionSpec.UNCONSTRAINED);
    return new NamedSharding(this.mesh, new PartitionSpec(isTogether ? null : axisName, ...others));
  }

  /**
   * An exchange as one member sees it.
   *
   * @param over - the axes of the mesh whose devices form a group, the slowest first.
   * @param groups - the places of the members of smaller groups; null where all are one.
   * @param rank - how many axes a member's array has, before and after.
   */
  exchange(operation: ExchangeOperation, over: readonly string[], groups: Exchange["groups"], rank: number): Exchange {
    // Along the other axes of the mesh values may be cut as it falls.
    const entry = this.axisNames.length < this.mesh.axisNames.length ? PartitionSpec.UNCONSTRAINED : null;
    const own = new NamedSharding(this.mesh, new PartitionSpec(...Array.from({ length: rank }, () => entry)));
    return new Exchange(this, operation, over, groups, own, []);
  }
}

/** An exchange between the devices of a mesh. */
export class Exchange {
  readonly operation: ExchangeOperation;
  readonly over: readonly string[];
  readonly groups: readonly (readonly number[])[] | null;
  /** How the result of all members lies, whose axes stand in front of those of a member. */
  readonly to: NamedSharding;
  /** Which axes of members the operand has, of those that the result has. */
  readonly isBatched: readonly boolean[];
  readonly #mapped: MappedMesh;

  constructor(
    mapped: MappedMesh,
    operation: ExchangeOperation,
    over: readonly string[],
    groups: Exchange["groups"],
    to: NamedSharding,
    isBatched: readonly boolean[],
  ) {
    this.#mapped = mapped;
    this.operation = operation;
    this.over = over;
    this.groups = groups;
    this.to = to;
    this.isBatched = isBatched;
  }

  /** How the operand lies. */
  get from(): NamedSharding {
    const { mesh, spec } = this.to;
    return new NamedSharding(
      mesh,
      new PartitionSpec(...spec.entries.filter((_, axis) => this.isBatched[axis] !== false)),
    );
  }

  /** The axes of the mesh along which each device has its own part. */
  get axisNames(): readonly string[] {
    return this.#mapped.axisNames;
  }

  /**
   * The exchange of a batch of members, which lie along a new first axis of the result.
   *
   * @param isBatched - whether the operand has that axis too.
   * @param along - the mesh whose axis it is, and which; null for the axis of a `vmap`.
   */
  ofBatch(isBatched: boolean, along: { readonly mesh: MappedMesh | null; readonly axisName: string | null }): Exchange {
    const entry = along.mesh === this.#mapped ? along.axisName : PartitionSpec.UNCONSTRAINED;
    const { mesh, spec } = this.to;
    const to = new NamedSharding(mesh, new PartitionSpec(entry, ...spec.entries));
    const all = [isBatched, ...this.isBatched];
    return new Exchange(this.#mapped, this.operation, this.over, this.groups, to, all);
  }

  /** The groups, as lists of places of devices in the mesh, in the order of their members. */
  get deviceGroups(): readonly (readonly number[])[] {
    const { mesh } = this.#mapped;
    const placesAlong = (names: readonly string[]): readonly number[] =>
      names.reduce<readonly number[]>(
        (places, name) => {
          const axis = mesh.axisNames.indexOf(name);
          const stride = mesh.axisSizes.slice(axis + 1).reduce((product, size) => product * size, 1);
          return places.flatMap((place) => Array.from({ length: mesh.axisSizes[axis]! }, (_, k) => place + k * stride));
        },
        [0],
      );
    const members = placesAlong(this.over);
    const others = placesAlong(mesh.axisNames.filter((name) => !this.over.includes(name)));
    const groups = this.groups ?? [members.map((_, place) => place)];
    return others.flatMap((first) => groups.map((group) => group.map((place) => first + members[place]!)));
  }
}
