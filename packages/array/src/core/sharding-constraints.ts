import type { Device } from "./device/device.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type { Sharding } from "./sharding/sharding.ts";
import type { Applied } from "./families.ts";
import { contentsOf } from "./contents.ts";
import { innerJaxprs } from "./inner-jaxprs.ts";

/** The shardings that the constraints of a program name, in those of loops too. */
export function constraintsOf(jaxpr: Jaxpr): readonly Sharding[] {
  if (!contentsOf(jaxpr).primitives.has("shardingConstraint")) return [];
  const each = (applied: Applied): readonly Sharding[] =>
    applied.primitive === "shardingConstraint"
      ? [applied.params.sharding]
      : innerJaxprs(applied).flatMap(constraintsOf);
  return [...new Set(jaxpr.equations.flatMap(each))];
}

/** The device on whose members the constraints of a program place values; null without any. */
export function constrainedDevice(jaxpr: Jaxpr): Device | null {
  return (
    constraintsOf(jaxpr)
      .map(({ devices }) => devices[0]!.device)
      .find(({ members }) => members !== undefined) ?? null
  );
}
