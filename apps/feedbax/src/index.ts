export { init, type DeviceName } from "./device.ts";

// States
export { CartesianState } from "./state/cartesian-state.ts";
export type { ReachState } from "./state/reach-state.ts";
export { clipState, type StateBounds } from "./state/bounds.ts";

// Models and what they are composed with
export { isModel, type InterventionParams, type Model, type ModelInput } from "./models/model.ts";
export { postFinalStage, preFirstStage, type Intervenor, type Intervenors } from "./models/intervenor.ts";
export {
  isStagedModel,
  modelStage,
  runStages,
  type Stage,
  type StagedModel,
  type StageFunction,
  type StageParts,
} from "./models/staged-model.ts";
export { formatModelSpec, type FormatModelSpecOptions } from "./models/format-model-spec.ts";
export { MultiModel } from "./models/multi-model.ts";
export type { OneOrNamed } from "./models/one-or-named.ts";
export { ForgetfulIterator } from "./models/forgetful-iterator.ts";
export { evalStateTraj, ModelIterator, stateHistory } from "./models/model-iterator.ts";

// Noise
export type { Noise } from "./noise/noise.ts";
export { Normal } from "./noise/normal.ts";
export { Multiplicative } from "./noise/multiplicative.ts";
export { CompositeNoise } from "./noise/composite.ts";
export { HalfNormal2Vector } from "./noise/half-normal-2-vector.ts";
export { ZeroNoise } from "./noise/zero-noise.ts";

// Networks
export {
  NetworkState,
  SimpleStagedNetwork,
  type HiddenLayer,
  type LayerType,
  type LayerTypeOptions,
  type MemoryLayer,
  type NetworkOptions,
} from "./networks/staged-network.ts";

export { LeakyRNNCell, type LeakyRNNCellOptions } from "./networks/leaky-rnn-cell.ts";
export { lstm, LSTMLayer } from "./networks/lstm-layer.ts";
export { StackedLayers, stackedLayers } from "./networks/stacked-layers.ts";
export {
  MaskedCell,
  maskedCell,
  MaskedLinear,
  maskedLinear,
  sparseMask,
  type CellMasks,
  type WeightedCell,
} from "./networks/masked-layers.ts";
export { PopulationStructure, type PopulationOptions } from "./networks/population-structure.ts";
export { orthogonalGRUCell } from "./networks/orthogonal-gru-cell.ts";
export { nLayerLinear } from "./networks/n-layer-linear.ts";

// Mechanics
export type { DynamicalSystem } from "./mechanics/dynamical-system.ts";
export { FirstOrderFilter } from "./mechanics/first-order-filter.ts";
export { LTISystem } from "./mechanics/lti-system.ts";
export type { Skeleton } from "./mechanics/skeleton/skeleton.ts";
export { PointMass } from "./mechanics/skeleton/point-mass.ts";
export { TwoLinkArm, TwoLinkArmState, type PerLink } from "./mechanics/skeleton/two-link-arm.ts";
export { MuscleState } from "./mechanics/muscle/muscle-state.ts";
export { ActivationFilter } from "./mechanics/muscle/activation-filter.ts";
export { ForceLength } from "./mechanics/muscle/force-length.ts";
export { ForceVelocity } from "./mechanics/muscle/force-velocity.ts";
export { CompressionForce, StretchForce } from "./mechanics/muscle/passive-force.ts";
export { ActivationByLength } from "./mechanics/muscle/activation-by-length.ts";
export {
  VirtualMuscle,
  type LengthCurve,
  type MuscleModel,
  type VirtualMuscleOptions,
} from "./mechanics/muscle/virtual-muscle.ts";
export {
  brown1999VirtualMuscle,
  lillicrapScott2013VirtualMuscle,
  todorovLi2004VirtualMuscle,
  type TwitchSpeed,
} from "./mechanics/muscle/virtual-muscles.ts";
export { PlantState, type Plant } from "./mechanics/plant/plant.ts";
export { DirectForceInput } from "./mechanics/plant/direct-force-input.ts";
export { MuscledArm, type MuscledArmOptions } from "./mechanics/plant/muscled-arm.ts";
export { Mechanics, MechanicsState } from "./mechanics/mechanics.ts";

