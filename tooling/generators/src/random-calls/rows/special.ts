import * as functions from "@proj/array/special";
import * as lax from "@proj/array/lax";
import * as stats from "@proj/array/stats";
import type { Interval } from "../../primitive-samples/index.ts";
import type { Drawing } from "../drawing.ts";
import { alike, snakeCase, type Called, type Drawn, type Rows } from "../row.ts";

/* Their float32 results are sums of series and recurrences, cut off at other places than ours. */

const unary =
  (domain: Interval) =>
  (d: Drawing): Drawn => ({ args: [{ ref: d.array({ kind: d.chance(0.95) ? "float" : "integer", domain }).ref }] });

const several =
  (...domains: readonly Interval[]) =>
  (d: Drawing): Drawn => {
    const [first, ...rest] = domains;
    const x = d.input({ domain: first! });
    const { dtype, shape } = x.array;
    return { args: [x, ...rest.map((domain) => d.input({ dtype, shape, domain }))].map(({ ref }) => ({ ref })) };
  };

/** In single precision: in halves those of JAX overflow on the way. */
const single =
  (domain: Interval) =>
  (d: Drawing): Drawn => ({ args: [{ ref: d.array({ dtype: "float32", domain }).ref }] });

const near = { nearness: "element", ulps: 256 } as const;
const place = "special";

/** Functions of distributions: the place, then parameters from intervals. */
const distributions: readonly (readonly [name: string, functions: string, ...domains: Interval[]])[] = [
  ["norm", "pdf logpdf cdf logcdf sf logsf", [-3, 3]],
  ["norm", "ppf isf", [0.02, 0.98]],
  ["expon", "pdf logpdf cdf logcdf sf logsf", [0.1, 3]],
  ["expon", "ppf", [0.02, 0.98]],
  ["laplace", "pdf logpdf cdf", [-3, 3]],
  ["logistic", "pdf logpdf cdf sf", [-3, 3]],
  ["logistic", "ppf isf", [0.02, 0.98]],
  ["cauchy", "pdf logpdf cdf logcdf sf logsf", [-3, 3]],
  ["cauchy", "ppf isf", [0.02, 0.98]],
  ["uniform", "pdf logpdf cdf", [-1, 2]],
  ["uniform", "ppf", [0.02, 0.98]],
  ["gamma", "pdf logpdf cdf logcdf sf logsf", [0.2, 3], [0.5, 3]],
  ["beta", "pdf logpdf cdf logcdf sf logsf", [0.1, 0.9], [0.5, 3], [0.5, 3]],
  ["t", "pdf logpdf", [-3, 3], [1, 5]],
  ["chi2", "pdf logpdf cdf logcdf sf logsf", [0.2, 4], [1, 5]],
  ["pareto", "pdf logpdf cdf logcdf sf logsf", [1.1, 4], [0.5, 3]],
  ["pareto", "ppf", [0.02, 0.98], [0.5, 3]],
  ["gumbelL", "pdf logpdf cdf logcdf sf logsf", [-2, 2]],
  ["gumbelL", "ppf", [0.02, 0.98]],
  ["gumbelR", "pdf logpdf cdf logcdf sf logsf", [-2, 2]],
  ["gumbelR", "ppf", [0.02, 0.98]],
  ["gennorm", "pdf logpdf cdf", [-2, 2], [0.5, 3]],
  ["truncnorm", "pdf logpdf cdf logcdf sf logsf", [-0.9, 0.9], [-2, -1], [1, 2]],
  ["vonmises", "pdf logpdf", [-3, 3], [0.5, 3]],
  ["wrapcauchy", "pdf logpdf", [0.2, 6], [0.1, 0.9]],
];

/** Functions of distributions of whole numbers. */
const discrete: typeof distributions = [
  ["bernoulli", "pmf logpmf cdf", [0, 1], [0.1, 0.9]],
  ["bernoulli", "ppf", [0, 1], [0.1, 0.9]],
  ["betabinom", "pmf logpmf", [0, 4], [4, 6], [0.5, 3], [0.5, 3]],
  ["binom", "pmf logpmf", [0, 4], [4, 6], [0.1, 0.9]],
  ["geom", "pmf logpmf", [1, 6], [0.1, 0.9]],
  ["nbinom", "pmf logpmf", [0, 6], [1, 4], [0.1, 0.9]],
  ["poisson", "pmf logpmf cdf", [0, 6], [0.5, 4]],
];

