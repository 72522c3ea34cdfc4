/** Distributions of probability, under the names of SciPy: a namespace each, with its densities, probabilities and quantiles. */
import "./ndarray/concrete-array.ts";

export * as bernoulli from "./stats/bernoulli.ts";
export * as beta from "./stats/beta.ts";
export * as betabinom from "./stats/betabinom.ts";
export * as binom from "./stats/binom.ts";
export * as cauchy from "./stats/cauchy.ts";
export * as chi2 from "./stats/chi2.ts";
export * as dirichlet from "./stats/dirichlet.ts";
export * as expon from "./stats/expon.ts";
export * as gamma from "./stats/gamma.ts";
export * as gennorm from "./stats/gennorm.ts";
export * as geom from "./stats/geom.ts";
export * as gumbelL from "./stats/gumbel-l.ts";
export * as gumbelR from "./stats/gumbel-r.ts";
export * as laplace from "./stats/laplace.ts";
export * as logistic from "./stats/logistic.ts";
export * as multinomial from "./stats/multinomial.ts";
export * as multivariateNormal from "./stats/multivariate-normal.ts";
export * as nbinom from "./stats/nbinom.ts";
export * as norm from "./stats/norm.ts";
export * as pareto from "./stats/pareto.ts";
export * as poisson from "./stats/poisson.ts";
export * as t from "./stats/t.ts";
export * as truncnorm from "./stats/truncnorm.ts";
export * as uniform from "./stats/uniform.ts";
export * as vonmises from "./stats/vonmises.ts";
export * as wrapcauchy from "./stats/wrapcauchy.ts";
export {
  GaussianKde,
  gaussianKde,
  type BandwidthMethod,
  type GaussianKdeOptions,
  type KdeData,
} from "./stats/gaussian-kde.ts";
export { mode, type ModeOptions, type ModeResult } from "./stats/mode.ts";
export { rankdata, type RankdataOptions, type RankMethod } from "./stats/rankdata.ts";
export { sem, type SemOptions } from "./stats/sem.ts";
