import { array, type NDArray } from "@proj/array";
import { add } from "@proj/array/lax";
import { argument, axis, fn, integer, options, shape, x, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

const signal = array([[[1, 2, 3, 4]]]);
const kernel = array([[[1, 2]]]);
const pairs = array([
  [1, 2],
  [3, 4],
]);
const whole = array([1, 2], { dtype: "int32" });
const steps = (good: readonly number[]): Argument => argument(good, [0], [1.5], [1, 2, 3], "text", 1n, () => 1);
const padding = argument("VALID", "EQUAL", [[1]], [[1, 2, 3]], [[1.5, 2]], [], null, 1n, () => 1);
const strict = (good: unknown): Argument => {
  const { wrong } = x();
  return argument(good, ...wrong, 1, true);
};

const preferred = argument(
  "float32",
  "float33",
  3,
  null,
  () => 1,
  1n,
  { preferredElementType: "nonsense" },
  { nonsense: 1 },
);
const rows = { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] };
const rowsOfScatter = {
  updateWindowDims: [1],
  insertedWindowDims: [0],
  operandBatchingDims: [],
  indicesBatchingDims: [],
  scatterDimsToOperandDims: [0],
};
const dimensions = (good: object): Argument =>
  argument(
    good,
    "text",
    null,
    undefined,
    1n,
    {},
    () => 1,
    { ...good, lhsContracting: [9] },
    { ...good, lhsBatch: "text" },
  );

/** Convolutions and what else goes over arrays window by window, of `lax`. */
export const laxWindows: Record<string, Call> = {
  windows: [strict(signal), options({ axis: 2, size: 2, stride: 1, dilation: 1 })],
  convGeneralDilated: [
    strict(signal),
    strict(kernel),
    steps([1]),
    padding,
    options({
      lhsDilation: [1],
      rhsDilation: [1],
      dimensionNumbers: ["NCW", "OIW", "NCW"],
      featureGroupCount: 1,
      batchGroupCount: 1,
      preferredElementType: "float32",
    }),
  ],
  conv: [strict(signal), strict(kernel), steps([1]), padding, options({ preferredElementType: "float32" })],
  convWithGeneralPadding: [
    strict(signal),
    strict(kernel),
    steps([1]),
    padding,
    steps([1]),
    steps([1]),
    options({ preferredElementType: "float32" }),
  ],
  convTranspose: [
    strict(array([[[1], [2]]])),
    strict(array([[[1]], [[2]]])),
    steps([2]),
    padding,
    options({
      rhsDilation: [1],
      dimensionNumbers: ["NWC", "WIO", "NWC"],
      preferredElementType: "float32",
      transposeKernel: false,
      useConsistentPadding: false,
    }),
  ],
  convGeneralDilatedPatches: [
    strict(signal),
    shape([2]),
    steps([1]),
    padding,
    options({
      lhsDilation: [1],
      rhsDilation: [1],
      dimensionNumbers: ["NCW", "OIW", "NCW"],
      preferredElementType: "float32",
    }),
  ],
  convGeneralDilatedLocal: [
    strict(signal),
    strict(
      array([
        [
          [1, 2, 3],
          [3, 4, 5],
        ],
      ]),
    ),
    steps([1]),
    padding,
    shape([2]),
    options({ lhsDilation: [1], rhsDilation: [1], dimensionNumbers: ["NCW", "OIW", "NCW"] }),
  ],
  convDimensionNumbers: [
    shape([1, 2, 3]),
    shape([4, 2, 3]),
    argument(["NCW", "OIW", "NCW"], ["NC", "OI", "NC"], ["NCW"], "NCW", 1, 1n, () => 1, { lhsSpec: [0] }),
  ],
  reduce: [
    strict(pairs),
    argument(0, "text", undefined, 1n, () => 1, {}, [], [1, 2]),
    fn(add),
    argument([0], [3], [0, 0], [0.5], "text", null, undefined, 1n, () => 1),
  ],
  reduceWindow: [
    strict(pairs),
    argument(0, "text", undefined, 1n, () => 1, {}, [], [1, 2]),
    fn(add),
    argument([1, 2], [0, 1], [1.5, 1], [1], "text", undefined, 1n, () => 1),
    argument([1, 1], [0, 1], [1.5, 1], [1], "text", 1n, () => 1),
    padding,
    options({ baseDilation: [1, 1], windowDilation: [1, 1] }),
  ],
};

