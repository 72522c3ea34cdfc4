import * as np from "@proj/array";
import * as fft from "@proj/array/fft";
import * as checking from "@proj/array/checkify";
import * as debug from "@proj/array/debug";
import * as image from "@proj/array/image";
import * as lax from "@proj/array/lax";
import * as linalg from "@proj/array/linalg";
import * as ndimage from "@proj/array/ndimage";
import * as nn from "@proj/array/nn";
import * as ops from "@proj/array/ops";
import * as sharding from "@proj/array/sharding";
import { makeMesh, NamedSharding, P, virtualDevices } from "@proj/array/sharding";
import * as signal from "@proj/array/signal";
import * as special from "@proj/array/special";
import * as stats from "@proj/array/stats";
import * as autodiff from "@proj/autodiff";
import * as optimize from "@proj/autodiff/optimize";
import * as sparseLinalg from "@proj/autodiff/sparse-linalg";
import * as jit from "@proj/jit";
import * as jitWasm from "@proj/jit-wasm";
import * as module from "@proj/module";
import * as ode from "@proj/ode";
import * as random from "@proj/random";
import * as initializers from "@proj/random/initializers";
import * as tree from "@proj/tree";
import * as xla from "@proj/xla";
import {
  anything,
  argument,
  axis,
  dtype,
  fn,
  integer,
  list,
  number,
  options,
  shape,
  x,
  type Argument,
} from "./arguments.ts";
import { activations } from "./calls/activations.ts";
import { segments } from "./calls/ops.ts";
import { initializerCalls, samplerCalls } from "./calls/random.ts";
import { distributions, samples } from "./calls/stats.ts";
import { callbacks, checks, debugging } from "./calls/callbacks.ts";
import { complexLax, complexNumbers } from "./calls/complex.ts";
import { dtypeCalls } from "./calls/dtypes.ts";
import { optimDoors } from "./calls/optim.ts";
import { numpyCalls } from "./calls/numpy.ts";
import { fourier, laxFourier } from "./calls/fft.ts";
import { minimizers, sparseSolvers } from "./calls/iterative-solvers.ts";
import { laxLinalg } from "./calls/lax-linalg.ts";
import { linearSystems } from "./calls/linear-systems.ts";
import { integrations } from "./calls/ode.ts";
import { matrices } from "./calls/matrices.ts";
import { deviceCalls, groups, shardingCalls } from "./calls/sharding.ts";
import { coordinates, images, interpolatorFunctions, interpolators, signals as spectra } from "./calls/small-tools.ts";
import { laxSpecialFunctions, specialFunctions } from "./calls/special-functions.ts";
import { laxOthers, laxWindows, signals } from "./calls/windows.ts";

/*
 * A call that works of every function that a program can import. Whatever is put in the place of one of its arguments, the
 * function has to refuse by an error in four parts. A function without a row fails the test, so the table is as long as the
 * lists of exports.
 */

/** The arguments of a call that works; or why a function has none to get wrong. */
export type Call = readonly Argument[] | { readonly takesAnything: string } | InVmap;

const mesh = makeMesh([2], ["i"], { devices: virtualDevices(2) });
const alongDevices = P("i");

/** A call that works inside a `vmap` whose axis is called `i`. */
export interface InVmap {
  readonly inVmap: readonly Argument[];
}

const takesAnything = (reason: string): Call => ({ takesAnything: reason });

const { array } = np;
const matrix = array([
  [1, 2],
  [3, 4],
]);
const whole = array([1, 2], { dtype: "int32" });
const truth = array([true, false]);

const same = (names: string, ...args: readonly Argument[]): Record<string, Call> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, args]),
  );

const inVmap = (names: string, ...args: readonly Argument[]): Record<string, Call> =>
  Object.fromEntries(names.split(" ").map((name) => [name, { inVmap: args }]));

const reductions = {
  ...same(
    "sum prod",
    x(matrix),
    options({ axis: 0, keepdims: true, where: true, initial: 1, dtype: "float32", promoteIntegers: false }),
  ),
  ...same("max min amax amin nanmax nanmin", x(matrix), options({ axis: 0, keepdims: true, where: true, initial: 1 })),
  ...same("mean nanmean", x(matrix), options({ axis: 0, keepdims: true, where: true, dtype: "float32" })),
  ...same(
    "std var variance nanstd nanvar",
    x(matrix),
    options({ axis: 0, keepdims: true, where: true, ddof: 1, dtype: "float32" }),
  ),
  ...same("nansum nanprod", x(matrix), options({ axis: 0, keepdims: true, where: true, initial: 1, dtype: "float32" })),
  ...same("all any", x(matrix), options({ axis: 0, keepdims: true, where: true })),
  ...same("countNonzero argmax argmin", x(matrix), options({ axis: 0, keepdims: true })),
  ...same("cumsum cumprod", x(matrix), options({ axis: 0, dtype: "float32" })),
  ...same("cummax cummin", x(matrix), options({ axis: 0 })),
} as const;

