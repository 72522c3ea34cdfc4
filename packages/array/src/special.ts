/** Special functions of mathematics, under the names of SciPy. */
import "./ndarray/concrete-array.ts";

export { entr, erf, erfc, erfinv, expit, logit, xlog1py, xlogy } from "./special/special.ts";
export { logsumexp } from "./special/logsumexp.ts";
export {
  bernoulli,
  beta,
  betainc,
  betaln,
  comb,
  digamma,
  factorial,
  gamma,
  gammainc,
  gammaincc,
  gammaln,
  gammasgn,
  loggamma,
  multigammaln,
  poch,
  polygamma,
  zeta,
  type CombOptions,
  type FactorialOptions,
} from "./special/gamma.ts";
export { i0, i0e, i1, i1e } from "./special/bessel.ts";
export { logNdtr, ndtr, ndtri, type LogNdtrOptions } from "./special/normal.ts";
export { besselJn, type BesselJnOptions } from "./special/bessel-jn.ts";
export { boxcox, boxcox1p } from "./special/box-cox.ts";
export { dawsn, erfcx } from "./special/dawson.ts";
export { klDiv, relEntr } from "./special/divergence.ts";
export { exp1, expi, expn } from "./special/exponential-integral.ts";
export { logSoftmax, softmax } from "./nn/normalization.ts";
export { wofz } from "./special/faddeeva.ts";
export { hyp1f1, hyp2f1 } from "./special/hypergeometric.ts";
export { sphHarmY, type SphHarmYOptions } from "./special/spherical-harmonics.ts";
export { fresnel } from "./special/fresnel.ts";
export { owensT } from "./special/owens-t.ts";
export { sici } from "./special/sine-integral.ts";
export { spence } from "./special/spence.ts";
