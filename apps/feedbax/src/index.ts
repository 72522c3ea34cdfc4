export { init, type DeviceName } from "./init.ts";
export { pathOf, formatPath, nodeAt, replaceAt, type Path, type Where } from "./models/where.ts";
export { WhereDict } from "./models/where-dict.ts";
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
export { MultiModel, type Models } from "./models/multi-model.ts";
export { Iterator, prepend } from "./models/iterator.ts";
export { Channel, ChannelState } from "./channel.ts";
export type { Noise } from "./noise/noise.ts";
export { Normal } from "./noise/normal.ts";
export { Multiplicative } from "./noise/multiplicative.ts";
export { CompositeNoise } from "./noise/composite.ts";
export { CartesianState } from "./state/cartesian-state.ts";
export { clipState, type StateBounds } from "./state/bounds.ts";
export type { DynamicalSystem } from "./mechanics/dynamical-system.ts";
export { LTISystem } from "./mechanics/lti-system.ts";
export type { Skeleton } from "./mechanics/skeleton/skeleton.ts";
export { PointMass } from "./mechanics/skeleton/point-mass.ts";
export { PlantState, type Plant } from "./mechanics/plant/plant.ts";
export { DirectForceInput } from "./mechanics/plant/direct-force-input.ts";
export { Mechanics, MechanicsState } from "./mechanics/mechanics.ts";
export {
  NetworkState,
  SimpleStagedNetwork,
  type HiddenLayer,
  type Layer,
  type NetworkOptions,
} from "./network/staged-network.ts";
export {
  SimpleFeedback,
  SimpleFeedbackState,
  type ChannelSpec,
  type FeedbackSignal,
  type OneOrNamed,
  type SimpleFeedbackOptions,
} from "./bodies/simple-feedback.ts";
export { LossDict } from "./losses/loss-dict.ts";
export { LossTerm, type Loss } from "./losses/loss.ts";
export { TargetSpec, targetFinalState, targetZero } from "./losses/target-spec.ts";
export { TargetStateLoss, type TargetStateLossOptions } from "./losses/target-state-loss.ts";
export { ModelLoss } from "./losses/model-loss.ts";
export { CompositeLoss, sumOfLosses, type CompositeLossOptions } from "./losses/composite-loss.ts";
export { powerDiscount } from "./losses/power-discount.ts";
export { holdLoss, simpleReachLoss, type ReachState } from "./losses/reach-losses.ts";
export { progressOf, runProgressOf, type BatchInfo } from "./tasks/batch-info.ts";
export { TaskTrialSpec, type Targets } from "./tasks/trial-spec.ts";
export { centreoutEndpoints, internalGridPoints, type Point, type Rectangle } from "./tasks/points.ts";
export { startTrial, trajectoryOf, type TrialModel, type TrialStart } from "./tasks/rollout.ts";
export { AbstractTask, type EnsembleOptions, type InputDependencies, type TaskOptions } from "./tasks/task.ts";
export { SimpleReaches, type SimpleReachesOptions } from "./tasks/simple-reaches.ts";
export { ensembleSize, getEnsemble, treeTake } from "./ensemble.ts";
export { TaskTrainerHistory } from "./training/history.ts";
export type { LossReport } from "./training/loss-report.ts";
export { decodeCheckpoint, encodeCheckpoint, type Checkpoint, type CheckpointStorage } from "./training/checkpoint.ts";
export { batchLoss } from "./training/batch-loss.ts";
export { putTogether, takeApart, trainedLeaves, type ModelParts } from "./training/model-parts.ts";
export {
  makeTrainStep,
  makeValidationStep,
  type TrainingProblem,
  type TrainingStepResult,
  type TrainStep,
  type ValidationStep,
} from "./training/train-step.ts";
export { TaskTrainer } from "./training/task-trainer.ts";
export type { BatchEvent, LogEvent, StopSignal, TrainingResult, TrainOptions } from "./training/train-options.ts";
export { TrainingContext, type ContextOptState, type ContextTrainOptions } from "./contexts/training-context.ts";
export { pointMassNN, type PointMassNN, type PointMassNNOptions } from "./contexts/point-mass-nn.ts";
export {
  pointMassNNSimpleReaches,
  type PointMassNNSimpleReachesOptions,
} from "./contexts/point-mass-nn-simple-reaches.ts";
