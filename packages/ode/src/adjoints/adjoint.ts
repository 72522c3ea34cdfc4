import type { Finished, Problem } from "../integrate.ts";

/** How an integration is differentiated: it owns the loop over the steps. */
export interface Adjoint {
  /** Solves a problem, usually by `integrate` with loops of its own. */
  loop<Y, Args>(problem: Problem<Y, Args>): Finished<Y>;
}
