import type { Jaxpr } from "@proj/array/core";
import { constraintsOf, resultShardings, type Storage } from "@proj/array/core";
import { NamedSharding, P, type Sharding } from "@proj/array/sharding";
import type { Spread } from "./stable-hlo.ts";

/*
 * Where programs run: on one device, or on those of a mesh.
 */

const texts = new WeakMap<Sharding, string>();

/** A sharding as the worker reads it: devices by their places among all, and along which axes of the mesh arrays are cut. */
export function shardingText(sharding: Sharding): string {
  let text = texts.get(sharding);
  if (text === undefined) {
    const devices = sharding.devices.map(({ id }) => id);
    const cut =
      sharding instanceof NamedSharding
        ? { sizes: sharding.mesh.axisSizes, names: sharding.mesh.axisNames, spec: sharding.spec.entries }
        : {};
    texts.set(sharding, (text = JSON.stringify({ devices, ...cut })));
  }
  return text;
}

/** Where the results of a program lie, and how it is spread if it runs on a mesh. */
export interface Placement {
  readonly outs: readonly (Sharding | null)[];
  readonly spread: Spread | null;
}

/**
 * Where a program runs when its arguments lie so.
 *
 * @throws UsageError for arguments on different sets of devices.
 */
export function placementOf(name: string, jaxpr: Jaxpr, ins: readonly (Sharding | null)[]): Placement {
  const outs = resultShardings(name, jaxpr, ins);
  const first = outs.find((sharding) => sharding instanceof NamedSharding);
  if (first === undefined) return { outs, spread: null };
  const { mesh } = first;
  const everywhere = new NamedSharding(mesh, P());
  const named = (sharding: Sharding | null): NamedSharding =>
    sharding instanceof NamedSharding ? sharding : everywhere;
  return { outs, spread: { mesh, ins: ins.map(named), outs: outs.map(named) } };
}

/** What tells placements of one program apart; empty for a program of one device. */
export function placementKey(jaxpr: Jaxpr, inputs: readonly Storage[]): string {
  const isSpread = inputs.some(({ sharding }) => sharding != null) || constraintsOf(jaxpr).length > 0;
  return isSpread ? inputs.map(({ sharding }) => (sharding == null ? "" : shardingText(sharding))).join() : "";
}
