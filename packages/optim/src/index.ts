// The protocol
export { stateless, initEmptyState, identity, withExtraArgsSupport } from "./transformation.ts";
export type {
  ArrayTree,
  ExtraArgs,
  GradientTransformation,
  GradientTransformationExtraArgs,
  StateOf,
  EmptyState,
  CountState,
  ScheduledState,
  ScalarOrSchedule,
  ScheduleFunction,
  Schedule,
} from "./transformation.ts";
export type { Scalar } from "./hyperparameters.ts";
export { applyUpdates, incrementalUpdate, periodicUpdate } from "./apply-updates.ts";

// Optimisers
export { adabelief } from "./optimisers/adabelief.ts";
export { adadelta } from "./optimisers/adadelta.ts";
export type { AdadeltaDecayOptions } from "./optimisers/adadelta.ts";
export { adafactor } from "./optimisers/adafactor.ts";
export type { AdafactorOptions } from "./optimisers/adafactor.ts";
export { adagrad } from "./optimisers/adagrad.ts";
export { adam } from "./optimisers/adam.ts";
export { adamax } from "./optimisers/adamax.ts";
export { adamaxw } from "./optimisers/adamaxw.ts";
export type { AdamaxWOptions } from "./optimisers/adamaxw.ts";
export { adamw } from "./optimisers/adamw.ts";
export type { AdamWOptions } from "./optimisers/adamw.ts";
export { adan } from "./optimisers/adan.ts";
export type { AdanDecayOptions } from "./optimisers/adan.ts";
export { amsgrad } from "./optimisers/amsgrad.ts";
export { fromage } from "./optimisers/fromage.ts";
export type { FromageOptions } from "./optimisers/fromage.ts";
export { lamb } from "./optimisers/lamb.ts";
export type { LambOptions } from "./optimisers/lamb.ts";
export { lars } from "./optimisers/lars.ts";
export type { LarsOptions } from "./optimisers/lars.ts";
export { lbfgs } from "./optimisers/lbfgs.ts";
export type { LbfgsSearchOptions } from "./optimisers/lbfgs.ts";
export { lion } from "./optimisers/lion.ts";
export type { LionDecayOptions } from "./optimisers/lion.ts";
export { nadam } from "./optimisers/nadam.ts";
export type { NadamOptions } from "./optimisers/nadam.ts";
export { nadamw } from "./optimisers/nadamw.ts";
export type { NadamWOptions } from "./optimisers/nadamw.ts";
export { noisySgd } from "./optimisers/noisy-sgd.ts";
export type { NoisySgdOptions } from "./optimisers/noisy-sgd.ts";
export { novograd } from "./optimisers/novograd.ts";
export { optimisticAdamV2 } from "./optimisers/optimistic-adam-v2.ts";
export type { OptimisticAdamV2Options } from "./optimisers/optimistic-adam-v2.ts";
export { optimisticAdam } from "./optimisers/optimistic-adam.ts";
export type { OptimisticAdamOptions } from "./optimisers/optimistic-adam.ts";
export { optimisticGradientDescent } from "./optimisers/optimistic-gradient-descent.ts";
export { polyakSgd } from "./optimisers/polyak-sgd.ts";
export type { PolyakSgdOptions } from "./optimisers/polyak-sgd.ts";
export { radam } from "./optimisers/radam.ts";
export { rmsprop } from "./optimisers/rmsprop.ts";
export type { RmspropOptions } from "./optimisers/rmsprop.ts";
export { rprop } from "./optimisers/rprop.ts";
export { sgd } from "./optimisers/sgd.ts";
export type { SgdOptions, MomentumState } from "./optimisers/sgd.ts";
export { signSgd } from "./optimisers/sign-sgd.ts";
export { signum } from "./optimisers/signum.ts";
export type { SignumOptions } from "./optimisers/signum.ts";
export { sm3 } from "./optimisers/sm3.ts";
export type { Sm3MomentumOptions } from "./optimisers/sm3.ts";
export { yogi } from "./optimisers/yogi.ts";

