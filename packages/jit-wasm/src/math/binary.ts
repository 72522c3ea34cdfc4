import type { BinaryName, FloatName } from "@proj/array/core";
import { atan2 } from "./inverse-trigonometric.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { nextAfter } from "./next-after.ts";
import { pow } from "./power.ts";
import { rem } from "./remainder.ts";

/** The functions of two numbers that no instruction computes, for vectors of single precision. */
export const vectorBinary = { rem, pow, atan2, nextAfter } as const satisfies {
  readonly [P in BinaryName & FloatName]?: (m: Lanes, x: Vector, y: Vector) => Vector;
};

/** True for functions of two numbers that no instruction computes. */
export function isLibraryBinary(name: BinaryName): name is keyof typeof vectorBinary {
  return Object.hasOwn(vectorBinary, name);
}
