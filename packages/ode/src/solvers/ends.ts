import type { NDArray } from "@proj/array";
import { LocalLinearInterpolation } from "../interpolation/local.ts";
import type { Path } from "../path.ts";

/** The ends of a step. */
export interface Ends {
  readonly y0: unknown;
  readonly y1: unknown;
}

/** The straight line between the ends of a step. */
export function straightLine<Y>(t0: NDArray, t1: NDArray, { y0, y1 }: Ends): Path<Y> {
  return new LocalLinearInterpolation({ t0, t1, y0: y0 as Y, y1: y1 as Y });
}