/** Condition, body and first state of a loop. */
const loop: readonly Argument[] = [fn(() => array(false)), fn((s: np.NDArray) => s), anything(array(1))];

const numpy: Record<string, Call> = {
  ...signals,
  ...complexNumbers,
  ...dtypeCalls,
  ...numpyCalls,
  ...same(
    `abs absolute negative positive sign square sqrt cbrt reciprocal exp exp2 expm1 log log1p log2 log10 sin cos tan arcsin arccos arctan
     asin acos atan sinh cosh tanh arcsinh arctanh asinh atanh floor ceil trunc rint fix deg2rad rad2deg degrees radians isnan isinf isfinite logicalNot ravel atleast1d
     atleast2d atleast3d copy`,
    x(),
  ),
  ...same("arccosh acosh", x(array([1.5, 2]))),
  ...same("bitwiseNot invert bitwiseInvert bitwiseCount", x(whole)),
  ...same(
    `add subtract multiply divide trueDivide floorDivide remainder mod divmod power pow float_power hypot arctan2 atan2 logaddexp maximum minimum fmax fmin equal notEqual
     less lessEqual greater greaterEqual logicalAnd logicalOr logicalXor outer dot inner vdot`,
    x(),
    x(),
  ),
  ...same(
    "bitwiseAnd bitwiseOr bitwiseXor leftShift rightShift bitwiseLeftShift bitwiseRightShift",
    x(whole),
    x(whole),
  ),
  ...same("matmul", x(matrix), x(matrix)),
  ...reductions,
  allclose: [x(), x(), options({ rtol: 0.1, atol: 0.1, equalNan: true })],
  isclose: [x(), x(), options({ rtol: 0.1, atol: 0.1, equalNan: true })],
  arrayEqual: [x(), x(), options({ equalNan: true })],
  arrayEquiv: [x(), x()],
  arange: [number(3), options({ dtype: "float32" })],
  argsort: [x(matrix), options({ axis: 0, descending: true, dtype: "int64" })],
  sort: [x(matrix), options({ axis: 0, descending: true })],
  searchsorted: [x(), x(), options({ side: "left" })],
  array: [
    argument([[1, 2]], "text", null, undefined, [1n, "1"], () => 1, [[1], [2, 3]], ["1"], [null], new Date(0)),
    options({ dtype: "int32" }),
  ],
  asarray: [
    argument([[1, 2]], "text", null, undefined, [1n, "1"], () => 1, [[1], [2, 3]], ["1"], [null]),
    options({ dtype: "int32" }),
  ],
  arraySplit: [x(np.arange(4)), argument(2, "text", 0, -1, 1.5, null, 2n, () => 1), axis(0)],
  split: [x(np.arange(4)), argument(2, "text", 0, 3, 1.5, null, 2n, () => 1), axis(0)],
  associativeScan: [
    fn((a: np.NDArray, b: np.NDArray) => a.add(b)),
    argument(array([1, 2]), "text", undefined, 10n, () => 1),
    options({ reverse: true, axis: 0 }),
  ],
  astype: [x(), dtype("int32")],
  broadcastArrays: [x(), x()],
  broadcastShapes: [shape([2, 1]), shape([3])],
  broadcastTo: [x(), shape([3, 2])],
  clip: [x(), argument(0, "text", 10n, () => 1, { a: 1 }), argument(1, "text", 10n, () => 1)],
  concatenate: [list([array([1]), array([2])]), axis(0)],
  concat: [list([array([1]), array([2])]), axis(0)],
  hstack: [list([array([1]), array([2])])],
  vstack: [list([array([1]), array([2])])],
  dstack: [list([array([1]), array([2])])],
  columnStack: [list([array([1]), array([2])])],
  stack: [list([array([1]), array([2])]), axis(0)],
  cond: [x(true), fn((a: np.NDArray) => a), fn((a: np.NDArray) => a.neg()), anything(array(1))],
  switchCase: [x(0), list([(a: np.NDArray) => a]), anything(array(1))],
  cross: [x(array([1, 0, 0])), x(array([0, 1, 0])), axis(0)],
  isNDArray: takesAnything("it asks what a value is"),
  deviceGet: takesAnything("leaves that are no arrays pass through"),
  devicePut: [anything(array(1)), argument(np.cpu, "cpu", null, undefined, {}, 3)],
  diag: [x(), integer(1)],
  diagonal: [x(matrix), options({ offset: 1, axis1: 0, axis2: 1 })],
  trace: [x(matrix), options({ offset: 1, axis1: 0, axis2: 1 })],
  diff: [x(matrix), options({ n: 1, axis: 0 })],
  einsum: [argument("ij,jk->ik", 3, null, "ij,jk->ikk", "i?", () => 1), x(matrix), x(matrix)],
  empty: [shape([2]), options({ dtype: "int32" })],
  ones: [shape([2]), options({ dtype: "int32" })],
  zeros: [shape([2]), options({ dtype: "int32" })],
  full: [shape([2]), x(3), options({ dtype: "int32" })],
  ...same("emptyLike onesLike zerosLike", x(), options({ dtype: "int32", shape: [3] })),
  fullLike: [x(), x(3), options({ dtype: "int32", shape: [3] })],
  evalShape: [fn((a: np.NDArray) => a), anything(array(1))],
  expandDims: [x(), axis(0)],
  eye: [integer(2), integer(2), options({ k: 1, dtype: "int32" })],
  identity: [integer(2), options({ dtype: "int32" })],
  tri: [integer(2), integer(2), options({ k: 1, dtype: "int32" })],
  finfo: [dtype("float32")],
  iinfo: [dtype("int32")],
  flip: [x(matrix), axis(0)],
  fliplr: [x(matrix)],
  flipud: [x(matrix)],
  foriLoop: [x(0), x(2), fn((_: np.NDArray, s: np.NDArray) => s), anything(array(1)), options({ unroll: 2 })],
  interp: [x(), x(array([0, 1])), x(array([0, 1])), options({ left: 0, right: 1 })],
  linspace: [x(0), x(1), integer(3), options({ endpoint: true, dtype: "float32", axis: 0 })],
  makeJaxpr: [fn((a: np.NDArray) => a)],
  map: [fn((a: np.NDArray) => a), x(), options({ batchSize: 1, vmap: autodiff.vmap })],
  meshgrid: [argument([array([1, 2]), array([3])], "text", null, undefined, () => 1, 10n), options({ indexing: "ij" })],
  moveaxis: [x(matrix), axis(0), axis(1)],
  nanToNum: [x(), options({ nan: 0, posinf: 1, neginf: -1 })],
  pad: [
    x(),
    argument(1, "text", null, undefined, [1, 2, 3], 1n, () => 1),
    options({ mode: "constant", constantValues: 0 }),
  ],
  promoteTypes: [dtype("int32"), dtype("float32")],
  ravelTree: takesAnything("a leaf that is no array is refused by its own test; null and lists are trees"),
  repeat: [x(), argument(2, "text", -1, 1.5, null, undefined, 2n, () => 1), axis(0)],
  tile: [x(), argument(2, "text", -1, 1.5, null, undefined, 2n, () => 1)],
  reshape: [x(), shape([2, 1])],
  resultType: [x(), x()],
  roll: [x(), argument(1, "text", 1.5, null, undefined, 2n, () => 1), axis(0)],
  rot90: [x(matrix), integer(1), argument([0, 1], [0, 0], [0], "text", 3)],
  round: [x(), integer(1)],
  around: [x(), integer(1)],
  scan: [
    fn((c: np.NDArray, a: np.NDArray) => [c, a] as const),
    anything(array(0)),
    anything(array([1, 2])),
    options({ length: 2, reverse: true, unroll: 1 }),
  ],
  select: [list([truth]), list([array([1, 2])]), argument(0, "text", null, 10n, () => 1, { a: 1 })],
  setDefaultDevice: [argument(np.cpu, "cpu", null, undefined, {}, 3)],
  getDefaultDevice: takesAnything("it has no arguments"),
  slice: [integer(0), integer(2), argument(1, 0, "text", 1.5, 1n, () => 1)],
  squeeze: [x(array([[1], [2]])), axis(1)],
  swapaxes: [x(matrix), axis(0), axis(1)],
  take: [x(matrix), x(whole.sub(1)), options({ axis: 0, mode: "clip", fillValue: 0 })],
  takeAlongAxis: [
    x(array([1, 2])),
    x(whole.sub(1)),
    axis(0),
    options({ mode: "clip", fillValue: 0, wrapNegativeIndices: false }),
  ],
  tensordot: [x(matrix), x(matrix), argument(1, "text", 3, -1, 1.5, null, 1n, () => 1)],
  transpose: [x(matrix), argument([1, 0], [0, 0], [0], "text", 1.5, () => 1, 1n)],
  ...callbacks,
  nonzero: [x(), options({ size: 2, fillValue: 0 })],
  permuteDims: [x(matrix), argument([1, 0], [0, 0], [0], "text", 1.5, () => 1, 1n)],
  trapezoid: [x(), options({ dx: 1, axis: 0 })],
  ...same("tril triu", x(matrix), integer(1)),
  where: [x(truth), x(), x()],
  whileLoop: loop,
};

