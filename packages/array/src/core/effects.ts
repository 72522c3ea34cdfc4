import { innerJaxprs } from "./inner-jaxprs.ts";
import type { Applied } from "./families.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";

/**
 * Whether an equation does more than giving results, itself or within: it must not be dropped, repeated or moved. With tokens the
 * results say all of it.
 */
export function isEffectful(applied: Applied): boolean {
  if (applied.primitive !== "callback") return innerJaxprs(applied).some(hasEffects);
  return applied.params.effect !== "none" && !applied.params.hasToken;
}

const known = new WeakMap<Jaxpr, boolean>();

/** Whether any equation of a Jaxpr {@link isEffectful}. */
export function hasEffects(jaxpr: Jaxpr): boolean {
  let found = known.get(jaxpr);
  if (found === undefined) known.set(jaxpr, (found = jaxpr.equations.some(isEffectful)));
  return found;
}
