/** Distributions of probability, under the names of SciPy: a namespace each, with its densities, probabilities and quantiles. */
import "./ndarray/concrete-array.ts";

export * as bernoulli from "./stats/bernoulli.ts";
export * as cauchy from "./stats/cauchy.ts";
export * as expon from "./stats/expon.ts";
export * as geom from "./stats/geom.ts";
export * as gumbelL from "./stats/gumbel-l.ts";
export * as gumbelR from "./stats/gumbel-r.ts";
export * as laplace from "./stats/laplace.ts";
export * as logistic from "./stats/logistic.ts";
export * as pareto from "./stats/pareto.ts";
export * as uniform from "./stats/uniform.ts";
export * as wrapcauchy from "./stats/wrapcauchy.ts";
