import { UsageError } from "@proj/tree/core";
import type { Jaxpr } from "../core/jaxpr/jaxpr.ts";
import { constraintsOf } from "../core/sharding-constraints.ts";
import type { Mesh } from "../core/sharding/mesh.ts";
import { NamedSharding } from "../core/sharding/named-sharding.ts";
import { PartitionSpec } from "../core/sharding/partition-spec.ts";
import type { Sharding } from "../core/sharding/sharding.ts";
import { propagate, type CutAxes } from "./propagate.ts";

/** The one set of devices on which a program runs; null where it may run anywhere. */
function commonSharding(name: string, shardings: readonly Sharding[]): Sharding | null {
  const [first, ...others] = shardings;
  const other = others.find(
    ({ devices }) =>
      devices.length !== first!.devices.length || devices.some((device, k) => device !== first!.devices[k]),
  );
  if (other === undefined) return first ?? null;
  throw new UsageError({
    operation: name,
    received: `arrays on the devices of ${first!.toString()}, and of ${other.toString()}`,
    expected: "all arrays of one call on the same devices",
    remedy: "move them together first, with devicePut(x, sharding)",
  });
}

/** The axes of a mesh along which an array is cut. */
const cutOf = (sharding: Sharding | null, mesh: Mesh): CutAxes =>
  sharding instanceof NamedSharding && sharding.mesh.equals(mesh) ? sharding.spec.axes : [];

function namedSharding(mesh: Mesh, cut: CutAxes): NamedSharding {
  const entries = cut.map((names) => (names.length === 0 ? null : names.length === 1 ? names[0]! : names));
  while (entries.at(-1) === null) entries.pop();
  return new NamedSharding(mesh, new PartitionSpec(...entries));
}

/**
 * How the results of a program lie.
 *
 * @param name - what the user called, for messages.
 * @param jaxpr - the program.
 * @param inputs - how its arguments lie; null for those that may be on any device.
 * @throws UsageError for arguments, and constraints in the program, on different sets of devices.
 */
export function resultShardings(
  name: string,
  jaxpr: Jaxpr,
  inputs: readonly (Sharding | null)[],
): readonly (Sharding | null)[] {
  const said = [...inputs.filter((sharding) => sharding !== null), ...constraintsOf(jaxpr)];
  const common = commonSharding(name, said);
  const named = said.find((sharding) => sharding instanceof NamedSharding);
  if (named === undefined) return jaxpr.outputs.map(() => common);
  const { mesh } = named;
  const cuts = propagate(
    jaxpr,
    inputs.map((sharding) => cutOf(sharding, mesh)),
    mesh,
  );
  return cuts.map((cut) => namedSharding(mesh, cut));
}
