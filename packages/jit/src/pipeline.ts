import { inOrderOfEffects, type Jaxpr } from "@proj/array/core";
import { lower } from "./lower/lower.ts";
import { planMemory } from "./plan-memory.ts";
import type { Program } from "./program/program.ts";
import { distributeLoops } from "./schedule/distribute-loops.ts";
import { schedule } from "./schedule/schedule.ts";
import { hasNarrow, withoutNarrow } from "./simplify/narrow-dtypes.ts";
import { inRealNumbers } from "./simplify/complex-pairs.ts";
import { roll } from "./simplify/roll.ts";
import { simplify } from "./simplify/simplify.ts";
import type { TargetLimits } from "./target.ts";
import { cutForThreads } from "./tile/pieces.ts";
import { tileScans } from "./tile/tile-scans.ts";

/** A function after each pass; all of them mean the same. */
export interface Stages {
  /** What tracing gave. */
  readonly jaxpr: Jaxpr;
  readonly simplified: Jaxpr;
  readonly lowered: Program<"lowered">;
  readonly tiled: Program<"tiled">;
  readonly scheduled: Program<"scheduled">;
  /** What the target compiles. */
  readonly program: Program;
}

/** A program in simple form; again, after narrow dtypes were written out. Simplification brings none. */
function inSimpleForm(jaxpr: Jaxpr): Jaxpr {
  const simple = simplify(jaxpr);
  return hasNarrow(jaxpr) ? simplify(withoutNarrow(simple)) : simple;
}

/** Runs every pass, in order. */
export function runPasses(name: string, jaxpr: Jaxpr, limits: TargetLimits): Stages {
  // The token has kept the effects in order; it is no result of the function.
  const { outputs, ...simple } = inSimpleForm(inRealNumbers(inOrderOfEffects(jaxpr)));
  const flat = { ...simple, outputs: outputs.slice(0, jaxpr.outputs.length) };
  const simplified = limits.rollsFrom === null ? flat : roll(flat, limits.rollsFrom);
  const lowered = lower(name, simplified, limits);
  const tiled = tileScans(lowered, limits);
  const scheduled = distributeLoops(cutForThreads(schedule(tiled, limits), limits), limits);
  const program = planMemory(scheduled, limits);
  return { jaxpr, simplified, lowered, tiled, scheduled, program };
}
