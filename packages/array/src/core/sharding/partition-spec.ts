import { UsageError } from "@proj/tree/core";

/** What one axis of an array is cut along: an axis of the mesh, several (the slowest first), or none. */
export type SpecEntry = string | null | readonly string[];

/**
 * Which axis of a mesh each axis of an array is cut along; see {@link P}.
 *
 * @example
 * import { P, PartitionSpec } from "@proj/array/sharding";
 * P("data") instanceof PartitionSpec; // → true
 */
export class PartitionSpec {
  readonly entries: readonly SpecEntry[];

  /**
   * @param entries - one for each axis of the array, from the first on; axes without are not cut.
   * @throws UsageError for an entry that is no name, no list of names, and not null.
   */
  constructor(...entries: readonly SpecEntry[]) {
    for (const entry of entries) {
      const names: unknown = typeof entry === "string" || entry === null ? [] : entry;
      if (Array.isArray(names) && names.every((name) => typeof name === "string")) continue;
      throw new UsageError({
        operation: "P",
        received: `the entry ${typeof entry === "object" ? JSON.stringify(entry) : entry}`,
        expected: "the name of an axis of a mesh, a list of such names, or null",
        remedy: 'write P("data", null), with null for axes that are not cut',
      });
    }
    const own = (entry: SpecEntry): SpecEntry =>
      typeof entry === "string" || entry === null ? entry : Object.freeze([...entry]);
    this.entries = Object.freeze(entries.map(own));
  }

  /** The names along which each axis is cut. */
  get axes(): readonly (readonly string[])[] {
    return this.entries.map((entry) => (entry === null ? [] : typeof entry === "string" ? [entry] : entry));
  }

  toString(): string {
    return `P(${this.entries.map((entry) => JSON.stringify(entry)).join(", ")})`;
  }
}

/**
 * Which axis of a mesh each axis of an array is cut along.
 *
 * @param entries - for each axis of the array, from the first on: the name of an axis of the mesh, a list of names (the slowest
 *   first), or null. Axes without an entry are not cut.
 * @throws UsageError for an entry that is none of these.
 * @example
 * import { P } from "@proj/array/sharding";
 * String(P("data", null, ["model", "replica"])); // → "P(\"data\", null, [\"model\",\"replica\"])"
 */
export const P = (...entries: readonly SpecEntry[]): PartitionSpec => new PartitionSpec(...entries);
