/*
 * Optimisers that others have contributed to Optax.
 */

export { scaleByAcprop, acprop } from "./contrib/acprop.ts";
export type { AcpropOptions, AcpropDecayOptions } from "./contrib/acprop.ts";
export { scaleByAdemamix, ademamix } from "./contrib/ademamix.ts";
export type { AdemamixState, AdemamixOptions, AdemamixDecayOptions } from "./contrib/ademamix.ts";
export { scaleByAdopt, adopt } from "./contrib/adopt.ts";
export type { AdoptOptions } from "./contrib/adopt.ts";
export { scaleByCocob, cocob } from "./contrib/cocob.ts";
export type { CocobState, CocobOptions, CocobDecayOptions } from "./contrib/cocob.ts";
export { dadaptAdamw } from "./contrib/dadapt-adamw.ts";
export type { DadaptAdamwState, DadaptAdamwOptions } from "./contrib/dadapt-adamw.ts";
export { dog, dowg } from "./contrib/dog.ts";
export type { DogState, DogInitStep, DogOptions, DowgState, DowgOptions } from "./contrib/dog.ts";
export { scaleByGalore, galore } from "./contrib/galore.ts";
export type { GaloreState, ScaleByGaloreOptions, GaloreOptions } from "./contrib/galore.ts";
export { scaleByMadgrad, madgrad } from "./contrib/madgrad.ts";
export type { MadgradState, MadgradOptions, MadgradDecayOptions } from "./contrib/madgrad.ts";
export type { MatrixAxes, MatrixAxesOf } from "./contrib/matrix-axes.ts";
export { mechanize } from "./contrib/mechanize.ts";
export type { MechanicState, MechanizeOptions } from "./contrib/mechanize.ts";
export { momo, momoAdam } from "./contrib/momo.ts";
export type { MomoState, MomoAdamState, MomoBoundOptions, MomoOptions, MomoAdamOptions } from "./contrib/momo.ts";
export { scaleByMuon, muon } from "./contrib/muon.ts";
export type {
  Coefficients,
  NsCoeffs,
  Preconditioning,
  MuonState,
  ScaleByMuonOptions,
  MuonOptions,
} from "./contrib/muon.ts";
export { differentiallyPrivateAggregate, dpsgd } from "./contrib/privacy.ts";
export type { DifferentiallyPrivateAggregateState, DpsgdOptions } from "./contrib/privacy.ts";
export { prodigy } from "./contrib/prodigy.ts";
export type { ProdigyState, ProdigyOptions } from "./contrib/prodigy.ts";
export { reduceOnPlateau } from "./contrib/reduce-on-plateau.ts";
export type { ReduceOnPlateauState, ReduceOnPlateauOptions } from "./contrib/reduce-on-plateau.ts";
export { normalize, sam } from "./contrib/sam.ts";
export type { SamState, SamOptions } from "./contrib/sam.ts";
export { scheduleFreeEvalParams, scheduleFree, scheduleFreeSgd, scheduleFreeAdamw } from "./contrib/schedule-free.ts";
export type {
  ScheduleFreeState,
  ScheduleFreeOptions,
  ScheduleFreeSgdOptions,
  ScheduleFreeAdamwOptions,
} from "./contrib/schedule-free.ts";
export { scaleBySimplifiedAdemamix, simplifiedAdemamix } from "./contrib/simplified-ademamix.ts";
export type {
  SimplifiedAdemamixState,
  SimplifiedAdemamixOptions,
  SimplifiedAdemamixDecayOptions,
} from "./contrib/simplified-ademamix.ts";
export { hutchinsonEstimatorDiagHessian, sophia } from "./contrib/sophia.ts";
export type { HutchinsonState, SophiaState, SophiaOptions } from "./contrib/sophia.ts";
export { splitRealAndImaginary } from "./contrib/split-real-and-imaginary.ts";
export type { SplitRealAndImaginaryState } from "./contrib/split-real-and-imaginary.ts";
