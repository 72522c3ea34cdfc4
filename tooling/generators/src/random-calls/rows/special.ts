import * as functions from "@proj/array/special";
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

const near = { nearness: "element", ulps: 256 } as const;
const place = "special";

/** Functions of distributions: the place, then parameters from intervals. */
const distributions: Readonly<
  Record<string, readonly [functions: string, domain: Interval, ...parameters: Interval[]]>
> = {
  norm: ["pdf logpdf cdf logcdf sf logsf", [-3, 3]],
  expon: ["pdf logpdf cdf sf", [0.1, 3]],
  laplace: ["pdf logpdf cdf", [-3, 3]],
  logistic: ["pdf logpdf cdf sf", [-3, 3]],
  cauchy: ["pdf logpdf cdf", [-3, 3]],
  uniform: ["pdf logpdf cdf", [-1, 2]],
  gamma: ["pdf logpdf", [0.2, 3], [0.5, 3]],
  beta: ["pdf logpdf", [0.1, 0.9], [0.5, 3], [0.5, 3]],
  t: ["pdf logpdf", [-3, 3], [1, 5]],
  chi2: ["pdf logpdf", [0.2, 4], [1, 5]],
  pareto: ["pdf logpdf", [1.1, 4], [0.5, 3]],
};

const statistics: Rows = Object.fromEntries(
  Object.entries(distributions).flatMap(([name, [functions, ...domains]]) =>
    functions.split(" ").map((f) => {
      const all: Readonly<Record<string, unknown>> = { ...stats };
      const ours = (all[name] as Readonly<Record<string, Called>>)[f]!;
      const jax = `stats.${snakeCase(name)}.${f}`;
      return [
        jax,
        {
          ...near,
          ...(f.startsWith("log") ? { nearness: "terms" as const } : {}),
          weight: 0.25,
          ours,
          jax,
          draw: several(...domains),
        },
      ];
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
    // In halves those of JAX overflow on the way.
    draw: (d) => ({ args: [{ ref: d.array({ dtype: "float32", domain: [0.2, 4] }).ref }] }),
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
  ...statistics,
};