// Bodies with their controllers
export { Channel, ChannelState } from "./bodies/channel.ts";
export { toggleChannelNoise } from "./bodies/toggle-channel-noise.ts";
export {
  SimpleFeedback,
  SimpleFeedbackState,
  type ChannelSpec,
  type FeedbackSignal,
  type SimpleFeedbackOptions,
} from "./bodies/simple-feedback.ts";

// Trials
export { WhereDict } from "./trials/where-dict.ts";
export { TargetSpec, targetFinalState, targetZero } from "./trials/target-spec.ts";
export { powerDiscount } from "./trials/power-discount.ts";
export { TaskTrialSpec } from "./trials/trial-spec.ts";
export { progressOf, runProgressOf, type BatchInfo } from "./trials/batch-info.ts";
export { startTrial, trajectoryOf, type TrialModel, type TrialStart } from "./trials/rollout.ts";

// Losses
export { LossDict } from "./losses/loss-dict.ts";
export { LossTerm, type Loss } from "./losses/loss.ts";
export { TargetStateLoss, type TargetStateLossOptions } from "./losses/target-state-loss.ts";
export { ModelLoss } from "./losses/model-loss.ts";
export {
  effectorJerkLoss,
  muscleActivityLoss,
  muscledReachLoss,
  type MuscledState,
} from "./losses/muscled-reach-losses.ts";
export { CompositeLoss, sumOfLosses, type CompositeLossOptions, type WeightSchedule } from "./losses/composite-loss.ts";
export { StraightPathLoss, type PathMeasure } from "./losses/straight-path-loss.ts";
export { StateChangeLoss, type StateChangeLossOptions } from "./losses/state-change-loss.ts";
export { delayedReachLoss, type DelayedReachState } from "./losses/delayed-reach-loss.ts";
export { holdLoss, simpleReachLoss } from "./losses/reach-losses.ts";

// Tasks
export { AbstractTask, type EnsembleOptions, type InputDependencies, type TaskOptions } from "./tasks/task.ts";
export { SimpleReaches, type SimpleReachesOptions } from "./tasks/simple-reaches.ts";
export { TrialTimeline, type TrialTimelineOptions } from "./tasks/trial-timeline.ts";
export { DelayedReaches, type DelayedReachesOptions, type EpochRange } from "./tasks/delayed-reaches.ts";
export type { ReachingOptions } from "./tasks/reaching-options.ts";
export { Stabilization, type StabilizationOptions } from "./tasks/stabilization.ts";
export { SequentialReaches, type SequentialReachesOptions } from "./tasks/sequential-reaches.ts";
export { TargetSwitches, type TargetSwitchesOptions } from "./tasks/target-switches.ts";
export { Tracking, type TrackingOptions } from "./tasks/tracking.ts";
export { centreoutEndpoints, gridPoints, internalGridPoints, type Point, type Rectangle } from "./tasks/points.ts";

export {
  TimeSeriesParam,
  type InterventionSpecs,
  type ParamFunction,
  type ParamSchedule,
} from "./tasks/intervention-specs.ts";

// Interventions
export {
  Intervention,
  type InterventionFields,
  type InterventionOperation,
  type InterventionPlace,
  type InterventionSettings,
} from "./interventions/intervention.ts";
export {
  CurlField,
  FixedField,
  type CurlFieldSettings,
  type EffectorHolder,
  type FixedFieldSettings,
} from "./interventions/force-fields.ts";
export {
  NetworkClamp,
  NetworkConstantInput,
  type HiddenHolder,
  type UnitOptions,
  type UnitSettings,
} from "./interventions/network-units.ts";
export { AddNoise, type AddNoiseOptions } from "./interventions/add-noise.ts";
export { ConstantInput, type ConstantInputSettings } from "./interventions/constant-input.ts";
export { Copy, type CopyOptions } from "./interventions/copy.ts";
export {
  addFixedIntervenor,
  addIntervenors,
  removeAllIntervenors,
  removeIntervenors,
  type AddIntervenorOptions,
  type StagedNode,
} from "./interventions/add-intervenors.ts";
export {
  scheduleIntervenor,
  updateIntervenorParamSchedule,
  type RescheduleOptions,
  type ScheduleOptions,
  type TrialSettings,
} from "./interventions/schedule-intervenor.ts";

