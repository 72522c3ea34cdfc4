/*
 * What targets and their tests are built with: programs, what can be said of them, and the passes that make them. Who calls `jit`
 * needs none of it, but to look inside of programs.
 */

// Compilation
export { compilationOf, compile, type Compilation } from "./compile.ts";
export type { Stages } from "./pipeline.ts";
export type * from "./target.ts";

// The passes, in order
export { inRealNumbers } from "./simplify/complex-pairs.ts";
export { simplify } from "./simplify/simplify.ts";
export { roll } from "./simplify/roll.ts";
export { lower } from "./lower/lower.ts";
export { fuseMultiplyAdd } from "./lower/fused-multiply-add.ts";
export { packedResult } from "./lower/packed-result.ts";
export { tileScans } from "./tile/tile-scans.ts";
export { manyAtOnce } from "./schedule/many-at-once.ts";
export { schedule } from "./schedule/schedule.ts";
export { cutForThreads } from "./tile/pieces.ts";
export { distributeLoops } from "./schedule/distribute-loops.ts";
export { planMemory } from "./plan-memory.ts";

// Programs: what they are, and what every reader of them has to know
export type * from "./program/program.ts";
export { computeStepsOf, counterOf, isComputeStep, nestedSteps, visitSteps } from "./program/walk.ts";
export { isEmpty, linesOf, type Lines } from "./program/domain.ts";
export { keepsPrivateApart } from "./program/private-memory.ts";
export {
  accessesOf,
  countersOfView,
  countersWithin,
  readsOfElement,
  viewsOf,
  writtenBuffers,
  type Access,
  type BufferAccess,
  type Displacement,
  type ViewAccess,
} from "./program/accesses.ts";
export { operandsOf } from "./program/operands.ts";
export { effortOf } from "./program/effort.ts";
export {
  combines,
  combiningFunction,
  foldOfScatter,
  neutralElement,
  type CombiningFold,
  type CombiningFunction,
} from "./program/folds.ts";

// Programs printed, checked, measured and interpreted
export { formatProgram, headOf } from "./program/print.ts";
export { validate } from "./program/validate.ts";
export { explain } from "./program/explain.ts";
export { interpreter } from "./program/interpreter.ts";
