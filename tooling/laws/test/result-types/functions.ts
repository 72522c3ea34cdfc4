import * as np from "@proj/array";
import type { ArrayLike, NDArray } from "@proj/array";
import * as lax from "@proj/array/lax";
import * as nn from "@proj/array/nn";
import * as special from "@proj/array/special";

/** Results of a function, of which it may have several. */
export type Results = NDArray | readonly NDArray[];

/** A function of arrays and numbers, as `tooling/reference/result_types.py` calls it. */
export type Called = (...operands: readonly never[]) => Results;

type Of<Operand> = (x: Operand, y: Operand) => Results;

const column = (x: ArrayLike): NDArray => np.reshape(x, [-1, 1]);
const first = (x: ArrayLike): ArrayLike => (typeof x === "object" && x.ndim > 0 ? x.get(0) : x);
const truth = np.array([true, false]);

/** Calls with more arguments than arrays, and names that JAX does not have. */
const npCalls: Record<string, Of<ArrayLike>> = {
  diag: (x) => np.diag(np.ravel(x)),
  diagonal: (x) => np.diagonal(column(x)),
  trace: (x) => np.trace(column(x)),
  tril: (x) => np.tril(column(x)),
  triu: (x) => np.triu(column(x)),
  diff: (x) => np.diff(np.ravel(x)),
  expandDims: (x) => np.expandDims(x, 0),
  full: (x) => np.full([1, 2], x),
  fullLike: (x) => np.fullLike(x, 0.5),
  moveaxis: (x) => np.moveaxis(column(x), 0, 1),
  swapaxes: (x) => np.swapaxes(column(x), 0, 1),
  permuteDims: (x) => np.permuteDims(column(x), [1, 0]),
  repeat: (x) => np.repeat(x, 2),
  reshape: column,
  broadcastTo: (x) => np.broadcastTo(x, [1, 2]),
  roll: (x) => np.roll(x, 1),
  rot90: (x) => np.rot90(column(x)),
  tile: (x) => np.tile(x, 2),
  take: (x) => np.take(x, 0),
  takeAlongAxis: (x) => np.takeAlongAxis(np.ravel(x), np.array([0], "int32"), 0),
  split: (x) => np.split(np.ravel(x), 1),
  arraySplit: (x) => np.arraySplit(np.ravel(x), 1),
  pad: (x) => np.pad(np.ravel(x), 1),
  ...Object.fromEntries(
    (["edge", "reflect", "symmetric", "wrap", "linear_ramp", "maximum", "minimum", "mean"] as const).map((mode) => [
      `pad ${mode}`,
      (x: ArrayLike) => np.pad(np.ravel(x), 1, mode),
    ]),
  ),
  percentile: (x) => np.percentile(x, 50),
  quantile: (x) => np.quantile(x, 0.5),
  insert: (x) => np.insert(np.ravel(x), 1, 0.5),
  deleteAt: (x) => np.deleteAt(np.ravel(x), 0),
  resize: (x) => np.resize(x, [3]),
  partition: (x) => np.partition(np.ravel(x), 0),
  gradient: (x) => np.gradient(np.resize(x, [3])),
  unwrap: (x) => np.unwrap(np.ravel(x)),
  vander: (x) => np.vander(np.ravel(x), 2),
  unstack: (x) => np.unstack(np.ravel(x)),
  einsumTrace: (x) => np.einsum("ii", np.ravel(x).get(":1", null)),
  meshgrid: (x) => np.meshgrid(np.ravel(x), np.ravel(x)),
  roundDecimals: (x) => np.round(x, 1),
  clip: (x) => np.clip(x, 0),
  matmul: (x, y) =>
    np.matmul(np.ravel(x), np.asarray(x).size === 1 ? column(y).transpose() : np.broadcastTo(column(y), [2, 1])),
  einsum: (x, y) => np.einsum("i,j->ij", np.ravel(x), np.ravel(y)),
  concatenate: (x, y) => np.concatenate([np.ravel(x), np.ravel(y)]),
  stack: (x, y) => np.stack([np.ravel(x).get(":1"), np.ravel(y).get(":1")]),
  hstack: (x, y) => np.hstack([x, y] as NDArray[]),
  vstack: (x, y) => np.vstack([np.ravel(x).get(":1"), np.ravel(y).get(":1")]),
  where: (x, y) => np.where(truth, x, y),
  select: (x, y) => np.select([truth], [x], y),
  clipBetween: (x, y) => np.clip(x, y, 2),
  linspace: (x, y) => np.linspace(x, y, 3),
  searchsorted: (x, y) => np.searchsorted(np.sort(np.ravel(x)), y),
  trapezoidPlaces: (x, y) => np.trapezoid(np.ravel(x), np.broadcastTo(y, np.ravel(x).shape)),
  interp: (x, y) => np.interp(x, np.sort(np.ravel(y)), np.ravel(y)),
  sumInitial: (x, y) => np.sum(x, { initial: np.ravel(y).get(0) }),
  padWith: (x, y) => np.pad(x, 1, { constantValues: first(y) }),
  fullLikeOf: (x, y) => np.fullLike(x, y),
};

