import { array } from "@proj/array";
import * as stats from "@proj/array/stats";
import { argument, options, x, type Argument } from "../arguments.ts";

const matrix = array([
  [1, 2],
  [3, 4],
]);
const whole = array([1, 2], { dtype: "int32" });
const needed = (count: number): readonly Argument[] => Array.from({ length: count }, () => x());

/** How many arguments a function of a distribution needs; then a location may follow, or a location and a scale. */
const parameters = {
  "cauchy expon gumbelL gumbelR laplace logistic norm uniform": [...needed(1), options({ loc: 1, scale: 2 })],
  "chi2 gamma pareto t": [...needed(2), options({ loc: 1, scale: 2 })],
  "beta truncnorm": [...needed(3), options({ loc: 1, scale: 2 })],
  "gennorm vonmises wrapcauchy dirichlet": needed(2),
  "bernoulli geom poisson": needed(2),
  "binom nbinom": [...needed(3), options({ loc: 1 })],
  betabinom: [...needed(4), options({ loc: 1 })],
  multinomial: [x(whole), x(3), x()],
  multivariateNormal: [x(), x(), x(matrix)],
} as const;

type Calls = Readonly<Record<string, readonly Argument[]>>;

const own: Calls = { entropy: needed(1) };

const rows = Object.entries(parameters).flatMap(([names, args]) =>
  names.split(" ").map((name) => [name, args] as const),
);

/** The namespaces of distributions, as doors: their functions and a call of each. */
export const distributions: readonly (readonly [string, Readonly<Record<string, unknown>>, Calls])[] = rows.map(
  ([name, args]) => {
    const namespaces: Readonly<Record<string, unknown>> = { ...stats };
    const functions = namespaces[name] as Readonly<Record<string, unknown>>;
    const calls = Object.fromEntries(Object.keys(functions).map((f) => [f, own[f] ?? args]));
    return [`@proj/array/stats ${name}`, functions, calls];
  },
);

/** The functions that are no distributions. */
export const samples: Calls = {
  gaussianKde: [
    x(),
    argument(
      { bwMethod: 0.5, weights: array([1, 2]) },
      "text",
      true,
      1n,
      { bandwidth: 1 },
      { bwMethod: "text" },
      { weights: [1] },
    ),
  ],
  mode: [x(matrix), options({ axis: 0, keepdims: true })],
  rankdata: [x(matrix), options({ method: "min", axis: 0 })],
  sem: [x(matrix), options({ axis: 0, ddof: 1, keepdims: true })],
};