/** How starts of windows are read. */
const starts = options({ allowNegativeIndices: false });
const laxUnary = `neg sign abs floor ceil round exp exp2 expm1 log log1p sqrt rsqrt cbrt logistic sin cos tan asin acos atan sinh cosh tanh asinh atanh
  erf erfc erfInv isFinite stopGradient optimizationBarrier square reciprocal`;

/** An operand of lax: an array, and nothing that could become one. */
const strict = (good: unknown = array([0.25, 0.5])): Argument => x(good);

const gatherParams = {
  dimensions: {
    offsetDims: [],
    collapsedSliceDims: [0],
    operandBatchingDims: [],
    indicesBatchingDims: [],
    startIndexMap: [0],
  },
  sliceSizes: [1],
  mode: "clip",
  fillValue: 0,
};
const scatterParams = {
  dimensions: {
    updateWindowDims: [],
    insertedWindowDims: [0],
    operandBatchingDims: [],
    indicesBatchingDims: [],
    scatterDimsToOperandDims: [0],
  },
  mode: "clip",
  combine: "add",
  uniqueIndices: false,
};
const places = array([[0], [1]], { dtype: "int32" });
const axesOfLax = argument([0], [3], [0, 0], [0.5], "text", null, undefined, 1n, () => 1);

const laxCalls: Record<string, Call> = {
  ...laxSpecialFunctions,
  ...laxWindows,
  ...laxOthers,
  ...complexLax,
  ...laxFourier,
  ...same(laxUnary, strict()),
  acosh: [strict(array([1.5, 2]))],
  bitwiseNot: [strict(whole)],
  ...same("add sub mul div rem pow max min atan2 nextafter eq ne lt le gt ge", strict(), x()),
  ...same("bitwiseAnd bitwiseOr bitwiseXor shiftLeft shiftRightLogical shiftRightArithmetic", strict(whole), x(whole)),
  constantLike: [strict(), number(1)],
  select: [strict(truth), x(), x()],
  integerPow: [strict(), integer(2)],
  clamp: [x(0), strict(), x(1)],
  convertElementType: [strict(), dtype("int32")],
  bitcastConvertType: [strict(array([1, 2])), dtype("int32")],
  full: [shape([2]), number(1), dtype("int32")],
  fullLike: [strict(), number(1), dtype("float32"), shape([3])],
  reshape: [strict(), shape([2, 1]), argument([0], [1], [0, 0], [0.5], "text", null, 1n, () => 1)],
  broadcastInDim: [strict(), shape([3, 2]), argument([1], [0], [5], "text", null, undefined, 1n, () => 1)],
  broadcast: [strict(), shape([3])],
  expandDims: [strict(), axesOfLax],
  squeeze: [strict(array([[1, 2]])), argument([0], [3], [1], "text", undefined, 1n, () => 1)],
  transpose: [strict(matrix), argument([1, 0], [0, 0], [0], "text", null, undefined, 1n, () => 1)],
  rev: [strict(), axesOfLax],
  slice: [
    strict(),
    argument([0], [-1], [0, 0], "text", null, undefined, 1n, () => 1),
    argument([1], [9], "text", null, undefined, 1n, () => 1),
  ],
  sliceInDim: [strict(), integer(0), integer(1), argument(1, 0, 1.5, "text", 1n), axis(0)],
  pad: [
    strict(),
    x(0),
    argument([1], [1, 1], ["1"], "text", null, undefined, 1n),
    argument([1], [1, 1], "text", null, undefined, 1n),
  ],
  concatenate: [list([array([1]), array([2])]), axis(0)],
  split: [strict(array([1, 2])), argument([1, 1], [3], [1.5, 0.5], "text", null, undefined, 1n), axis(0)],
  iota: [dtype("int32"), integer(2)],
  broadcastedIota: [dtype("int32"), shape([2]), axis(0)],
  ...same("reduceSum reduceProd reduceMax reduceMin", strict(matrix), axesOfLax),
  ...same("reduceAnd reduceOr", strict(truth), axesOfLax),
  ...same(
    "argmax argmin",
    strict(),
    axis(0),
    argument("int64", "float32", "int33", 3, null, {}, 1n, () => 1),
  ),
  ...same(
    "cumsum cumprod cummax cummin",
    strict(),
    axis(0),
    argument(true, "text", 1n, () => 1),
  ),
  dotGeneral: [
    strict(matrix),
    strict(matrix),
    argument(
      { lhsContracting: [1], rhsContracting: [0], lhsBatch: [], rhsBatch: [] },
      "text",
      null,
      undefined,
      1n,
      {},
      () => 1,
    ),
    argument("float32", "float33", 3, null, () => 1, 1n, { preferredElementType: "nonsense" }, { nonsense: 1 }),
  ],
  gather: [
    strict(array([1, 2])),
    strict(places),
    argument(gatherParams, "text", null, undefined, {}, { ...gatherParams, mode: "nonsense" }),
  ],
  scatter: [
    strict(array([1, 2])),
    strict(places),
    strict(array([1, 2])),
    argument(scatterParams, "text", null, undefined, {}, { ...scatterParams, combine: "nonsense" }),
  ],
  sort: [list([array([2, 1])]), axis(0), argument(1, 0, 2, 1.5, "text", 1n)],
  topK: [x(), argument(1, 3, -1, 1.5, "text", null, 1n, () => 1)],
  dynamicSlice: [x(array([1, 2])), argument([0], [0, 0], ["0"], "text", null, undefined, 1n), shape([1]), starts],
  dynamicUpdateSlice: [
    x(array([1, 2])),
    x(array([1])),
    argument([0], [0, 0], ["0"], "text", null, undefined, 1n),
    starts,
  ],
  dynamicIndexInDim: [x(matrix), x(0), options({ axis: 0, keepdims: false, allowNegativeIndices: false })],
  dynamicSliceInDim: [x(matrix), x(0), argument(1, 7, -1, 1.5, "text", null, 1n), axis(0), starts],
  dynamicUpdateIndexInDim: [x(matrix), x(array([1, 2])), x(0), axis(0), starts],
  dynamicUpdateSliceInDim: [x(matrix), x(matrix), x(0), axis(0), starts],
  ...Object.fromEntries(
    ["associativeScan", "cond", "foriLoop", "map", "scan", "switchCase", "whileLoop"].map((name) => [
      name,
      numpy[name]!,
    ]),
  ),
  ...inVmap(
    "psum pmean pmax pmin",
    anything(array(1)),
    argument("i", 3, null, undefined, "nobody", () => 1),
    options(groups),
  ),
  ...inVmap(
    "allGather",
    anything(array(1)),
    argument("i", 3, null, undefined, "nobody", () => 1),
    options({ axis: 0, tiled: false, ...groups }),
  ),
  ...inVmap(
    "ppermute",
    anything(array(1)),
    argument("i", 3, null, undefined, "nobody", () => 1),
    argument([[0, 1]], [[0]], [[0, 9]], [0, 1], "text", null, undefined, {}, 1, 10n),
  ),
  ...inVmap(
    "pshuffle",
    anything(array(1)),
    argument("i", 3, null, undefined, "nobody", () => 1),
    argument([1, 0], [0], [0, 9], [[0, 1]], "text", null, undefined, {}, 1, 10n),
  ),
  ...inVmap(
    "pbroadcast",
    anything(array(1)),
    argument("i", 3, null, undefined, "nobody", () => 1),
    argument(1, 9, -1, 0.5, "text", null, {}, 10n),
  ),
  ...inVmap(
    "raggedAllToAll",
    anything(array([1, 2])),
    anything(array([0, 0])),
    ...[[0, 1], [1, 1], [0, 0], [1, 1]].map((list) => argument(array(list, "int32"), 3, "text", null, undefined, 1n, array([0.5, 1]), array([0], "int32"))), // prettier-ignore
    argument(
      { axisName: "i" },
      "i",
      3,
      null,
      undefined,
      {},
      { axisName: "nobody" },
      { axisName: "i", axisIndexGroups: [[0]] },
    ),
  ),
  ...inVmap(
    "allToAll",
    anything(array([1, 2])),
    argument("i", 3, null, undefined, "nobody", () => 1),
    argument(0, 2, 0.5, "text", null, {}, 10n),
    argument(0, 2, 0.5, "text", null, {}, 10n),
    options({ tiled: false, ...groups }),
  ),
  ...inVmap(
    "pswapaxes",
    anything(array([1, 2])),
    argument("i", 3, null, undefined, "nobody", () => 1),
    argument(0, 2, 0.5, "text", null, {}, 10n),
    options({ axisIndexGroups: [[0, 1]] }),
  ),
  ...inVmap(
    "psumScatter",
    anything(array([1, 2])),
    argument("i", 3, null, undefined, "nobody", () => 1),
    options({ scatterDimension: 0, tiled: false, ...groups }),
  ),
  ...inVmap(
    "axisIndex axisSize",
    argument("i", 3, null, undefined, "nobody", () => 1),
  ),
};