const nnCalls: Record<string, Of<ArrayLike>> = {
  oneHot: (x) => nn.oneHot(x, 2),
  eluAlpha: nn.elu,
  leakyReluSlope: nn.leakyRelu,
};

const laxCalls: Record<string, Of<NDArray>> = {
  integerPow: (x) => lax.integerPow(x, 3),
  full: () => lax.full([2], 0.5),
  fullLike: (x) => lax.fullLike(x, 2),
  reduceMax: (x) => lax.reduceMax(x, [0]),
  reduceMin: (x) => lax.reduceMin(x, [0]),
  reduceSum: (x) => lax.reduceSum(x, [0]),
  reduceProd: (x) => lax.reduceProd(x, [0]),
  reshape: (x) => lax.reshape(x, [1, 2]),
  rev: (x) => lax.rev(x, [0]),
  transpose: (x) => lax.transpose(x, [0]),
  slice: (x) => lax.slice(x, [0], [1]),
  dynamicSlice: (x) => lax.dynamicSlice(x, [0], [1]),
  concatenate: (x) => lax.concatenate([x, x], 0),
  topK: (x) => lax.topK(x, 1),
  dynamicUpdateSlice: (x) => lax.dynamicUpdateSlice(x, lax.slice(x, [0], [1]), [1]),
  broadcastInDim: (x) => lax.broadcastInDim(x, [1, 2], [1]),
  split: (x) => lax.split(x, [1, 1]),
  squeeze: (x) => lax.squeeze(lax.expandDims(x, [0]), [0]),
  expandDims: (x) => lax.expandDims(x, [0]),
  bitcastConvertType: (x) => lax.bitcastConvertType(x, x.dtype),
  convertElementType: (x) => lax.convertElementType(x, x.dtype),
  cummax: (x) => lax.cummax(x, 0),
  cummin: (x) => lax.cummin(x, 0),
  cumprod: (x) => lax.cumprod(x, 0),
  cumsum: (x) => lax.cumsum(x, 0),
  sort: (x) => lax.sort([x], 0),
  clamp: (x, y) => lax.clamp(y, x, y),
  select: (x, y) => lax.select(truth, x, y),
  pad: (x, y) => lax.pad(x, first(y) as NDArray, [1], [1]),
};

type AtMethod = "set" | "add" | "subtract" | "multiply" | "divide" | "min" | "max" | "power";

/** How our functions are called, by group and name of the table. */
export function calledAs(group: string, name: string): Called {
  const own: Record<string, Record<string, unknown>> = { np: npCalls, nn: nnCalls, lax: laxCalls, special: {} };
  const all: Record<string, Record<string, unknown>> = {
    np: { ...np },
    nn: { ...nn },
    lax: { ...lax },
    special: { ...special },
  };
  if (group === "at") return (x: NDArray, y: ArrayLike) => x.at(0)[name as AtMethod](first(y));
  return (own[group]![name] ?? all[group]![name]) as Called;
}
