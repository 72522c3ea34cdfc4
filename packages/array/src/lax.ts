/** The primitives as plain functions, strictly typed: nothing is promoted or broadcast. */
import "./ndarray/concrete-array.ts";

export * from "./lax/index.ts";
export * as linalg from "./lax/linalg/index.ts";
export * from "./windows/index.ts";
export * from "./control-flow/index.ts";
export { platformDependent } from "./control-flow/platform-dependent.ts";
export { scatterApply, type ScatterApplyParams } from "./control-flow/scatter-apply.ts";
export {
  allGather,
  allToAll,
  pbroadcast,
  ppermute,
  pshuffle,
  psumScatter,
  pswapaxes,
  type AllGatherOptions,
  type PsumScatterOptions,
  type TiledOptions,
} from "./collectives/exchanges.ts";
export { raggedAllToAll, type RaggedAllToAllOptions } from "./collectives/ragged.ts";
export { axisIndex, axisSize, type AxisNames } from "./collectives/named-axes.ts";
export { pmax, pmean, pmin, psum } from "./collectives/reductions.ts";
export { digamma, lgamma, polygamma } from "./special/gamma-function.ts";
export { igamma, igammac, igammaGradA, randomGammaGrad } from "./special/incomplete-gamma.ts";
export { betainc } from "./special/incomplete-beta.ts";
export { zeta } from "./special/zeta.ts";
