/*
 * Arithmetic of whole trees, and what stands in the states of optimisers.
 */

export {
  add,
  addScale,
  allclose,
  batchShape,
  clip,
  conj,
  div,
  fullLike,
  max,
  min,
  mul,
  norm,
  onesLike,
  real,
  scale,
  size,
  sub,
  sum,
  vdot,
  where,
  zerosLike,
} from "./tree-math/arithmetic.ts";
export type { AllcloseOptions, NormOptions } from "./tree-math/arithmetic.ts";
export { cast, castLike, dtype } from "./tree-math/casting.ts";
export { biasCorrection, updateInfinityMoment, updateMoment, updateMomentPerElemNorm } from "./tree-math/moments.ts";
export { randomLike, splitKeyLike, unwrapRandomKeyData } from "./tree-math/random.ts";
export type { Sampler } from "./tree-math/random.ts";
export { get, getAllWithPath, mapParams, set } from "./tree-math/state.ts";
export type { Filtering, MapParamsOptions } from "./tree-math/state.ts";
