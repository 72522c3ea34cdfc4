import { array, full, type NDArray } from "@proj/array";
import * as optim from "@proj/optim";
import { key } from "@proj/random";
import { anything, argument, fn, integer, list, options, shape, x, type Argument } from "../arguments.ts";
import type { Call } from "../calls.ts";

const takesAnything = (reason: string): Call => ({ takesAnything: reason });

const same = (names: string, ...args: readonly Argument[]): Record<string, Call> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, args]));

const rate = argument(0.1, "text", null, undefined, 1n, {}, [0.1]);
/** A learning rate that may be left out. */
const ownRate = argument(0.1, "text", 1n, {}, [0.1]);
const scalar = argument(0.5, "text", null, 1n, {}, [0.1], () => 1);
const optimiser = argument(optim.sgd(0.1), 3, "text", null, undefined, () => 1, {});
const seed = argument(key(0), "text", null, undefined, 0.5, {}, () => 1, array([1, 2]));

/** The arguments of a schedule: an object whose members are all needed. */
const schedule = (good: Readonly<Record<string, unknown>>): readonly Argument[] => [
  argument(
    good,
    { ...good, nonsense: 1 },
    "text",
    null,
    undefined,
    3,
    ...Object.keys(good).map((name) => ({ ...good, [name]: "text" })),
  ),
];

const moments = { b1: 0.9, b2: 0.99 };
const decaying = { ...moments, weightDecay: 0.1 };
const mask = argument(true, 3, "text", undefined, { w: 1 });
const scales = argument({ 2: 0.5 }, "text", 3, null, { 2: -1 }, { 2: "text" });

const parts: Record<string, Call> = {
  ...same("scaleByAdam scaleByAmsgrad scaleByRadam scaleByBelief scaleByYogi", options({ ...moments, eps: 1e-8 })),
  scaleByAdamax: [options({ ...moments, eps: 1e-8 })],
  scaleByLion: [options({ ...moments, mode: "hard" })],
  scaleByAdan: [options({ ...moments, b3: 0.9 })],
  scaleByAdadelta: [options({ rho: 0.9, eps: 1e-8 })],
  scaleByRss: [options({ initialAccumulatorValue: 0.1 })],
  ...same("scaleByRms scaleByStddev", options({ decay: 0.9, epsInSqrt: true })),
  scaleByRprop: [rate, options({ etaMinus: 0.5 })],
  scaleBySm3: [options({ b1: 0.9 })],
  scaleByNovograd: [options(decaying)],
  scaleByOptimisticGradient: [options({ alpha: 1, beta: 1 })],
  scaleByDistanceOverGradients: [options({ repsRel: 0.1 })],
  scaleByFactoredRms: [options({ factored: true, decayRate: 0.8 })],
  scaleByLbfgs: [options({ memorySize: 3, scaleInitPrecond: true })],
  scaleByPolyak: [options({ fMin: 0, variant: "sps" })],
  scaleByTrustRatio: [options({ minNorm: 0 })],
  ...same("scaleByParamBlockNorm scaleByParamBlockRms", scalar),
  normalizeByUpdateNorm: [options({ scaleFactor: 1 })],
  adaptiveGradClip: [scalar, options({ eps: 0.1, axis: 0 })],
  addNoise: [scalar, scalar, seed],
  addDecayedWeights: [argument(0.1, "text", null, 1n, {}, [0.1]), argument(true, 3, "text", { w: 1 })],
  applyEvery: [integer(2)],
  ema: [argument(0.5, "text", null, undefined, 1n, {}), options({ debias: true, accumulatorDtype: "float32" })],
  trace: [argument(0.5, "text", null, undefined, 1n, {}), options({ nesterov: true, accumulatorDtype: "float32" })],
  ...same("clip clipByGlobalNorm clipByBlockRms scale", argument(0.5, "text", null, undefined, 1n, {}, [0.1])),
  scaleByLearningRate: [argument(0.1, "text", undefined, 1n, {}, [0.1]), options({ flipSign: true })],
  scaleBySchedule: [fn(() => array(1))],
  stateless: [fn((u: unknown) => u)],
  statelessWithTreeMap: [fn((u: NDArray) => u)],
  perExampleGlobalNormClip: [anything(array([[3, 4]])), argument(1, "text", null, undefined, {})],
  perExampleLayerNormClip: [
    anything(array([[3, 4]])),
    argument(1, "text", null, undefined, {}),
    options({ uniform: true }),
  ],
};