const real: Record<string, Call> = {
  ...activations,
  ...same("sigmoid relu silu swish softplus logSigmoid identity tanh", x()),
  elu: [x(), argument(1, "text", null, 10n, () => 1)],
  leakyRelu: [x(), argument(0.1, "text", null, 10n, () => 1)],
  gelu: [x(), options({ approximate: true })],
  softmax: [x(matrix), options({ axis: 0, where: true })],
  logSoftmax: [x(matrix), options({ axis: 0, where: true })],
  logsumexp: [x(matrix), options({ axis: 0, keepdims: true, where: true })],
  oneHot: [x(whole), integer(3), options({ dtype: "float32", axis: -1 })],
};

const specials: Record<string, Call> = {
  ...specialFunctions,
  ...same("erf erfc erfinv expit logit entr", x()),
  ...same("xlogy xlog1py", x(), x()),
  logsumexp: real.logsumexp!,
  logSoftmax: real.logSoftmax!,
  softmax: real.softmax!,
};

const square = (a: np.NDArray): np.NDArray => a.mul(a);
const argnums = argument(
  { argnums: 0 },
  { argnum: 0 },
  { argnums: "0" },
  { argnums: 0.5 },
  { nonsense: 1 },
  "text",
  1n,
);

const derivatives: Record<string, Call> = {
  ...same("grad valueAndGrad jacfwd jacrev jacobian hessian", fn(square), argnums),
  ...same(
    "jvp",
    fn(square),
    argument([array(1)], "text", 3, null, undefined),
    argument([array(1)], "text", 3, null, undefined, []),
  ),
  ...same("vjp linearize linearTranspose", fn(square), argument([array(1)], "text", 3, null, undefined)),
  hvp: [
    fn(square),
    argument([array(1)], "text", 3, null, undefined),
    argument([array(1)], "text", 3, null, undefined, []),
  ],
  vmap: [
    fn(square),
    argument({ inAxes: 0, outAxes: 0 }, { inAxis: 0 }, { in_axes: 0 }, { inAxes: "0" }, { inAxes: 0.5 }, "text", 1n),
  ],
  shardMap: [
    fn(square),
    options({ inSpecs: alongDevices, outSpecs: alongDevices, mesh, axisNames: ["i"], checkVma: true }),
  ],
  ...deviceCalls,
  withShardingConstraint: [
    anything(array([1, 2])),
    argument(new NamedSharding(mesh, alongDevices), "i", 3, null, undefined, {}, mesh, array(1)),
  ],
  checkpoint: [fn(square), options({ policy: () => true, preventCse: false })],
  checkpointName: [x(), argument("name", 1, null, {}, 10n)],
  customGradient: [fn((a: np.NDArray) => [a, () => a])],
  closureConvert: [fn(square), anything(array(1))],
  checkpointedWhileLoop: [...loop, options({ checkpoints: 2, maxSteps: 3 })],
  boundedWhileLoop: [...loop, options({ maxSteps: 3, base: 2 })],
  vectorize: [fn(square), options({ excluded: [1], signature: "()->()" })],
  applyAlongAxis: [fn((v: np.NDArray) => v.sum()), axis(0), x(matrix)],
  customJvp: [fn(square), fn(() => [array(1), array(1)])],
  customVjp: [fn(square), fn(() => [array(1), array(1)]), fn(() => [array(1)])],
  stopGradient: takesAnything("leaves that are no arrays pass through"),
  customRoot: [
    fn((a: np.NDArray) => a.sub(1)),
    argument(array(0), "text", null, undefined, 10n, () => 1),
    fn((_: unknown, guess: np.NDArray) => guess),
    fn((_: unknown, y: np.NDArray) => y),
    options({ hasAux: false }),
  ],
  customLinearSolve: [
    fn((a: np.NDArray) => a),
    argument(array(1), "text", null, undefined, 10n, () => 1),
    fn((_: unknown, y: np.NDArray) => y),
    options({ transposeSolve: null, symmetric: true, hasAux: false }),
  ],
};

