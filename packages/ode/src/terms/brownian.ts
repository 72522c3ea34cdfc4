import type { ArrayLike } from "@proj/array";
import { leaves } from "@proj/tree";

/**
 * The symbol under which a Brownian motion says whether its increments are the same however often they are asked for
 * ("virtual"), or only if each time is asked for once ("unsafe").
 */
export const brownian: unique symbol = Symbol.for("@proj/ode:brownian") as never;

/** A path that is a Brownian motion. */
export interface BrownianMark {
  readonly [brownian]: "virtual" | "unsafe";
  readonly t0: ArrayLike;
  readonly t1: ArrayLike;
  /** What is known of an interval: an instance of one of the classes of Lévy areas. */
  evaluate(t0: ArrayLike, t1: ArrayLike | null, left: boolean, useLevy: true): unknown;
}

/** Whether a value is a Brownian motion. */
export const isBrownian = (node: unknown): node is BrownianMark =>
  typeof node === "object" && node !== null && brownian in node;

/** The Brownian motions in an equation. */
export function brownianMotions(terms: unknown): readonly BrownianMark[] {
  return (leaves(terms, { isLeaf: isBrownian }) as readonly unknown[]).filter(isBrownian);
}

/** Whether an equation is stochastic: whether there is a Brownian motion among its terms. */
export function isSde(terms: unknown): boolean {
  return brownianMotions(terms).length > 0;
}