const wrappers: Record<string, Call> = {
  chain: [argument(optim.identity(), 3, "text", null, undefined, () => 1)],
  namedChain: [argument(["a", optim.identity()], 3, "text", null, undefined, () => 1, [], ["a", 3])],
  masked: [optimiser, mask, options({ maskCompatibleExtraArgs: true })],
  freeze: [mask],
  ...same(
    "partition multiTransform",
    argument({ a: optim.sgd(0.1) }, 3, "text", null, undefined, { a: 3 }),
    argument("a", 3, "b", undefined, null),
    options({ maskCompatibleExtraArgs: true }),
  ),
  selectiveTransform: [optimiser, argument({ freezeMask: true }, "text", null, undefined, {}, { freezeMask: 3 })],
  ...same(
    "conditionallyTransform conditionallyMask",
    optimiser,
    fn(() => true),
    options({ forwardExtraArgs: true }),
  ),
  applyIfFinite: [optimiser, argument(2, "text", null, undefined, 0.5, {})],
  flatten: [optimiser],
  lookahead: [
    optimiser,
    argument(2, "text", null, undefined, 0.5, 0),
    argument(0.5, "text", null, undefined, {}),
    options({ resetState: true }),
  ],
  initSynced: takesAnything("every value is a tree"),
  ...same(
    "injectHyperparams injectStatefulHyperparams",
    fn(({ learningRate }: { learningRate: NDArray }) => optim.scale(learningRate)),
    argument({ learningRate: 0.1 }, "text", 3, null, undefined, { learningRate: "text" }),
    options({ hyperparamDtype: "float32" }),
  ),
  snapshot: [argument("norm", 3, null, undefined, {}), fn(optim.globalNorm)],
  monitor: [argument({ norm: optim.globalNorm }, 3, "text", null, undefined, { norm: 3 })],
  measureWithEma: [fn(optim.globalNorm), argument(0.9, "text", null, undefined, {}), options({ debias: true })],
  skipNotFinite: takesAnything("every value is a tree"),
  skipLargeUpdates: takesAnything("MultiSteps calls it"),
  withExtraArgsSupport: [optimiser],
  scaleByZoomLinesearch: [
    argument(5, "text", null, undefined, {}),
    options({ tol: 0, initialGuessStrategy: "one", verbose: false }),
  ],
  scaleByBacktrackingLinesearch: [
    argument(5, "text", null, undefined, {}),
    options({ atol: 0, storeGrad: true, verbose: false }),
  ],
  valueAndGradFromState: [fn((w: NDArray) => w.sum())],
};

const steps: Record<string, Call> = {
  constantSchedule: [argument(0.5, "text", null, undefined, 1n, {})],
  cosineDecaySchedule: schedule({ initValue: 1, decaySteps: 10 }),
  exponentialDecay: schedule({ initValue: 1, transitionSteps: 10, decayRate: 0.5 }),
  linearSchedule: schedule({ initValue: 1, endValue: 0, transitionSteps: 10 }),
  polynomialSchedule: schedule({ initValue: 1, endValue: 0, power: 2, transitionSteps: 10 }),
  warmupCosineDecaySchedule: schedule({ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 10 }),
  warmupConstantSchedule: schedule({ initValue: 0, peakValue: 1, warmupSteps: 2 }),
  warmupExponentialDecaySchedule: schedule({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 2,
    transitionSteps: 10,
    decayRate: 0.5,
  }),
  ...Object.fromEntries(
    ["cosineOnecycleSchedule", "linearOnecycleSchedule"].map((name) => [
      name,
      schedule({ transitionSteps: 10, peakValue: 1 }),
    ]),
  ),
  piecewiseConstantSchedule: [argument(1, "text", null, undefined, {}), scales],
  piecewiseInterpolateSchedule: [
    argument("linear", "none", 3, null, undefined),
    argument(1, "text", null, undefined, {}),
    scales,
  ],
  sgdrSchedule: [list([{ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 10 }])],
  joinSchedules: [list([optim.constantSchedule(1), optim.constantSchedule(2)]), list([3])],
};

