/** Special functions of mathematics, under the names of SciPy. */
import "./ndarray/concrete-array.ts";

export { entr, erf, erfc, erfinv, expit, logit, xlog1py, xlogy } from "./special/special.ts";
export { logsumexp } from "./special/logsumexp.ts";
export {
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
  polygamma,
  zeta,
  type CombOptions,
  type FactorialOptions,
} from "./special/gamma.ts";
export { i0, i0e, i1, i1e } from "./special/bessel.ts";
export { logNdtr, ndtr, ndtri, type LogNdtrOptions } from "./special/normal.ts";
