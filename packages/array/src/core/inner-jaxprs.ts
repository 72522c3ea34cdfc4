import { isInFamily, type Applied, type CallName } from "./families.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";

/** The Jaxpr that a call stands for; null for a linear map that is known by its transpose alone. */
export function calledJaxpr(call: Applied<CallName>): Jaxpr | null {
  return call.primitive === "customLinear" ? call.params.forward : call.params.jaxpr;
}

/** Every Jaxpr among the parameters of a primitive. */
export function innerJaxprs(applied: Applied): readonly Jaxpr[] {
  if (isInFamily(applied, "calls")) {
    const called = calledJaxpr(applied);
    return called === null ? [] : [called];
  }
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
