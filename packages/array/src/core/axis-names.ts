import { isInFamily, type Applied } from "./families.ts";
import { innerJaxprs } from "./inner-jaxprs.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type { Params, PrimitiveName } from "./primitives.ts";

/*
 * Which named axes a program refers to. A loop or a branch whose body asks for its position along an axis belongs to the vmap
 * that has the axis, also where none of its operands does.
 */

const known = new WeakMap<Jaxpr, readonly string[]>();

/** The named axes to which the collectives of a program refer, those of inner programs among them. */
export function axisNames(jaxpr: Jaxpr): readonly string[] {
  let names = known.get(jaxpr);
  if (names === undefined) known.set(jaxpr, (names = [...new Set(jaxpr.equations.flatMap(namesIn))]));
  return names;
}

/** The named axes to which a primitive refers by its parameters. */
export function axisNamesOf<P extends PrimitiveName>(primitive: P, params: Params<P>): readonly string[] {
  return namesIn({ primitive, params } as unknown as Applied);
}

function namesIn(applied: Applied): readonly string[] {
  return isInFamily(applied, "collectives") ? [applied.params.axisName] : innerJaxprs(applied).flatMap(axisNames);
}
