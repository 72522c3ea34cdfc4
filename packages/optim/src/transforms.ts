/*
 * The parts of optimisers that have no learning rate, and what wraps them.
 */

export { adaptiveGradClip } from "./transforms/adaptive-grad-clip.ts";
export type { AdaptiveGradClipOptions } from "./transforms/adaptive-grad-clip.ts";
export { addNoise } from "./transforms/add-noise.ts";
export type { AddNoiseState } from "./transforms/add-noise.ts";
export { globalNorm, clip, clipByGlobalNorm, clipByBlockRms } from "./transforms/clip.ts";
export { ema } from "./transforms/ema.ts";
export type { EmaState, EmaOptions } from "./transforms/ema.ts";
export { keepParamsNonnegative } from "./transforms/keep-params-nonnegative.ts";
export type { Mask } from "./transforms/mask.ts";
export { perExampleGlobalNormClip, perExampleLayerNormClip } from "./transforms/per-example-clip.ts";
export type { PerExampleLayerNormClipOptions } from "./transforms/per-example-clip.ts";
export { trace } from "./transforms/trace.ts";
export type { TraceState, TraceOptions } from "./transforms/trace.ts";
export { addDecayedWeights } from "./transforms/weight-decay.ts";
export type { DecayOptions } from "./transforms/weight-decay.ts";
export { zeroNans } from "./transforms/zero-nans.ts";
export type { ZeroNansState } from "./transforms/zero-nans.ts";
export { applyIfFinite } from "./wrappers/apply-if-finite.ts";
export type { ApplyIfFiniteState } from "./wrappers/apply-if-finite.ts";
export { chain, namedChain } from "./wrappers/chain.ts";
export type { NamedTransformation, NamedStates } from "./wrappers/chain.ts";
export { conditionallyTransform, conditionallyMask } from "./wrappers/conditionally.ts";
export type { ConditionalState, ConditionFn, ConditionalOptions } from "./wrappers/conditionally.ts";
export { flatten } from "./wrappers/flatten.ts";
export { masked, freeze } from "./wrappers/masked.ts";
export type { MaskedState, MaskedOptions } from "./wrappers/masked.ts";
export { snapshot, monitor, measureWithEma } from "./wrappers/monitor.ts";
export type { Measure, SnapshotState, MonitorState } from "./wrappers/monitor.ts";
export { skipNotFinite, skipLargeUpdates, MultiSteps } from "./wrappers/multi-steps.ts";
export type { MultiStepsState, ShouldSkipUpdateFunction, MultiStepsOptions } from "./wrappers/multi-steps.ts";
export { partition, selectiveTransform, multiTransform } from "./wrappers/partition.ts";
export type { PartitionState, SelectiveTransformOptions } from "./wrappers/partition.ts";
