import type { TargetLimits } from "../target.ts";

/**
 * Whether private buffers lie apart from all others, since several positions of tiles run at once.
 *
 * @param limits - of the target.
 * @returns true for targets that compute many things at once and for those with threads.
 * @example
 * import { interpreter, keepsPrivateApart } from "@proj/jit/core";
 * keepsPrivateApart(interpreter().limits); // → false
 */
export function keepsPrivateApart({ parallelism, threading }: TargetLimits): boolean {
  return parallelism !== null || threading?.atOnce === true;
}
