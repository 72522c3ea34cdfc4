import * as np from "@proj/array";
import type { NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";

/** A function of one array, element by element. */
export type UnaryFunction = (x: NDArray) => NDArray;

/** A function of two arrays, element by element. */
export type BinaryFunction = (x: NDArray, y: NDArray) => NDArray;

const { nn, special } = np;

const powers = [-2, -1, 0, 1, 2, 3, 4, 0.5, 1.5];
const wholePowers = [-1, 0, 1, 2, 3];

/** A row for each number. */
const rows = (
  name: string,
  numbers: readonly number[],
  f: (x: NDArray, n: number) => NDArray,
): Record<string, UnaryFunction> => Object.fromEntries(numbers.map((n) => [`${name} ${n}`, (x: NDArray) => f(x, n)]));

/** Every function of one number, by the name under which the reference has its values. */
export const unaryFunctions: Readonly<Record<string, UnaryFunction>> = {
  abs: np.abs,
  sign: np.sign,
  square: np.square,
  sqrt: np.sqrt,
  cbrt: np.cbrt,
  reciprocal: np.reciprocal,
  negative: np.negative,
  positive: np.positive,
  rsqrt: lax.rsqrt,
  exp: np.exp,
  exp2: np.exp2,
  expm1: np.expm1,
  log: np.log,
  log1p: np.log1p,
  log2: np.log2,
  log10: np.log10,
  sin: np.sin,
  cos: np.cos,
  tan: np.tan,
  asin: np.asin,
  acos: np.acos,
  atan: np.atan,
  sinh: np.sinh,
  cosh: np.cosh,
  tanh: np.tanh,
  asinh: np.asinh,
  acosh: np.acosh,
  atanh: np.atanh,
  deg2rad: np.deg2rad,
  rad2deg: np.rad2deg,
  floor: np.floor,
  ceil: np.ceil,
  trunc: np.trunc,
  rint: np.rint,
  round: (x) => np.round(x),
  "round to tenths": (x) => np.round(x, 1),
  nanToNum: (x) => np.nanToNum(x),
  relu: nn.relu,
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  logSigmoid: nn.logSigmoid,
  silu: nn.silu,
  gelu: (x) => nn.gelu(x),
  "gelu exact": (x) => nn.gelu(x, { approximate: false }),
  elu: (x) => nn.elu(x),
  leakyRelu: (x) => nn.leakyRelu(x),
  erf: special.erf,
  erfc: special.erfc,
  erfinv: special.erfinv,
  expit: special.expit,
  logit: special.logit,
  entr: special.entr,
  ...rows("power", powers, (x, p) => np.power(x, p)),
  ...rows("power by int32", wholePowers, (x, n) => np.power(x, np.full(x.shape, n, { dtype: "int32" }))),
  "maximum with 0": (x) => np.maximum(x, 0),
  "minimum with 0": (x) => np.minimum(x, 0),
  "clip to [-1, 1]": (x) => np.clip(x, -1, 1),
  "clamp to [-1, 1]": (x) => lax.clamp(-1, x, 1),
  "guarded sqrt": (x) => np.where(x.gt(0), np.sqrt(np.where(x.gt(0), x, 1)), 0),
  "guarded log": (x) => np.where(x.gt(0), np.log(np.where(x.gt(0), x, 1)), 0),
};

/** A function of a vector of two numbers, for arrays of each. */
const pairwise =
  (f: (pair: NDArray) => NDArray): BinaryFunction =>
  (x, y) =>
    f(np.stack([x, y]));

/** Every function of two numbers, by the name under which the reference has its values. */
export const binaryFunctions: Readonly<Record<string, BinaryFunction>> = {
  add: np.add,
  subtract: np.subtract,
  multiply: np.multiply,
  divide: np.divide,
  floorDivide: np.floorDivide,
  remainder: np.remainder,
  rem: lax.rem,
  power: np.power,
  maximum: np.maximum,
  minimum: np.minimum,
  fmax: np.fmax,
  fmin: np.fmin,
  atan2: np.atan2,
  hypot: np.hypot,
  logaddexp: np.logaddexp,
  xlogy: special.xlogy,
  xlog1py: special.xlog1py,
  nextafter: lax.nextafter,
  logsumexp: pairwise((pair) => special.logsumexp(pair, 0)),
  logSoftmax: pairwise((pair) => np.take(nn.logSoftmax(pair, 0), 0, 0)),
  softmax: pairwise((pair) => np.take(nn.softmax(pair, 0), 0, 0)),
};
