import { atan2 } from "./inverse-trigonometric.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { nextAfter } from "./next-after.ts";
import { pow } from "./power.ts";
import { rem } from "./remainder.ts";

/** The functions of two numbers that no instruction computes, for vectors of single precision. */
export const vectorBinary = { rem, pow, atan2, nextAfter } as const satisfies Record<
  string,
  (m: Lanes, x: Vector, y: Vector) => Vector
>;
