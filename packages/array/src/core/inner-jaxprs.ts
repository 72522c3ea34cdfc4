import type { Counted } from "./brought-rules.ts";
import { isInFamily, type Applied, type CallName, type ControlFlowName } from "./families.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";
import type { Params } from "./primitives.ts";

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

/**
 * The parameters of a loop or branch with its bodies rewritten.
 *
 * @param counted - how many operands stand for some of its operands, if bodies take others. Default: as many.
 */
export function withBodies<P extends ControlFlowName>(
  applied: Applied<P>,
  rewrite: (body: Jaxpr) => Jaxpr,
  counted?: Counted,
): Params<P>;
export function withBodies(
  applied: Applied<ControlFlowName>,
  rewrite: (body: Jaxpr) => Jaxpr,
  counted: Counted = (count) => count,
): Params<ControlFlowName> {
  // The rules are those of these parameters.
  return applied.params.rules.withBodies(applied.params as never, rewrite, counted);
}