/** Functions of bits, of orders and of shapes, of `lax`. */
export const laxOthers: Record<string, Call> = {
  clz: [strict(whole)],
  roundToEven: [strict(pairs)],
  round: [strict(pairs), argument("toNearestEven", "up", "TO_NEAREST_EVEN", 0, null, {}, 1n, () => 1)],
  populationCount: [strict(whole)],
  raggedDot: [strict(pairs), strict(array([[[1], [2]]])), strict(array([2], "int32")), preferred],
  raggedDotGeneral: [
    strict(pairs),
    strict(array([[[1], [2]]])),
    strict(array([2], "int32")),
    dimensions({ ...rows, rhsContracting: [1], lhsRaggedDimensions: [0], rhsGroupDimensions: [0] }),
    preferred,
  ],
  scaledDot: [
    strict(pairs),
    strict(pairs),
    options({
      lhsScale: array([[1], [1]]),
      rhsScale: array([[1, 1]]),
      dimensionNumbers: rows,
      preferredElementType: "float32",
    }),
  ],
  indexTake: [
    strict(pairs),
    argument([array([0], "int32")], 3, "text", null, undefined, [array([0])], [3], [], 1n, () => 1),
    argument([0], [3], [0, 1], [0.5], "text", null, undefined, 1n, () => 1),
  ],
  rngBitGenerator: [
    strict(array([1, 2, 3, 4], "uint32")),
    shape([2]),
    argument("uint32", "float32", "int32", 3, null, {}, 1n, () => 1),
    argument("philox", "mersenne", 3, null, {}, 1n, () => 1),
  ],
  scatterApply: [
    strict(pairs),
    strict(array([[0]], "int32")),
    fn((values: NDArray) => values.mul(2)),
    argument(
      { dimensions: rowsOfScatter, updateShape: [1, 2] },
      "text",
      null,
      undefined,
      {},
      1n,
      () => 1,
      { dimensions: rowsOfScatter, updateShape: [1, 2], mode: "nonsense" },
      { dimensions: rowsOfScatter, updateShape: [3] },
      { dimensions: {}, updateShape: [1, 2] },
    ),
  ],
  platformDependent: [
    argument(
      { cpu: (values: NDArray) => values, default: (values: NDArray) => values },
      "text",
      null,
      undefined,
      3,
      1n,
      {},
      { cpu: 3 },
      { mars: () => 1 },
    ),
    argument(pairs, "text", 1n, () => 1),
  ],
  mulhi: [x(whole), x(whole)],
  reducePrecision: [strict(pairs), integer(5), integer(10)],
  reduceXor: [strict(whole), argument([0], [3], [0, 0], [0.5], "text", null, undefined, 1n, () => 1)],
  cumlogsumexp: [strict(pairs), axis(0), argument(true, "text", 1, null, 1n, () => 1)],
  sortKeyVal: [strict(pairs), strict(pairs), axis(0)],
  approxMaxK: [strict(pairs), integer(1), options({ reductionDimension: 0, recallTarget: 0.9 })],
  approxMinK: [strict(pairs), integer(1), options({ reductionDimension: 0, recallTarget: 0.9 })],
  broadcastToRank: [strict(pairs), integer(3)],
  broadcastLike: [strict(pairs), strict(pairs)],
  collapse: [strict(pairs), integer(0), integer(2)],
  indexInDim: [strict(pairs), integer(0), axis(0), argument(true, "text", 1, null, 1n, () => 1)],
  unstack: [strict(pairs), axis(0)],
  batchMatmul: [strict(pairs), strict(pairs)],
};

/** Convolutions of signals, of NumPy. */
export const signals: Record<string, Call> = {
  convolve: [x(), x(), options({ mode: "full", preferredElementType: "float32" })],
  correlate: [x(), x(), options({ mode: "full", preferredElementType: "float32" })],
};
