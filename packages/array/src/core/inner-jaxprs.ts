import { isInFamily, type Applied } from "./families.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";

/** Every Jaxpr among the parameters of a primitive. */
export function innerJaxprs(applied: Applied): readonly Jaxpr[] {
  if (isInFamily(applied, "calls")) return applied.primitive === "customLinear" ? [] : [applied.params.jaxpr];
  if (!isInFamily(applied, "controlFlow")) return [];
  switch (applied.primitive) {
    case "scan":
      return [applied.params.jaxpr];
    case "while":
      return [applied.params.condition, applied.params.body];
    case "cond":
      return applied.params.branches;
  }
}