const key = random.key(0);
const drawn = (good: unknown = key): Argument =>
  argument(good, 0, "text", null, undefined, 1n, () => 1, array([1, 2]), {});
const draws = (...rest: readonly Argument[]): Call => [drawn(), ...rest];

const samplers: Record<string, Call> = {
  ...samplerCalls,
  ...same(
    "key PRNGKey",
    argument(0, 1.5, NaN, "text", null, undefined, {}, () => 1),
  ),
  ...same("bits rademacher", drawn(), shape([2])),
  ...same(
    "uniform normal exponential gumbel laplace logistic cauchy",
    drawn(),
    shape([2]),
    options({ dtype: "float32" }),
  ),
  lognormal: draws(
    argument(1, "text", null, 10n, () => 1),
    shape([2]),
    options({ dtype: "float32" }),
  ),
  bernoulli: draws(
    argument(0.5, "text", null, 10n, () => 1, { a: 1 }),
    shape([2]),
  ),
  categorical: draws(
    argument(matrix, "text", null, undefined, 1n, () => 1),
    options({ axis: -1, shape: [2] }),
  ),
  choice: draws(
    argument(3, "text", null, undefined, 1.5, 0, -1, 1n, () => 1),
    shape([2]),
    options({ replace: true }),
  ),
  permutation: draws(
    argument(3, "text", null, undefined, 1.5, -1, 1n, () => 1),
    options({ axis: 0, independent: false }),
  ),
  randint: draws(
    shape([2]),
    argument(0, "text", null, 0.5, () => 1),
    argument(3, "text", null, 0.5, () => 1),
    options({ dtype: "int32" }),
  ),
  ...same("pareto rayleigh wald", drawn(), x(1), shape([2]), options({ dtype: "float32" })),
  ...same("doubleSidedMaxwell weibullMin", drawn(), x(1), x(2), shape([2]), options({ dtype: "float32" })),
  maxwell: draws(shape([2]), options({ dtype: "float32" })),
  triangular: draws(x(0), x(1), x(3), shape([2]), options({ dtype: "float32" })),
  geometric: draws(x(0.5), shape([2]), options({ dtype: "int32" })),
  truncatedNormal: draws(x(-1), x(1), shape([2]), options({ dtype: "float32" })),
  foldIn: draws(argument(1, "text", null, undefined, 1.5, () => 1)),
  split: draws(argument(2, "text", -1, 1.5, 1n, () => 1)),
  subkeys: draws(argument(2, "text", -1, 1.5, 1n, () => 1)),
};