const optimisers: Record<string, Call> = {
  ...same("adam adabelief amsgrad radam yogi nadam adamax", rate, options({ ...moments, eps: 1e-8 })),
  ...same("adamw nadamw adamaxw adan lion", rate, options(decaying)),
  ...same("lamb novograd", rate, options({ ...moments, weightDecay: 0.1 })),
  adadelta: [ownRate, options({ rho: 0.9, weightDecay: 0.1 })],
  adafactor: [ownRate, options({ factored: true, momentum: 0.9 })],
  adagrad: [rate, options({ eps: 1e-8 })],
  fromage: [rate, options({ minNorm: 0.1 })],
  lars: [rate, options({ momentum: 0.9, nesterov: true })],
  lbfgs: [ownRate, options({ memorySize: 3, linesearch: optim.identity() })],
  noisySgd: [rate, options({ eta: 0.1, key: 3 })],
  optimisticAdam: [argument(0.1, "text", null, undefined, 1n, () => 1), options({ optimism: 0.1 })],
  optimisticAdamV2: [rate, options({ alpha: 1 })],
  optimisticGradientDescent: [rate, options({ alpha: 1 })],
  polyakSgd: [options({ fMin: 0, scaling: 1 })],
  rmsprop: [rate, options({ decay: 0.9, centered: true })],
  rprop: [argument(0.1, "text", null, undefined, 1n, () => 1), options({ etaPlus: 1.2 })],
  sgd: [rate, options({ momentum: 0.9, nesterov: false })],
  signSgd: [rate],
  signum: [rate, options({ beta: 0.9 })],
  sm3: [argument(0.1, "text", null, undefined, 1n, () => 1), options({ momentum: 0.9 })],
};

const square = array([
  [2, 0],
  [0, 1],
]);
const others: Record<string, Call> = {
  applyUpdates: takesAnything("every value is a tree"),
  globalNorm: takesAnything("every value is a tree"),
  initEmptyState: takesAnything("it reads nothing"),
  incrementalUpdate: [anything(array(1)), anything(array(2)), argument(0.5, "text", null, undefined, {})],
  periodicUpdate: [anything(array(1)), anything(array(2)), x(1), x(2)],
  safeNorm: [x(), argument(0.1, "text", null, undefined, {}), options({ ord: 2, axis: 0, keepdims: true })],
  safeRootMeanSquares: [x(), argument(0.1, "text", null, undefined, {})],
  ...same("safeIncrement safeInt32Increment", x(array(1, "int32"))),
  multiNormal: [x(), x()],
  scaleGradient: [anything(array(1)), argument(2, "text", null, undefined, {})],
  matrixInversePthRoot: [
    argument(square, 3, "text", null, array([1])),
    argument(2, 3, "text", null),
    options({ numIters: 3 }),
  ],
  nnls: [
    argument(square, 3, "text", null, undefined, array([1])),
    argument(array([1, 2]), 3, "text", null, undefined, array([1, 2, 3])),
    argument(3, "text", null, undefined, 0.5, -1),
    options({ L: 2 }),
  ],
  powerIteration: [argument(square, 3, "text", null, undefined, array([1])), options({ numIters: 3, key: 0 })],
  microbatch: [
    fn((a: NDArray) => a.sum()),
    argument(0, "text", null, undefined, 0.5, -1),
    argument(1, "text", undefined, 0.5, 0),
    options({ accumulator: "sum" }),
  ],
};