// Training
export { TaskTrainer } from "./training/task-trainer.ts";
export type { BatchEvent, LogEvent, StopSignal, TrainingResult, TrainOptions } from "./training/train-options.ts";
export type { WhereTrain } from "./training/training-phases.ts";
export { TaskTrainerHistory, type HistoryOf } from "./training/history.ts";
export type { LossReport } from "./training/loss-report.ts";
export {
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type CheckpointRun,
  type CheckpointStorage,
  type RunSettings,
  type StoredCheckpoint,
} from "./training/checkpoint.ts";
export { batchLoss } from "./training/batch-loss.ts";
export { combineModel, partitionModel, trainedLeaves, type ModelParts } from "./training/model-parts.ts";
export {
  makeTrainStep,
  makeValidationStep,
  type TrainingProblem,
  type ModelUpdate,
  type TrainingStepResult,
  type TrainStep,
  type ValidationStep,
} from "./training/train-step.ts";

// Models with their tasks, ready to be trained
export { TrainingContext, type ContextOptState, type ContextTrainOptions } from "./contexts/training-context.ts";
export type { FeedbackNetworkOptions } from "./contexts/feedback-network.ts";
export { armNN, type ArmNN, type ArmNNOptions, type ArmState, type ArmStep } from "./contexts/arm-nn.ts";
export { pointMassNN, type PointMassNN, type PointMassNNOptions } from "./contexts/point-mass-nn.ts";
export {
  pointMassNNSimpleReaches,
  type PointMassNNSimpleReachesOptions,
} from "./contexts/point-mass-nn-simple-reaches.ts";

// What evaluated states say
export { acrossTrials, type AcrossTrials } from "./analysis/across-trials.ts";
export { alignedPaths, alignToDirection } from "./analysis/align-to-direction.ts";
export {
  endPointError,
  lateralDeviation,
  pathLength,
  peakSpeed,
  speedProfile,
  type PeakSpeed,
} from "./analysis/reach-measures.ts";
export { directionTuning, type DirectionTuning } from "./analysis/direction-tuning.ts";
export { principalComponents, type PrincipalComponents } from "./analysis/principal-components.ts";
export { rotationalDynamics, type RotationalDynamics } from "./analysis/rotational-dynamics.ts";
export { distinctPoints, fixedPoints, type FixedPoints, type FixedPointsOptions } from "./analysis/fixed-points.ts";
export { inputOutputJacobians, type StepJacobians } from "./analysis/input-output-jacobians.ts";
export { unitPerturbations } from "./analysis/unit-perturbations.ts";

// Figures of what states and trainings say
export { Figure, type Json, type JsonRecord } from "./plots/figure.ts";
export { palettes } from "./plots/palette.ts";
export { hue } from "./plots/hue.ts";
export type { PlotOptions } from "./plots/plot-options.ts";
export { plotLosses, termName, type LossCurves, type PlotLossesOptions } from "./plots/losses.ts";
export { plotLearning } from "./plots/learning.ts";
export { plotPaths, type PlotPathsOptions } from "./plots/paths.ts";
export { plotAlignedPaths } from "./plots/aligned-paths.ts";
export { plotProfiles, plotSignals } from "./plots/profiles.ts";
export { plotMeasure } from "./plots/measures.ts";
export { plotActivity } from "./plots/activity.ts";
export { plotPreferredDirections, plotTuningCurves } from "./plots/tuning.ts";
export { plotComponents, plotRotations } from "./plots/components.ts";
export { plotFixedPoints, plotSpectra } from "./plots/fixed-points.ts";
export { plotUnitPerturbations } from "./plots/perturbations.ts";
export { plotStepJacobians } from "./plots/step-jacobians.ts";
export { plotTrialGoals, plotTrialInputs, trialGoals, trialStarts } from "./plots/trials.ts";

// Trees
export { treeConcatenate, treeInferBatchSize, treeStack, treeUnstack } from "./trees/stack.ts";
export { randomSplitLikeTree, treeLabels } from "./trees/labels.ts";

// Hebbian learning
export {
  exponentialSmoothing,
  hebbCovarianceRule,
  hebbDifferentialRule,
  hebbRule,
  maskDiagonal,
  ojaTerm,
} from "./training/hebbian.ts";

// Files that Python shares
export {
  loadFeedbaxNetwork,
  loadModel,
  readFeedbaxFile,
  saveFeedbaxNetwork,
  saveModel,
  type FeedbaxFile,
} from "./files/feedbax-file.ts";

// Files that TensorBoard reads
export { tensorBoardHeader, tensorBoardScalars, tensorBoardUntil } from "./files/tensorboard.ts";
