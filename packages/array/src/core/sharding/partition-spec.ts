import { describeValue, UsageError } from "@proj/tree/core";

/** What one axis of an array is cut along: an axis of the mesh, several (the slowest first), none, or whatever comes. */
export type SpecEntry = string | null | readonly string[] | typeof UNCONSTRAINED;

/** The entry of an axis of which a constraint says nothing. */
const UNCONSTRAINED = Symbol("P.UNCONSTRAINED");

const isOne = (entry: SpecEntry): entry is string | null | typeof UNCONSTRAINED =>
  typeof entry === "string" || entry === null || entry === UNCONSTRAINED;

/**
 * Which axis of a mesh each axis of an array is cut along; see {@link P}.
 *
 * @example
 * import { P, PartitionSpec } from "@proj/array/sharding";
 * P("data") instanceof PartitionSpec; // → true
 */
export class PartitionSpec {
  /** In a constraint, the entry of an axis of which it says nothing. */
  static readonly UNCONSTRAINED: typeof UNCONSTRAINED = UNCONSTRAINED;

  readonly entries: readonly SpecEntry[];

  /**
   * @param entries - one for each axis of the array, from the first on; axes without are not cut.
   * @throws UsageError for an entry that is no name, no list of names, and not null.
   */
  constructor(...entries: readonly SpecEntry[]) {
    for (const entry of entries) {
      const names: unknown = isOne(entry) ? [] : entry;
      if (Array.isArray(names) && names.every((name) => typeof name === "string")) continue;
      throw new UsageError({
        operation: "P",
        received: `the entry ${describeValue(entry)}`,
        expected: "the name of an axis of a mesh, a list of such names, or null",
        remedy: 'write P("data", null), with null for axes that are not cut',
      });
    }
    const own = (entry: SpecEntry): SpecEntry => (isOne(entry) ? entry : Object.freeze([...entry]));
    this.entries = Object.freeze(entries.map(own));
  }

  /** The names along which each axis is cut. */
  get axes(): readonly (readonly string[])[] {
    return this.entries.map((entry) => (typeof entry === "string" ? [entry] : isOne(entry) ? [] : entry));
  }

  /** Whether it says nothing of some axis. */
  get isOpen(): boolean {
    return this.entries.includes(UNCONSTRAINED);
  }

  toString(): string {
    return `P(${this.entries.map((entry) => (entry === UNCONSTRAINED ? "P.UNCONSTRAINED" : JSON.stringify(entry))).join(", ")})`;
  }
}

/**
 * Which axis of a mesh each axis of an array is cut along.
 *
 * @param entries - for each axis of the array, from the first on: the name of an axis of the mesh, a list of names (the slowest
 *   first), or null. Axes without an entry are not cut. A constraint leaves an axis with `P.UNCONSTRAINED` as it is.
 * @throws UsageError for an entry that is none of these.
 * @example
 * import { P } from "@proj/array/sharding";
 * String(P("data", null, ["model", "replica"])); // → "P(\"data\", null, [\"model\",\"replica\"])"
 */
export const P: ((...entries: readonly SpecEntry[]) => PartitionSpec) & {
  /** In a constraint, the entry of an axis of which it says nothing. */
  readonly UNCONSTRAINED: typeof UNCONSTRAINED;
} = Object.assign((...entries: readonly SpecEntry[]) => new PartitionSpec(...entries), { UNCONSTRAINED } as const);