const tree = { a: array([1, 2]) };
const arithmetic: Record<string, Call> = {
  ...same(
    "add sub mul div vdot castLike",
    argument(tree, { a: "text" }, "text"),
    argument(tree, { a: "text" }, "text", [1]),
  ),
  ...same("sum max min size conj real", argument(tree, { a: "text" }, "text")),
  unwrapRandomKeyData: takesAnything("every value is a tree"),
  scale: [x(2), argument(tree, { a: "text" })],
  addScale: [argument(tree, { a: "text" }), x(2), argument(tree, { a: "text" })],
  norm: [argument(tree, { a: "text" }), options({ ord: 1, squared: true })],
  batchShape: [argument(tree, { a: "text" }), shape([2])],
  ...same("zerosLike onesLike", argument(tree, { a: "text" }), argument("float32", "float33", 3, {})),
  fullLike: [argument(tree, { a: "text" }), x(2), argument("float32", "float33", 3, {})],
  clip: [argument(tree, { a: "text" }), argument(1, "text", {}, 1n), argument(2, "text", {}, 1n)],
  where: [x(true), argument(tree, { a: "text" }), argument(tree, { a: "text" })],
  allclose: [argument(tree, { a: "text" }), argument(tree, { a: "text" }), options({ rtol: 1, equalNan: true })],
  cast: [argument(tree, { a: "text" }), argument("float32", "float33", 3, {}, undefined)],
  dtype: [argument(tree, { a: "text" }), argument("highest", "none", 3, {})],
  ...same(
    "updateMoment updateMomentPerElemNorm",
    anything(tree),
    anything(tree),
    argument(0.9, "text", null, undefined, {}),
    argument(2, "text", null, undefined, {}),
  ),
  updateInfinityMoment: [
    anything(tree),
    anything(tree),
    argument(0.9, "text", null, undefined, {}),
    argument(0.1, "text", null, undefined, {}),
  ],
  biasCorrection: [anything(tree), argument(0.9, "text", null, undefined, {}), x(1)],
  splitKeyLike: [seed, anything(tree)],
  randomLike: [
    seed,
    argument(tree, { a: "text" }),
    argument(undefined, 3, "text", {}),
    argument("float32", "float33", 3, {}),
  ],
  getAllWithPath: [anything(tree), argument("a", 3, null, undefined), argument(() => true, 3, "text")],
  get: [anything(tree), argument("a", 3, null, undefined), anything(null), argument(() => true, 3, "text")],
  set: [anything(tree), argument({ a: 1 }, 3, "text", null, undefined, { b: 1 }), argument(() => true, 3, "text")],
  mapParams: [
    optimiser,
    fn((leaf: NDArray) => leaf),
    anything(optim.sgd(0.1).init(tree)),
    anything([]),
    options({ transformNonParams: (leaf: unknown) => leaf }),
  ],
};

const p = array([0.5, 0.5]);
const both = array([true, true]);
const axisOptions = options({ axis: 0, where: both });
const classes = array([0, 1], "int32");
const scores = array([
  [1, 2],
  [3, 4],
]);
const floats = (good: NDArray): Argument => argument(good, "text", null, undefined, 1n, {}, () => 1, classes);
const whole = (good: NDArray): Argument => argument(good, "text", null, undefined, 1n, {}, () => 1, p);