// Their parts
export { adaptiveGradClip } from "./transforms/adaptive-grad-clip.ts";
export type { AdaptiveGradClipOptions } from "./transforms/adaptive-grad-clip.ts";
export { addNoise } from "./transforms/add-noise.ts";
export type { AddNoiseState } from "./transforms/add-noise.ts";
export { applyEvery } from "./transforms/apply-every.ts";
export type { ApplyEvery } from "./transforms/apply-every.ts";
export { centralize } from "./transforms/centralize.ts";
export { globalNorm, clip, clipByGlobalNorm, clipByBlockRms } from "./transforms/clip.ts";
export { ema } from "./transforms/ema.ts";
export type { EmaState, EmaOptions } from "./transforms/ema.ts";
export { keepParamsNonnegative } from "./transforms/keep-params-nonnegative.ts";
export type { Mask } from "./transforms/mask.ts";
export { normalizeByUpdateNorm } from "./transforms/normalize-by-update-norm.ts";
export type { NormalizeByUpdateNormOptions } from "./transforms/normalize-by-update-norm.ts";
export { perExampleGlobalNormClip, perExampleLayerNormClip } from "./transforms/per-example-clip.ts";
export type { PerExampleLayerNormClipOptions } from "./transforms/per-example-clip.ts";
export { scaleByAdadelta } from "./transforms/scale-by-adadelta.ts";
export type { AdadeltaState, AdadeltaOptions } from "./transforms/scale-by-adadelta.ts";
export { scaleByAdam } from "./transforms/scale-by-adam.ts";
export type { AdamState, AdamOptions } from "./transforms/scale-by-adam.ts";
export { scaleByAdamax } from "./transforms/scale-by-adamax.ts";
export type { AdamaxOptions } from "./transforms/scale-by-adamax.ts";
export { scaleByAdan } from "./transforms/scale-by-adan.ts";
export type { AdanState, AdanOptions } from "./transforms/scale-by-adan.ts";
export { scaleByAmsgrad } from "./transforms/scale-by-amsgrad.ts";
export type { AmsgradState, AmsgradOptions } from "./transforms/scale-by-amsgrad.ts";
export { scaleByBelief } from "./transforms/scale-by-belief.ts";
export type { BeliefOptions } from "./transforms/scale-by-belief.ts";
export { scaleByDistanceOverGradients } from "./transforms/scale-by-distance-over-gradients.ts";
export type {
  DistanceOverGradientsState,
  DistanceOverGradientsOptions,
} from "./transforms/scale-by-distance-over-gradients.ts";
export { scaleByFactoredRms } from "./transforms/scale-by-factored-rms.ts";
export type { FactoredState, FactoredRmsOptions } from "./transforms/scale-by-factored-rms.ts";
export { scaleByLbfgs } from "./transforms/scale-by-lbfgs.ts";
export type { LbfgsState, LbfgsOptions } from "./transforms/scale-by-lbfgs.ts";
export { scaleByLion } from "./transforms/scale-by-lion.ts";
export type { LionState, LionMode, LionOptions } from "./transforms/scale-by-lion.ts";
export { scaleByNovograd } from "./transforms/scale-by-novograd.ts";
export type { NovogradState, NovogradOptions } from "./transforms/scale-by-novograd.ts";
export { scaleByOptimisticGradient } from "./transforms/scale-by-optimistic-gradient.ts";
export type { OptimisticGradientState, OptimisticGradientOptions } from "./transforms/scale-by-optimistic-gradient.ts";
export { scaleByPolyak } from "./transforms/scale-by-polyak.ts";
export type { PolyakOptions } from "./transforms/scale-by-polyak.ts";
export { scaleByRadam } from "./transforms/scale-by-radam.ts";
export type { RadamOptions } from "./transforms/scale-by-radam.ts";
export { scaleByRms, scaleByStddev } from "./transforms/scale-by-rms.ts";
export type { RmsState, StddevState, RmsOptions } from "./transforms/scale-by-rms.ts";
export { scaleByRprop } from "./transforms/scale-by-rprop.ts";
export type { RpropState, RpropOptions } from "./transforms/scale-by-rprop.ts";
export { scaleByRss } from "./transforms/scale-by-rss.ts";
export type { RssState, RssOptions } from "./transforms/scale-by-rss.ts";
export { scaleBySign } from "./transforms/scale-by-sign.ts";
export { scaleBySm3 } from "./transforms/scale-by-sm3.ts";
export type { Sm3State, Sm3Options } from "./transforms/scale-by-sm3.ts";
export { scaleByTrustRatio, scaleByParamBlockNorm, scaleByParamBlockRms } from "./transforms/scale-by-trust-ratio.ts";
export type { TrustRatioOptions } from "./transforms/scale-by-trust-ratio.ts";
export { scaleByYogi } from "./transforms/scale-by-yogi.ts";
export type { YogiOptions } from "./transforms/scale-by-yogi.ts";
export { scale, scaleBySchedule, scaleByLearningRate } from "./transforms/scale.ts";
export type { ScaleByLearningRateOptions } from "./transforms/scale.ts";
export { setToZero } from "./transforms/set-to-zero.ts";
export { statelessWithTreeMap } from "./transforms/stateless-with-tree-map.ts";
export { trace } from "./transforms/trace.ts";
export type { TraceState, TraceOptions } from "./transforms/trace.ts";
export { addDecayedWeights } from "./transforms/weight-decay.ts";
export type { DecayOptions } from "./transforms/weight-decay.ts";
export { zeroNans } from "./transforms/zero-nans.ts";
export type { ZeroNansState } from "./transforms/zero-nans.ts";