const model = module.MLP.init(2, 1, { widthSize: 3, depth: 1, key });
const bytes = module.saveLeaves(model);
const notBytes = (good: Uint8Array): Argument =>
  argument(good, "text", null, undefined, 3, [], {}, new Uint8Array([1, 2, 3]));

const modules: Record<string, Call> = {
  applyUpdates: takesAnything("every value is a tree"),
  clearCaches: takesAnything("it has no arguments"),
  combine: takesAnything("every value is a tree"),
  ensembleSize: takesAnything("every value is a tree"),
  filter: [anything(model), argument(module.isArray, "text", 3, null)],
  partition: [anything(model), argument(module.isArray, "text", 3, null)],
  filterCheckpoint: [fn(square), options({ policy: () => true, preventCse: false })],
  ...same("filterJit filterVmap", fn(square)),
  filterPmap: [fn(square), options({ axisName: "i", axisSize: 2, devices: virtualDevices(2) })],
  filterShard: [
    anything(array([1, 2])),
    argument(new NamedSharding(mesh, alongDevices), "i", 3, null, undefined, mesh, array(1)),
  ],
  filterEvalShape: [fn(square), anything(array(1))],
  ...same("filterGrad filterValueAndGrad", fn(square), options({ hasAux: false })),
  ...same(
    "filterSpecAt",
    fn((m: module.MLP) => m.layers),
    argument(model, 3, "text"),
  ),
  getEnsemble: [fn((k: np.NDArray) => k), argument(2, "text", 0, -1, 1.5, 1n), drawn()],
  ...same("isArray isArrayLike isInexactArray isInexactArrayLike", anything(1)),
  ifArray: [integer(0)],
  treeAt: [fn((m: module.MLP) => m.layers), argument(model, 3, "text"), anything(model.layers)],
  updateAt: [fn((m: module.MLP) => m.layers), argument(model, 3, "text"), fn((l: unknown) => l)],
  treeCast: [anything(model), dtype("float32")],
  treeCheck: takesAnything("every value is a tree"),
  treeEqual: [anything(model), anything(model), options({ rtol: 0.1, atol: 0.1 })],
  treeFormat: [anything(model), options({ width: 80 })],
  treeTake: [anything({ a: array([1, 2]) }), integer(0)],
  field: [options({ static: true })],
  withFields: [argument({ a: module.field() }, "text", null, undefined, 3, [], { a: 1 }, () => 1)],
  makeWithState: [fn(() => model)],
  deleteInitState: takesAnything("every value is a tree"),
  ...same("inferenceMode treeInference", anything(model), argument(true, "text", 1, null)),
  filterJvp: [fn(square), list([array(1)]), argument([array(1)], 3, "text", null, undefined, {})],
  filterVjp: [fn(square), list([array(1)]), options({ hasAux: false })],
  ...same("filterJacfwd filterJacrev filterHessian", fn(square), options({ hasAux: false })),
  filterCustomJvp: [fn(square), fn(([x]: [np.NDArray], [t]: [np.NDArray]) => [x, t])],
  filterCustomVjp: [fn(square), fn((_: unknown, x: np.NDArray) => [x, null]), fn((_: unknown, ct: np.NDArray) => ct)],
  filterClosureConvert: [fn(square), anything(array(1))],
  filterMakeJaxpr: [fn(square)],
  filterPureCallback: [fn(square), anything(array(1)), list([array(1)]), options({ vmapMethod: "sequential" })],
  errorIf: [
    anything(1),
    argument(false, "text", 3, null, undefined, {}),
    argument("no", 3, null, undefined, 1n),
    options({ onError: "off" }),
  ],
  branchedErrorIf: [
    anything(1),
    argument(false, "text", 3, null, undefined, {}),
    argument(0, "text", 1.5, null, undefined, {}, true),
    argument(["no"], "text", null, undefined, [], [3], {}),
    options({ onError: "off" }),
  ],
  enumeration: [argument({ fine: "" }, "text", 3, null, undefined, { fine: 1 }, { where: "" })],
  announceTransform: [anything(1), options({ name: "x", announce: () => undefined })],
  backwardNan: [anything(1), options({ name: "x", terminate: true })],
  breakpointIf: [argument(false, "text", 3, null, undefined, {})],
  storeDce: takesAnything("every value is a tree, and every name a name"),
  inspectDce: takesAnything("every value may be a name"),
  assertMaxTraces: [fn(square), argument(1, "text", -1, 1.5, undefined, {})],
  getNumTraces: [fn(module.assertMaxTraces(square, null))],
  treeSerialiseLeaves: [anything(model), options({ filterSpec: module.defaultSerialiseFilterSpec })],
  treeDeserialiseLeaves: [notBytes(module.treeSerialiseLeaves(model)), anything(model)],
  defaultSerialiseFilterSpec: [argument(new module.LeafWriter(), 3, "text", null, undefined, {}), anything(array(1))],
  defaultDeserialiseFilterSpec: [
    argument(new module.LeafReader(np.save(1)), 3, "text", null, undefined, {}),
    anything("a leaf that is not stored"),
  ],
  saveLeaves: [anything(model), options({ metadata: { note: "first" } })],
  loadLeaves: [notBytes(bytes), anything(model)],
  savedMetadata: [notBytes(bytes)],
};