const lossCalls: Record<string, Call> = {
  ...same("squaredError l2Loss", floats(p), argument(p, "text", 1n, {}, array([1, 2, 3]))),
  logCosh: [floats(p), argument(p, "text", 1n, {})],
  huberLoss: [floats(p), argument(p, "text", 1n, {}), options({ delta: 1 })],
  ...same("cosineSimilarity cosineDistance", floats(p), floats(p), options({ axis: 0, epsilon: 0.1 })),
  ...same("sigmoidBinaryCrossEntropy safeSoftmaxCrossEntropy", floats(p), x(p)),
  ...same("hingeLoss perceptronLoss sparsemaxLoss", x(p), x(p)),
  softmaxCrossEntropy: [floats(p), x(p), axisOptions],
  softmaxCrossEntropyWithIntegerLabels: [floats(scores), whole(classes), options({ axis: -1, where: true })],
  ...same("multiclassHingeLoss multiclassPerceptronLoss multiclassSparsemaxLoss", floats(scores), whole(classes)),
  polyLossCrossEntropy: [floats(p), floats(p), options({ epsilon: 1, axis: 0 })],
  ...same(
    "klDivergence klDivergenceWithLogTargets generalizedKlDivergence convexKlDivergence",
    floats(p),
    floats(p),
    axisOptions,
  ),
  sigmoidFocalLoss: [floats(p), x(p), options({ alpha: 0.5, gamma: 1 })],
  ...same(
    "ctcLoss ctcLossWithForwardProbs",
    floats(full([1, 2, 3], 0)),
    x(full([1, 2], 0)),
    whole(array([[1]], "int32")),
    x(array([[0]])),
    options({ blankId: 0, logEpsilon: -1e5 }),
  ),
  makeFenchelYoungLoss: [fn((s: NDArray) => s.max())],
  rankingSoftmaxLoss: [floats(p), x(p), options({ where: both, reduceFn: "mean" })],
  diceLoss: [x(scores), x(scores), options({ smooth: 1, reduction: "mean" })],
  multiclassGeneralizedDiceLoss: [x(scores), x(scores), options({ smooth: 1 })],
  binaryDiceLoss: [x(scores), x(scores), options({ smooth: 1, applySigmoid: true })],
  ntxent: [floats(scores), x(classes), options({ temperature: 1 })],
  tripletMarginLoss: [floats(p), floats(p), floats(p), options({ axis: 0, margin: 1 })],
  smoothLabels: [floats(p), x(0.1), axisOptions],
};

const contrib: Record<string, Call> = {
  ...same("acprop ademamix", rate, options(decaying)),
  ...same("scaleByAcprop scaleByAdemamix scaleBySimplifiedAdemamix scaleByAdopt", options(moments)),
  simplifiedAdemamix: [rate, options(decaying)],
  adopt: [rate, options(moments)],
  cocob: [ownRate, options({ alpha: 1, weightDecay: 0.1 })],
  scaleByCocob: [options({ alpha: 1 })],
  ...same("dadaptAdamw prodigy", ownRate, options({ betas: [0.9, 0.99], eps: 0.1 })),
  dog: [ownRate, options({ initStep: ["distance", 0.1] })],
  dowg: [ownRate, options({ eps: 0.1 })],
  galore: [rate, options({ rank: 1, weightDecay: 0.1 })],
  scaleByGalore: [options({ rank: 1 })],
  madgrad: [rate, options({ momentum: 0.9 })],
  scaleByMadgrad: [rate, options({ momentum: 0.9 })],
  mechanize: [optimiser, options({ sInit: 0.1, numBetas: 2 })],
  momo: [ownRate, options({ beta: 0.9, adaptLowerBound: true })],
  momoAdam: [ownRate, options({ b1: 0.9, adaptLowerBound: true })],
  muon: [rate, options({ nsSteps: 3, preconditioning: "aol" })],
  scaleByMuon: [options({ nsSteps: 3, preconditioning: "aol" })],
  differentiallyPrivateAggregate: [
    argument(1, "text", null, undefined, {}),
    argument(1, "text", null, undefined, {}),
    seed,
  ],
  dpsgd: [
    rate,
    argument(
      { l2NormClip: 1, noiseMultiplier: 1, key: 3 },
      "text",
      null,
      undefined,
      {},
      { l2NormClip: "text", noiseMultiplier: 1, key: 3 },
    ),
  ],
  reduceOnPlateau: [options({ factor: 0.5, patience: 2 })],
  normalize: takesAnything("it has no arguments"),
  sam: [optimiser, optimiser, options({ syncPeriod: 2, opaqueMode: true })],
  scheduleFree: [optimiser, rate, options({ b1: 0.9 })],
  ...same(
    "scheduleFreeSgd scheduleFreeAdamw",
    argument(0.1, "text", null, 1n, {}),
    options({ b1: 0.9, warmupSteps: 2 }),
  ),
  scheduleFreeEvalParams: [
    argument(optim.contrib.scheduleFreeSgd(0.1).init(p), 3, "text", null, undefined, {}),
    anything(p),
  ],
  hutchinsonEstimatorDiagHessian: [argument(0, "text", null, 0.5, {})],
  sophia: [rate, options({ b1: 0.9, updateInterval: 3 })],
  splitRealAndImaginary: [optimiser],
};