/** Whole numbers, then parameters that are floats; a number of trials is whole too. */
const counted =
  (...domains: readonly Interval[]) =>
  (d: Drawing): Drawn => ({
    args: domains.map((domain, k) => ({
      ref: d.input({ dtype: k === 0 || domain[0] >= 4 ? "int32" : "float32", shape: [3], domain }).ref,
    })),
  });

const statisticsOf = (
  table: typeof distributions,
  drawing: (...domains: readonly Interval[]) => (d: Drawing) => Drawn,
): Rows =>
  Object.fromEntries(
    table.flatMap(([name, functions, ...domains]) =>
      functions.split(" ").map((f) => {
        const all: Readonly<Record<string, unknown>> = { ...stats };
        const ours = (all[name] as Readonly<Record<string, Called>>)[f]!;
        const jax = `stats.${snakeCase(name)}.${f}`;
        const terms = f.startsWith("log") ? { nearness: "terms" as const } : {};
        return [jax, { ...near, ...terms, weight: 0.12, ours, jax, draw: drawing(...domains) }];
      }),
    ),
  );

export const special: Rows = {
  ...alike(place, functions, "erf erfc expit", { ...near, ulps: 32, draw: unary([-4, 4]) }),
  ...alike(place, functions, "erfinv", { ...near, draw: unary([-0.95, 0.95]) }),
  ...alike(place, functions, "logit entr ndtri", { ...near, draw: unary([0.02, 0.98]) }),
  ...alike(place, functions, "gammaln digamma", { ...near, nearness: "terms", draw: unary([0.2, 6]) }),
  ...alike(place, functions, "gamma", { ...near, draw: unary([0.2, 6]) }),
  ...alike(place, functions, "gammasgn", { ...near, weight: 0.5, draw: unary([-3.4, 3]) }),
  ...alike(place, functions, "ndtr i0 i0e i1 i1e", { ...near, draw: unary([-4, 4]) }),
  ...alike(place, functions, "logNdtr", { ...near, draw: unary([-6, 3]) }),
  ...alike(place, functions, "expi exp1 spence", {
    ...near,
    weight: 0.5,
    draw: single([0.2, 4]),
  }),
  ...alike(place, functions, "klDiv relEntr", { ...near, nearness: "terms", draw: several([0, 2], [0.1, 2]) }),
  ...alike(place, functions, "xlogy xlog1py", { ...near, draw: several([0, 2], [0.1, 2]) }),
  ...alike(place, functions, "betaln", { ...near, nearness: "terms", draw: several([0.3, 4], [0.3, 4]) }),
  ...alike(place, functions, "gammainc gammaincc", { ...near, draw: several([0.3, 4], [0.3, 4]) }),
  ...alike(place, functions, "betainc", { ...near, draw: several([0.5, 3], [0.5, 3], [0.05, 0.95]) }),
  ...alike(place, functions, "zeta", { ...near, weight: 0.5, draw: several([1.5, 5], [0.5, 4]) }),
  ...alike(place, functions, "beta poch", { ...near, weight: 0.5, draw: several([0.5, 3], [0.5, 3]) }),
  "special.polygamma": {
    ...near,
    weight: 0.5,
    ours: functions.polygamma,
    jax: "special.polygamma",
    draw: (d) => ({ args: [d.whole(0, 2), { ref: d.input({ domain: [0.5, 4] }).ref }] }),
  },
  ...alike("lax", lax, "lgamma", { ...near, nearness: "terms", weight: 0.3, draw: single([0.2, 6]) }),
  ...alike("lax", lax, "erfInv", { ...near, weight: 0.3, draw: unary([-0.95, 0.95]) }),
  ...alike("lax", lax, "besselI0e=bessel_i0e besselI1e=bessel_i1e", { ...near, weight: 0.3, draw: unary([-4, 4]) }),
  ...alike("lax", lax, "igamma igammac igammaGradA randomGammaGrad", {
    ...near,
    weight: 0.3,
    draw: several([0.3, 4], [0.3, 4]),
  }),
  ...alike(place, functions, "besselJn", {
    ...near,
    nearness: "composed",
    weight: 0.3,
    draw: (d) => ({
      args: [{ ref: d.input({ dtype: "float32", shape: [3], domain: [0.5, 20] }).ref }],
      options: { v: d.whole(0, 4) },
    }),
  }),
  ...alike(place, functions, "dawsn erfcx", { ...near, weight: 0.5, draw: single([-3, 3]) }),
  ...alike(place, functions, "fresnel sici", { ...near, weight: 0.5, draw: single([0.2, 3]) }),
  ...alike(place, functions, "factorial", { ...near, weight: 0.5, draw: single([0, 6]) }),
  ...alike(place, functions, "boxcox boxcox1p owensT=owens_t", {
    ...near,
    nearness: "terms",
    weight: 0.5,
    draw: several([0.3, 3], [0.3, 2]),
  }),
  ...alike(place, functions, "comb", { ...near, weight: 0.5, draw: several([3, 6], [0.5, 3]) }),
  ...alike(place, functions, "expn", {
    ...near,
    weight: 0.5,
    draw: (d) => ({ args: [d.whole(0, 3), { ref: d.input({ dtype: "float32", domain: [0.2, 4] }).ref }] }),
  }),
  ...alike(place, functions, "multigammaln", {
    ...near,
    nearness: "terms",
    weight: 0.5,
    draw: (d) => ({ args: [{ ref: d.input({ dtype: "float32", domain: [3, 6] }).ref }, d.whole(1, 4)] }),
  }),
  // Elsewhere JAX's series lose digits, or are given up after 250 terms.
  ...alike(place, functions, "hyp1f1", { ...near, weight: 0.3, draw: several([0.3, 3], [0.5, 4], [-0.5, 4]) }),
  ...alike(place, functions, "hyp2f1", {
    ...near,
    weight: 0.3,
    draw: several([0.3, 2], [0.3, 2], [0.5, 4], [-0.6, 0.7]),
  }),
  ...alike(place, functions, "wofz", {
    ...near,
    weight: 0.3,
    draw: (d) => ({ args: [{ ref: d.array({ kind: d.chance(0.8) ? "complex" : "float", tame: true }).ref }] }),
  }),
  "special.sph_harm_y": {
    ...near,
    nearness: "composed",
    weight: 0.2,
    ours: functions.sphHarmY,
    jax: "special.sph_harm_y",
    draw: (d) => {
      const orders = d.constant("int32", [3], [d.whole(-1, 1), d.whole(-2, 2), 0]);
      const angle = () => ({ ref: d.input({ dtype: "float32", shape: [3], domain: [0.1, 3] }).ref });
      const degrees = d.constant("int32", [3], [1, 2, d.whole(0, 4)]);
      return { args: [{ ref: degrees.ref }, { ref: orders.ref }, angle(), angle()], options: { nMax: 4 } };
    },
  },
  ...alike("stats", stats, "sem rankdata", {
    nearness: "composed",
    weight: 0.3,
    draw: (d) => {
      const x = d.array({ ndim: [1, 2], size: 2, tame: true });
      return { args: [{ ref: x.ref }], options: { axis: d.axis(x) } };
    },
  }),
  ...alike("stats.dirichlet", stats.dirichlet, "pdf logpdf", {
    ...near,
    nearness: "terms",
    weight: 0.15,
    draw: (d) => ({
      args: [
        { ref: d.constant("float32", [3], d.pick<readonly number[]>([0.25, 0.25, 0.5], [0.125, 0.5, 0.375])).ref },
        { ref: d.input({ dtype: "float32", shape: [3], domain: [0.5, 3] }).ref },
      ],
    }),
  }),
  ...alike("stats.multinomial", stats.multinomial, "pmf logpmf", {
    ...near,
    nearness: "terms",
    weight: 0.15,
    draw: (d) => ({
      args: [
        { ref: d.constant("int32", [3], [1, 2, 1]).ref },
        d.pick<number>(4, 5),
        { ref: d.constant("float32", [3], [0.25, 0.25, 0.5]).ref },
      ],
    }),
  }),
  ...alike("stats.multivariate_normal", stats.multivariateNormal, "pdf logpdf", {
    ...near,
    nearness: "composed",
    weight: 0.15,
    draw: (d) => ({
      args: [
        { ref: d.input({ dtype: "float32", shape: d.pick([2], [3, 2]), tame: true }).ref },
        { ref: d.input({ dtype: "float32", shape: [2], tame: true }).ref },
        { ref: d.constant("float32", [2, 2], [2, 0.5, 0.5, d.whole(1, 3)]).ref },
      ],
    }),
  }),
  ...statisticsOf(distributions, several),
  ...statisticsOf(discrete, counted),
};
