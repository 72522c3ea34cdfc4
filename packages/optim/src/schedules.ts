/*
 * Hyperparameters as functions of the number of steps.
 */

export { constantSchedule } from "./schedules/constant.ts";
export { cosineDecaySchedule } from "./schedules/cosine-decay.ts";
export type { CosineDecayOptions } from "./schedules/cosine-decay.ts";
export { exponentialDecay } from "./schedules/exponential-decay.ts";
export type { ExponentialDecayOptions } from "./schedules/exponential-decay.ts";
export { joinSchedules } from "./schedules/join.ts";
export {
  piecewiseConstantSchedule,
  piecewiseInterpolateSchedule,
  cosineOnecycleSchedule,
  linearOnecycleSchedule,
} from "./schedules/piecewise.ts";
export type { BoundariesAndScales, OnecycleOptions, LinearOnecycleOptions } from "./schedules/piecewise.ts";
export { polynomialSchedule, linearSchedule } from "./schedules/polynomial.ts";
export type { PolynomialScheduleOptions, LinearScheduleOptions } from "./schedules/polynomial.ts";
export { warmupCosineDecaySchedule, sgdrSchedule } from "./schedules/warmup-cosine-decay.ts";
export type { WarmupCosineOptions } from "./schedules/warmup-cosine-decay.ts";
export { warmupConstantSchedule, warmupExponentialDecaySchedule } from "./schedules/warmup.ts";
export type { WarmupConstantOptions, WarmupExponentialOptions } from "./schedules/warmup.ts";
export { injectHyperparams, WrappedSchedule, injectStatefulHyperparams } from "./wrappers/inject-hyperparams.ts";
export type {
  StatefulSchedule,
  InjectedState,
  Hyperparam,
  InjectHyperparamsOptions,
} from "./wrappers/inject-hyperparams.ts";
export type { Schedule, ScheduleFunction } from "./transformation.ts";