const size = argument(1, "text", null, {}, 1n);
const projections: Record<string, Call> = {
  projectionNonNegative: [argument(tree, { a: "text" })],
  projectionBox: [argument(tree, { a: "text" }), argument(0, "text", null), argument(1, "text", null)],
  projectionHypercube: [argument(tree, { a: "text" }), argument(1, "text", null)],
  ...same(
    "projectionSimplex projectionL1Sphere projectionL1Ball projectionL2Sphere projectionL2Ball projectionLinfBall",
    argument(tree, { a: "text" }),
    size,
  ),
  projectionVector: [argument(tree, { a: "text" }), argument(tree, { a: "text" }, null)],
  ...same(
    "projectionHyperplane projectionHalfspace",
    argument(tree, { a: "text" }),
    argument(tree, { a: "text" }, null),
    argument(1, "text", null, undefined, {}),
  ),
};

const loss = (w: NDArray, a: NDArray): NDArray => w.mul(a).sum();
const noArguments = Object.fromEntries(
  ["scaleBySign", "setToZero", "centralize", "identity", "keepParamsNonnegative", "zeroNans"].map((name) => [
    name,
    takesAnything("it has no arguments"),
  ]),
);
const names = (exports: object): Record<string, Call> =>
  Object.fromEntries(Object.keys(exports).flatMap((name) => (name in all ? [[name, all[name]!]] : [])));

const all: Record<string, Call> = {
  ...parts,
  ...noArguments,
  ...wrappers,
  ...steps,
  ...optimisers,
  ...others,
  ...lossCalls,
  ...Object.fromEntries(
    ["biasCorrection", "updateInfinityMoment", "updateMoment", "updateMomentPerElemNorm"].map((name) => [
      name,
      arithmetic[name]!,
    ]),
  ),
  treeMapParams: arithmetic["mapParams"]!,
};

/** The functions of each door of `@proj/optim`, and a call of each. */
export const optimDoors: readonly (readonly [
  door: string,
  exports: Readonly<Record<string, unknown>>,
  calls: Readonly<Record<string, Call>>,
])[] = [
  ["@proj/optim", optim, all],
  ["@proj/optim/contrib", optim.contrib, contrib],
  ["@proj/optim/losses", optim.losses, lossCalls],
  ["@proj/optim/schedules", optim.schedules, names(optim.schedules)],
  ["@proj/optim/transforms", optim.transforms, names(optim.transforms)],
  ["@proj/optim/tree", optim.tree, arithmetic],
  ["@proj/optim/projections", optim.projections, projections],
  ["@proj/optim/assignment", optim.assignment, same("hungarianAlgorithm baseHungarianAlgorithm", x(scores))],
  [
    "@proj/optim/perturbations",
    optim.perturbations,
    { makePerturbedFun: [fn((a: NDArray) => a), options({ numSamples: 2 })] },
  ],
  [
    "@proj/optim/second-order",
    optim.secondOrder,
    {
      hvp: [fn(loss), anything(p), anything(p), anything(p), anything(p)],
      ...same("hessianDiag fisherDiag", fn(loss), anything(p), anything(p), anything(p)),
    },
  ],
];