// Wrappers
export { applyIfFinite } from "./wrappers/apply-if-finite.ts";
export type { ApplyIfFiniteState } from "./wrappers/apply-if-finite.ts";
export { chain, namedChain } from "./wrappers/chain.ts";
export type { NamedTransformation, NamedStates } from "./wrappers/chain.ts";
export { conditionallyTransform, conditionallyMask } from "./wrappers/conditionally.ts";
export type { ConditionalState, ConditionFn, ConditionalOptions } from "./wrappers/conditionally.ts";
export { flatten } from "./wrappers/flatten.ts";
export { injectHyperparams, WrappedSchedule, injectStatefulHyperparams } from "./wrappers/inject-hyperparams.ts";
export type {
  StatefulSchedule,
  InjectedState,
  Hyperparam,
  InjectHyperparamsOptions,
} from "./wrappers/inject-hyperparams.ts";
export { initSynced, lookahead } from "./wrappers/lookahead.ts";
export type {
  LookaheadParams,
  LookaheadState,
  LookaheadTransformation,
  LookaheadOptions,
} from "./wrappers/lookahead.ts";
export { masked, freeze } from "./wrappers/masked.ts";
export type { MaskedState, MaskedOptions } from "./wrappers/masked.ts";
export { snapshot, monitor, measureWithEma } from "./wrappers/monitor.ts";
export type { Measure, SnapshotState, MonitorState } from "./wrappers/monitor.ts";
export { skipNotFinite, skipLargeUpdates, MultiSteps } from "./wrappers/multi-steps.ts";
export type { MultiStepsState, ShouldSkipUpdateFunction, MultiStepsOptions } from "./wrappers/multi-steps.ts";
export { partition, selectiveTransform, multiTransform } from "./wrappers/partition.ts";
export type { PartitionState, SelectiveTransformOptions } from "./wrappers/partition.ts";

// Line searches
export { scaleByBacktrackingLinesearch } from "./linesearch/backtracking.ts";
export type {
  BacktrackingLinesearchInfo,
  BacktrackingLinesearchState,
  BacktrackingOptions,
} from "./linesearch/backtracking.ts";
export { valueAndGradFromState } from "./linesearch/value-and-grad-from-state.ts";
export { scaleByZoomLinesearch } from "./linesearch/zoom.ts";
export type { ZoomLinesearchInfo, ZoomLinesearchState, ZoomOptions } from "./linesearch/zoom.ts";

// Schedules
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

// Numbers, matrices and the rest
export { safeNorm, safeRootMeanSquares, safeIncrement, safeInt32Increment } from "./numerics.ts";
export type { SafeNormOptions } from "./numerics.ts";
export { microbatch } from "./microbatch.ts";
export type { AccumulationType, MicrobatchOptions } from "./microbatch.ts";
export { multiNormal, MultiNormalDiagFromLogScale } from "./multi-normal.ts";
export { scaleGradient } from "./scale-gradient.ts";
export { matrixInversePthRoot } from "./linear-algebra/matrix-inverse-pth-root.ts";
export type { InverseRootOptions } from "./linear-algebra/matrix-inverse-pth-root.ts";
export { nnls } from "./linear-algebra/nnls.ts";
export type { NnlsOptions } from "./linear-algebra/nnls.ts";
export { powerIteration } from "./linear-algebra/power-iteration.ts";
export type { PowerIterationOptions } from "./linear-algebra/power-iteration.ts";
export { biasCorrection, updateInfinityMoment, updateMoment, updateMomentPerElemNorm } from "./tree-math/moments.ts";
export { mapParams as treeMapParams } from "./tree-math/state.ts";

// Losses
export {
  convexKlDivergence,
  cosineDistance,
  cosineSimilarity,
  ctcLoss,
  ctcLossWithForwardProbs,
  generalizedKlDivergence,
  hingeLoss,
  huberLoss,
  klDivergence,
  l2Loss,
  logCosh,
  ntxent,
  safeSoftmaxCrossEntropy,
  sigmoidBinaryCrossEntropy,
  sigmoidFocalLoss,
  smoothLabels,
  softmaxCrossEntropy,
  softmaxCrossEntropyWithIntegerLabels,
  squaredError,
} from "./losses.ts";

// Namespaces, each a door of its own
export * as assignment from "./assignment.ts";
export * as contrib from "./contrib.ts";
export * as losses from "./losses.ts";
export * as perturbations from "./perturbations.ts";
export * as projections from "./projections.ts";
export * as schedules from "./schedules.ts";
export * as secondOrder from "./second-order.ts";
export * as transforms from "./transforms.ts";
export * as tree from "./tree.ts";