class Interval {
  readonly ends = [0, 1];
}
class Spring {
  readonly low = 0;
}
class Instant {
  readonly time = 0;
}

const leaves = [1, 2];
const structure = tree.structure(leaves);
const treedef = argument(structure, "text", 3, null, undefined, {}, []);
const leafTest = argument({ isLeaf: () => false }, { isleaf: () => false }, { isLeaf: 3 }, "text", 1n);
const add = (a: number, b: number): number => a + b;

const trees: Record<string, Call> = {
  ...same("flatten flattenWithPath leaves leavesWithPath structure all", anything(leaves), leafTest),
  allLeaves: [list(leaves), leafTest],
  broadcast: [anything(0), anything(leaves), leafTest],
  broadcastPrefix: [anything(0), anything(leaves), leafTest],
  flattenOneLevel: [argument(leaves, 3, "text", undefined)],
  isNode: takesAnything("every value is a node or not"),
  keyString: [list([])],
  map: [fn((a: number) => a), anything(leaves)],
  mapUntil: [fn(() => false), fn((a: number) => a), anything(leaves)],
  mapWithPath: [fn((_: unknown, a: number) => a), anything(leaves)],
  prefixMismatches: [treedef, anything(leaves)],
  structureMismatch: [treedef, treedef],
  reduce: [fn(add), anything(leaves), anything(0), leafTest],
  reduceAssociative: [fn(add), anything(leaves), options({ isLeaf: () => false })],
  registerDataclass: [argument(Spring, "text", 3, null, undefined), options({ dataFields: ["low"] })],
  registerNode: [
    argument(Interval, "text", 3, null, undefined),
    argument({ flatten: () => [[], null], unflatten: () => ({}) }, "text", 3, null, undefined),
  ],
  registerStatic: [argument(Instant, "text", 3, null, undefined)],
  transpose: [treedef, argument(structure, "text", 3, {}, []), anything([leaves, leaves])],
  unflatten: [treedef, list(leaves)],
};

