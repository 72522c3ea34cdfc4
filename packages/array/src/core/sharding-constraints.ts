import type { Device } from "./device/device.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type { Sharding } from "./sharding/sharding.ts";
import type { Applied } from "./families.ts";
import { innerJaxprs } from "./inner-jaxprs.ts";

const known = new WeakMap<Jaxpr, readonly Sharding[]>();

/** The shardings that the constraints of a program name, in those of loops too. */
export function constraintsOf(jaxpr: Jaxpr): readonly Sharding[] {
  let found = known.get(jaxpr);
  if (found === undefined) {
    const each = (applied: Applied): readonly Sharding[] =>
      applied.primitive === "shardingConstraint"
        ? [applied.params.sharding]
        : innerJaxprs(applied).flatMap(constraintsOf);
    known.set(jaxpr, (found = [...new Set(jaxpr.equations.flatMap(each))]));
  }
  return found;
}

/** The device on whose members the constraints of a program place values; null without any. */
export function constrainedDevice(jaxpr: Jaxpr): Device | null {
  return (
    constraintsOf(jaxpr)
      .map(({ devices }) => devices[0]!.device)
      .find(({ members }) => members !== undefined) ?? null
  );
}
