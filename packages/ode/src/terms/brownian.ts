import { leaves } from "@proj/tree";

/**
 * The symbol under which a Brownian motion says whether its increments are the same however often they are asked for
 * ("virtual"), or only if each time is asked for once ("unsafe").
 */
export const brownian: unique symbol = Symbol.for("@proj/ode:brownian") as never;

/** A path that is a Brownian motion. */
export interface BrownianMark {
  readonly [brownian]: "virtual" | "unsafe";
}

const isBrownian = (node: unknown): node is BrownianMark =>
  typeof node === "object" && node !== null && brownian in node;

/** Whether an equation is stochastic: whether there is a Brownian motion among its terms. */
export function isSde(terms: unknown): boolean {
  return leaves(terms, { isLeaf: isBrownian }).some(isBrownian);
}

/** Whether there is a Brownian motion that may be asked for each time once only. */
export function isUnsafeSde(terms: unknown): boolean {
  return leaves(terms, { isLeaf: isBrownian }).some((leaf) => isBrownian(leaf) && leaf[brownian] === "unsafe");
}