const compilers: Record<string, Call> = {
  jit: [fn(square), options({ staticArgnums: [1] })],
  setDefaultTarget: [argument(null, "wasm", 3, {}, () => 1)],
  getDefaultTarget: takesAnything("it has no arguments"),
  clearCaches: takesAnything("it has no arguments"),
};

const webAssembly: Record<string, Call> = {
  moduleText: [
    argument(jit.jit(square, { target: jitWasm.wasm() }).lower(np.array(1)), "text", 3, null, undefined, {}),
  ],
  wasm: [options({ threads: 1, float64: jitWasm.float64InPairs, loops: jitWasm.rolledLoops })],
};

const programsForOthers: Record<string, Call> = {
  exportStablehlo: [fn(square), argument(np.array(0.5), "text", new Date(0), Symbol("x"), 10n)],
  deserializeExported: takesAnything("it asks a worker; its arguments are tested where it stands"),
  init: takesAnything("it starts a Python; its options are tested where it stands"),
};

/** The functions of each door, and a call of each. */
export const doors: readonly (readonly [
  door: string,
  exports: Readonly<Record<string, unknown>>,
  calls: Readonly<Record<string, Call>>,
])[] = [
  ["@proj/tree", tree, trees],
  ["@proj/array", np, numpy],
  ["@proj/array/lax", lax, laxCalls],
  ["linalg of @proj/array/lax", lax.linalg, laxLinalg],
  [
    "@proj/array/linalg",
    linalg,
    {
      ...Object.fromEntries(Object.keys(linalg).flatMap((name) => (name in numpy ? [[name, numpy[name]!]] : []))),
      ...linearSystems,
      ...matrices,
    },
  ],
  ["@proj/array/fft", fft, fourier],
  ["@proj/array/debug", debug, debugging],
  ["@proj/array/checkify", checking, checks],
  ["@proj/array/image", image, images],
  ["@proj/array/interpolate", interpolatorFunctions, interpolators],
  ["@proj/array/ndimage", ndimage, coordinates],
  ["@proj/array/nn", nn, real],
  ["@proj/array/ops", ops, segments],
  ["@proj/array/sharding", sharding, shardingCalls],
  ["@proj/array/signal", signal, spectra],
  ["@proj/array/special", special, specials],
  ["@proj/array/stats", stats, samples],
  ...distributions,
  ["@proj/autodiff", autodiff, derivatives],
  ["@proj/autodiff/optimize", optimize, minimizers],
  ["@proj/autodiff/sparse-linalg", sparseLinalg, sparseSolvers],
  ["@proj/jit", jit, compilers],
  ["@proj/jit-wasm", jitWasm, webAssembly],
  ["@proj/random", random, samplers],
  ["@proj/random/initializers", initializers, initializerCalls],
  ["@proj/module", module, modules],
  ...optimDoors,
  ["@proj/ode", ode, integrations],
  ["@proj/xla", xla, programsForOthers],
];
