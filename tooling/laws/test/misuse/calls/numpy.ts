import * as np from "@proj/array";
import { anything, argument, axis, fn, integer, list, options, shape, x, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

/*
 * Calls that work of the functions of NumPy that arrange, count, choose and take apart.
 */

const { array } = np;
const matrix = array([
  [1, 2],
  [3, 4],
]);
const cube = np.zeros([2, 2, 2]);
const whole = array([1, 2], "int32");
const places = array([0, 1], "int32");
const truth = array([true, false]);

const same = (names: string, ...args: readonly Argument[]): Record<string, Call> =>
  Object.fromEntries(names.split(" ").map((name) => [name, args]));

const printOptions = options({
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  nanstr: "nan",
  infstr: "inf",
  sign: "-",
  floatmode: "maxprec",
});

/** How many parts, or where to cut. */
const sections = argument(2, "text", 0, 3, 1.5, null, undefined, 2n, () => 1);
/** Positions along an axis. */
const positions = (good: unknown): Argument =>
  argument(good, "text", 1.5, null, undefined, 1n, () => 1, ["0"], {}, array([0.5]));
/** Options with the axis alone as their short form. */
const range = (good: string): Argument =>
  argument(good, "text", 3, null, undefined, 1n, () => 1, ":", "0:a", "0:1:0", {});
/** A list of arrays, or of arrays in lists. */
const blocks = argument([[matrix, matrix]], "text", null, undefined, () => 1, 10n, [], [matrix, [matrix]]);

/** The bytes of a file. */
const file = (good: Uint8Array): Argument =>
  argument(good, "text", null, undefined, 3, [], {}, new Uint8Array([1, 2, 3]), good.subarray(1));

/** The calls. */
export const numpyCalls: Record<string, Call> = {
  ...same("arrayStr arrayRepr", x(), options({ maxLineWidth: 40, precision: 3, suppressSmall: true })),
  getPrintoptions: { takesAnything: "it has no arguments" },
  setPrintoptions: [printOptions],
  printoptions: [printOptions, fn(() => 1)],
  save: [x()],
  savez: [argument([matrix], "text", null, undefined, 3, 10n, () => 1, ["text"], { a: "text" }, new Date(0))],
  load: [file(np.save(1))],
  loadz: [file(np.savez([1]))],
  ...same("hsplit vsplit", x(matrix), sections),
  dsplit: [x(cube), sections],
  unstack: [x(matrix), axis(0)],
  append: [x(), x(), axis(0)],
  block: [blocks],
  insert: [x(), positions(1), x(3), axis(0)],
  ...same("delete deleteAt", x(), positions(1), options({ axis: 0, assumeUniqueIndices: true })),
  resize: [x(), shape([3])],
  trimZeros: [x(), options({ trim: "fb", axis: 0 })],
  rollaxis: [x(matrix), axis(1), integer(0)],
  matrixTranspose: [x(matrix)],
  ...same("mgrid ogrid", range("0:3"), range("0:1:0.5")),
  r_: [argument("0:3", "text", null, undefined, 1n, () => 1, {}), x(3)],
  c_: [argument("0:2", "text", null, undefined, 1n, () => 1, {}), x()],
  ...same(
    "s_ indexExp",
    argument("1:3", "text", 0.5, undefined, 1n, () => 1, {}),
  ),
  ix_: [x(whole), x(whole)],
  indices: [shape([2]), options({ dtype: "int32", sparse: true })],
  fromfunction: [fn((i: np.NDArray) => i), shape([2]), options({ dtype: "int32" })],
  ...same("bartlett blackman hamming hanning", integer(4)),
  logspace: [x(0), x(1), options({ num: 3, endpoint: true, base: 2, dtype: "float32", axis: 0 })],
  geomspace: [x(1), x(2), options({ num: 3, endpoint: true, dtype: "float32", axis: 0 })],
  ...same("signbit isposinf isneginf frexp modf fabs sinc spacing", x()),
  ...same("copysign heaviside fmod logaddexp2 floatPower nextafter", x(), x()),
  ldexp: [x(), x(whole)],
  ...same("nancumsum nancumprod", x(matrix), options({ axis: 0, dtype: "float32" })),
  ...same("cumulativeSum cumulativeProd", x(matrix), options({ axis: 0, dtype: "float32", includeInitial: true })),
  ...same("argwhere flatnonzero", x(), options({ size: 2, fillValue: 0 })),
  diagIndices: [integer(2), integer(2)],
  diagIndicesFrom: [x(matrix)],
  ...same("trilIndices triuIndices", integer(2), integer(0), integer(3)),
  ...same("trilIndicesFrom triuIndicesFrom", x(matrix), integer(0)),
  maskIndices: [integer(2), fn((m: np.NDArray, k: number) => np.triu(m, k)), integer(0), options({ size: 3 })],
  unravelIndex: [x(whole), shape([2, 2])],
  ravelMultiIndex: [list([places, places]), shape([2, 2]), options({ mode: "clip", order: "C", dtype: "int32" })],
  choose: [x(places), list([array([1, 2]), array([3, 4])]), options({ mode: "clip" })],
  compress: [x(truth), x(), options({ axis: 0, size: 1, fillValue: 0 })],
  extract: [x(truth), x(), options({ size: 1, fillValue: 0 })],
  place: [x(), x(truth), x()],
  put: [x(), x(places), x(), options({ mode: "clip" })],
  putAlongAxis: [x(), x(places), x(), options({ axis: 0, mode: "clip" })],
  fillDiagonal: [x(matrix), x(3)],
  diagflat: [x(), integer(1)],
  vander: [x(), integer(2), argument(true, "text", 1n, () => 1)],
  unique: [
    x(matrix),
    options({
      axis: 0,
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
      equalNan: true,
      size: 2,
      fillValue: 0,
    }),
  ],
  ...same("uniqueAll uniqueCounts uniqueInverse uniqueValues", x(), options({ size: 2, fillValue: 0 })),
  union1d: [x(), x(), options({ size: 2, fillValue: 0 })],
  ...same("setdiff1d setxor1d", x(), x(), options({ size: 2, fillValue: 0, assumeUnique: false })),
  intersect1d: [x(), x(), options({ size: 2, fillValue: 0, assumeUnique: false, returnIndices: true })],
  isin: [x(), x(), options({ invert: true, method: "auto" })],
  ...same("partition argpartition", x(), axis(0), axis(0)),
  lexsort: [list([array([1, 2])]), axis(0)],
  bincount: [x(places), options({ weights: array([1, 2]), minlength: 3, length: 4 })],
  digitize: [x(), x(array([0, 1])), options({ right: true })],
  histogramBinEdges: [x(), options({ bins: 3, range: [0, 1] })],
  histogram: [x(), options({ bins: 3, range: [0, 1], weights: array([1, 2]), density: true })],
  histogramdd: [x(matrix), options({ bins: 3, range: null, weights: array([1, 2]), density: true })],
  histogram2d: [x(), x(), options({ bins: 3, range: null, weights: array([1, 2]), density: true })],
  ...same("quantile nanquantile", x(matrix), x(0.5), options({ axis: 0, keepdims: true, method: "lower" })),
  ...same("percentile nanpercentile", x(matrix), x(50), options({ axis: 0, keepdims: true, method: "lower" })),
  ...same("median nanmedian ptp nanargmax nanargmin", x(matrix), options({ axis: 0, keepdims: true })),
  average: [x(matrix), options({ axis: 0, weights: array([1, 2]), returned: true, keepdims: true })],
  cov: [x(matrix), options({ rowvar: true, bias: true, ddof: 0, aweights: array([1, 2]), dtype: "float32" })],
  corrcoef: [x(matrix), options({ rowvar: true, dtype: "float32" })],
  gradient: [x(), x(2), options({ axis: 0, edgeOrder: 1 })],
  ediff1d: [x(), options({ toEnd: 0, toBegin: 0 })],
  unwrap: [x(matrix), options({ axis: 0, period: 2, discont: 1 })],
  ...same("polyadd polysub", x(), x()),
  ...same("polymul polydiv", x(), x(), options({ trimLeadingZeros: false })),
  polyder: [x(), integer(1)],
  polyint: [x(), options({ m: 1, k: 0 })],
  polyval: [x(), x(), options({ unroll: 16 })],
  poly: [x()],
  roots: [x(), options({ stripZeros: true })],
  piecewise: [x(), list([truth]), list([1, 2])],
  applyOverAxes: [fn((a: np.NDArray, along: number) => a.sum(along)), x(matrix), list([0])],
  ...same("gcd lcm", x(whole), x(whole)),
  packbits: [x(whole), options({ axis: 0, bitorder: "big" })],
  unpackbits: [x(array([1, 2], "uint8")), options({ axis: 0, bitorder: "big", count: 3 })],
  bitwiseCount: [x(whole)],
  ...same("isscalar iterable", anything(3)),
  ...same("ndim shape", x()),
  size: [x(matrix), axis(0)],
  polyfit: [
    x(array([0, 1, 2])),
    x(array([1, 3, 5])),
    integer(1),
    options({ rcond: 0.1, full: true, w: array([1, 1, 2]), cov: true }),
  ],
  kaiser: [integer(4), x(2)],
  i0: [x()],
  einsumPath: [argument("ij,jk->ik", 3, null, "ij,jk->ikk", "i?", () => 1), x(matrix), x(matrix)],
  kron: [x(), x()],
  matvec: [x(matrix), x()],
  vecmat: [x(), x(matrix)],
  vecdot: [x(), x(), options({ axis: -1, preferredElementType: "float32" })],
};
