export { jvp, type Arrays, type TangentOf, type Tangents } from "./jvp.ts";
export type { AuxOptions } from "./options.ts";
export { linearize } from "./linearize.ts";
export { vjp, type Cotangents, type Pullback } from "./vjp.ts";
export { grad, valueAndGrad, type GradOptions } from "./grad.ts";
export type { Argnums, AtArgnums } from "./argnums.ts";
export { vmap, type Axes, type ResultAxes, type VmapOptions } from "./vmap.ts";
export { applyAlongAxis, vectorize, type Vectorized, type VectorizeOptions } from "./vectorize.ts";
export { pmap, type PmapOptions } from "./pmap.ts";
export {
  autoAxes,
  explicitAxes,
  shardMap,
  withShardingConstraint,
  type AutoAxesOptions,
  type ExplicitAxesOptions,
  type ShardMapOptions,
  type Specs,
} from "./shard-map.ts";
export { smap, type SmapAxes, type SmapOptions } from "./smap.ts";
export { hessian, hvp, jacfwd, jacrev, type Jacobian, type JacobianOptions } from "./jacobian.ts";
export { stopGradient } from "./stop-gradient.ts";
export { checkpoint, type CheckpointOptions } from "./checkpoint.ts";
export { checkpointName } from "./checkpoint-name.ts";
export { checkpointPolicies } from "./checkpoint-policies.ts";
export type { CheckpointedStep, CheckpointPolicy } from "@proj/array/core";
export {
  boundedWhileLoop,
  checkpointedWhileLoop,
  type BoundedWhileLoopOptions,
  type CheckpointedWhileLoopOptions,
} from "./while-loops.ts";
export {
  customJvp,
  type CustomJvpOptions,
  type JvpRuleResult,
  type PartialJvpRules,
  type RuleTangents,
} from "./custom-jvp.ts";
export { customVjp, type RuleCotangents } from "./custom-vjp.ts";
export { customGradient, type GradientRule } from "./custom-gradient.ts";
export { closureConvert } from "./closure-convert.ts";
export { linearTranspose } from "./linear-transpose.ts";
export { customLinearSolve, type LinearSolve, type LinearSolveOptions } from "./custom-linear-solve.ts";
export { customRoot } from "./custom-root.ts";
