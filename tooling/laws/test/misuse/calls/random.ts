import { array } from "@proj/array";
import * as random from "@proj/random";
import { argument, integer, number, options, shape, x, type Argument } from "../arguments.ts";

const key = random.key(0);
const drawn = argument(key, 0, "text", null, undefined, 1n, () => 1, array([1, 2]), {});
const floats = options({ dtype: "float32" });
const matrix = array([
  [2, 0],
  [0, 1],
]);

type Calls = Readonly<Record<string, readonly Argument[]>>;

const same = (names: string, ...args: readonly Argument[]): Calls =>
  Object.fromEntries(names.split(" ").map((name) => [name, args]));

/** Samplers that search for their samples, or need linear algebra; keys and their words. */
export const samplerCalls: Calls = {
  ...same("gamma loggamma chisquare t generalizedNormal", drawn, x(2), shape([2]), floats),
  ...same("beta f binomial", drawn, x(0.5), x(0.25), shape([2]), floats),
  poisson: [drawn, x(2), shape([2]), options({ dtype: "int32" })],
  dirichlet: [drawn, x(), shape([3]), floats],
  multinomial: [drawn, x(3), x(), floats],
  multivariateNormal: [drawn, x(), x(matrix), shape([2]), options({ dtype: "float32", method: "cholesky" })],
  orthogonal: [drawn, integer(2), shape([2]), options({ dtype: "float32", m: 1 })],
  ball: [drawn, integer(2), options({ p: 2, shape: [2] })],
  ...same("clone keyData keyImpl wrapKeyData", drawn),
};

const fans = options({ inAxis: -2, outAxis: -1, batchAxis: [] });
const text = (good: string): Argument => argument(good, "none", null, undefined, 3, () => 1);

/** Initialisers: what makes them, and those that are there at once. */
export const initializerCalls: Calls = {
  ...same("zeros ones", argument(key), shape([2])),
  constant: [x(0.5), floats],
  uniform: [options({ scale: 1, dtype: "float32" })],
  normal: [options({ stddev: 1, dtype: "float32" })],
  truncatedNormal: [options({ stddev: 1, lower: -1, upper: 1 })],
  ...same("orthogonal deltaOrthogonal", options({ scale: 1, columnAxis: -1 })),
  varianceScaling: [number(1), text("fan_in"), text("normal"), fans],
  ...same("glorotNormal glorotUniform heNormal heUniform lecunNormal lecunUniform", fans),
  ...same("kaimingNormal kaimingUniform xavierNormal xavierUniform", fans),
};
