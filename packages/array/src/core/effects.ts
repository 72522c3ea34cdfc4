import { contentsOf } from "./contents.ts";
import { innerJaxprs } from "./inner-jaxprs.ts";
import type { Applied } from "./families.ts";
import type { HostFunction } from "./callbacks/host-function.ts";
import type { Jaxpr } from "./jaxpr/jaxpr.ts";

/**
 * Whether an equation does more than giving results, itself or within: it must not be dropped, repeated or moved. With tokens the
 * results say all of it.
 */
export function isEffectful(applied: Applied): boolean {
  if (applied.primitive !== "callback") return innerJaxprs(applied).some(hasEffects);
  return applied.params.effect !== "none" && !applied.params.hasToken;
}

/** The function of an equation that {@link isEffectful}, itself or within; null for others. */
function effectOf(applied: Applied): HostFunction | null {
  if (applied.primitive === "callback") return isEffectful(applied) ? applied.params.function : null;
  return firstOf(innerJaxprs(applied), effectIn);
}

/** The function of the first equation of a Jaxpr that {@link isEffectful}; null if there is none. */
function effectIn(jaxpr: Jaxpr): HostFunction | null {
  return contentsOf(jaxpr).primitives.has("callback") ? firstOf(jaxpr.equations, effectOf) : null;
}

function firstOf<T>(list: readonly T[], find: (item: T) => HostFunction | null): HostFunction | null {
  for (const item of list) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/** Whether any equation of a Jaxpr {@link isEffectful}. */
export const hasEffects = (jaxpr: Jaxpr): boolean => effectIn(jaxpr) !== null;

/**
 * A program in which the order of effects is data: after its results it gives a token. A program without effects stays as it is.
 *
 * @param jaxpr - what tracing gave.
 */
export const inOrderOfEffects = (jaxpr: Jaxpr): Jaxpr => effectIn(jaxpr)?.inOrder(jaxpr) ?? jaxpr;
