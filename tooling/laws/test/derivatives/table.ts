import type { Law } from "./laws.ts";

/*
 * Which public functions of arrays are held to the laws of derivatives: all but those that are named here. What is written of a function is
 * checked by its calls, so that no name stays where it does not belong.
 */

/** Why no derivative is taken of a function. */
export const reasons = {
  "no floats go in": "its arguments are numbers that are known, integers, truth values, keys or texts",
  "no floats come out": "it gives integers, truth values, texts or functions",
  "nothing moves": "it is constant, or constant between the points at which it jumps: its derivative is zero",
  "no derivative is known": "nobody knows how it moves, JAX neither: it is refused",
  "no function of arrays": "it is about devices, programs, files or settings",
} as const;

/** One of the {@link reasons}. */
export type Reason = keyof typeof reasons;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The functions of which no derivative is taken. */
export const underivable: Readonly<Record<Reason, readonly string[]>> = {
  "no floats go in": words(`
    empty ones zeros load loadz broadcastShapes slice kaiser makeJaxpr arange mgrid ogrid ix_ indices fromfunction
    r_ indexExp s_ bartlett blackman hamming hanning eye identity tri complex bitwiseAnd bitwiseOr bitwiseXor
    leftShift bitwiseLeftShift rightShift bitwiseRightShift bitwiseNot bitwiseInvert invert promoteTypes finfo
    iinfo canCast isdtype issubdtype isscalar iterable packbits unpackbits bitwiseCount gcd lcm diagIndices
    trilIndices triuIndices maskIndices unravelIndex ravelMultiIndex lax.axisIndex lax.axisSize lax.reduceAnd
    lax.reduceOr lax.reduceXor lax.rngBitGenerator lax.bitwiseNot lax.bitwiseAnd lax.bitwiseOr lax.bitwiseXor
    lax.shiftLeft lax.shiftRightLogical lax.shiftRightArithmetic lax.full lax.iota lax.broadcastedIota
    lax.populationCount lax.clz lax.mulhi lax.convDimensionNumbers lax.linalg.luPivotsToPermutation linalg.dft
    linalg.hadamard linalg.helmert linalg.hilbert linalg.invhilbert linalg.invpascal linalg.pascal fft.fftfreq
    fft.rfftfreq special.bernoulli random.key random.PRNGKey random.clone random.keyData random.keyImpl
    random.wrapKeyData random.foldIn random.split random.subkeys random.bits random.normal random.exponential
    random.gumbel random.laplace random.logistic random.cauchy random.maxwell random.randint random.rademacher
    random.permutation random.ball random.orthogonal initializers.constant initializers.normal initializers.ones
    initializers.truncatedNormal initializers.uniform initializers.zeros initializers.glorotNormal
    initializers.glorotUniform initializers.heNormal initializers.heUniform initializers.lecunNormal
    initializers.lecunUniform initializers.varianceScaling initializers.xavierNormal initializers.xavierUniform
    initializers.kaimingNormal initializers.kaimingUniform initializers.deltaOrthogonal initializers.orthogonal
  `),
  "no floats come out": words(`
    save savez arrayRepr arrayStr all any countNonzero argmax argmin argwhere flatnonzero nonzero einsumPath
    evalShape iscomplex isreal iscomplexobj isrealobj isnan isinf isfinite isposinf isneginf equal notEqual less
    lessEqual greater greaterEqual isclose allclose arrayEqual arrayEquiv logicalAnd logicalOr logicalXor
    logicalNot signbit resultType ndim shape size nanargmax nanargmin digitize isin argsort argpartition lexsort
    searchsorted diagIndicesFrom trilIndicesFrom triuIndicesFrom lax.argmax lax.argmin lax.isFinite lax.eq lax.ne
    lax.lt lax.le lax.gt lax.ge lax.bitcastConvertType linalg.matrixRank random.geometric random.bernoulli
    random.categorical random.choice random.poisson
  `),
  "nothing moves": words(`
    emptyLike onesLike zerosLike floorDivide sign floor ceil trunc fix rint round around spacing heaviside
    lax.constantLike lax.round lax.sign lax.floor lax.ceil lax.roundToEven lax.fullLike
    special.comb special.gammasgn stats.rankdata stats.bernoulli.ppf random.binomial random.multinomial nn.oneHot
  `),
  "no derivative is known": words(`
    lax.linalg.choleskyUpdate lax.linalg.geqrf lax.linalg.householderProduct lax.linalg.ormqr lax.linalg.hessenberg
    lax.linalg.tridiagonal lax.linalg.schur linalg.eig linalg.funm linalg.hessenberg linalg.rsf2csf linalg.schur linalg.sqrtm
  `),
  "no function of arrays": words(`
    isNDArray getDefaultDevice setDefaultDevice deviceGet devicePut getPrintoptions printoptions setPrintoptions
    ioCallback pureCallback effectsBarrier debugNans debugInfs disableJit liveArrays noTracing trackLiveArrays ensureCompileTimeEval
    namedScope numpyRankPromotion numpyDtypePromotion
  `),
};

/** What a law does not hold for. */
export interface Exception {
  readonly law: Law;
  readonly reason: string;
  readonly names: readonly string[];
  /** What is said of their calls. */
  readonly says: RegExp;
  /** Whether it is so for every call of theirs, and not for certain arguments alone. */
  readonly always: boolean;
}

const always = (law: Law, reason: string, names: string, says: RegExp): Exception => ({
  law,
  reason,
  names: words(names),
  says,
  always: true,
});

const sometimes = (...given: Parameters<typeof always>): Exception => ({ ...always(...given), always: false });

/** A kind of exceptions that concerns several laws. */
const ofLaws = (
  laws: readonly Law[],
  make: typeof always,
  ...rest: [reason: string, names: string, says: RegExp]
): Exception[] => laws.map((law) => make(law, ...rest));

/** What is said of what has no derivative. */
export const unknown = /whose derivative is not known|in which no derivative is known/;
const byArgument = /differentiated by its argument/;
const backwards = /a loop of an unknown number of steps cannot be run backwards/;

/** All exceptions. */
export const exceptions: readonly Exception[] = [
  // What has no derivative by some of its arguments.
  sometimes(
    "tangent",
    "a function of two arguments has a derivative by one of them, as in JAX",
    `lax.betainc lax.igammaGradA lax.randomGammaGrad special.betainc special.expn stats.beta.cdf stats.beta.logcdf
    stats.beta.sf stats.beta.logsf`,
    byArgument,
  ),
  always("tangent", "to have none is its purpose", "lax.stopGradient", /^element 0 is 0 instead of/),
  // What is rounded to fewer digits on the way, and has the derivative of what is not rounded.
  ...ofLaws(
    ["tangent", "cotangent"],
    sometimes,
    "it rounds to few digits on purpose, and its derivative is that of what is not rounded",
    "lax.scaledDot lax.reducePrecision nn.scaledMatmul",
    /^element/,
  ),
  always(
    "second",
    "products of numbers that are rounded on purpose",
    "lax.scaledDot nn.scaledMatmul",
    /^forwards over backwards: element/,
  ),
  // Samples.
  always(
    "tangent",
    "a sample is drawn until one is kept, so that it jumps: its tangent is that of the quantile at which it lies",
    "random.gamma random.loggamma random.beta random.dirichlet random.chisquare random.f random.t random.generalizedNormal",
    /^element/,
  ),
  // Infinities.
  sometimes(
    "tangent",
    "the derivative by the exponent is 0 · ∞ in the middle, as in JAX",
    "stats.gennorm.cdf",
    /is NaN/,
  ),
  sometimes("cotangent", "the quantile of 1 is infinite, and so is its derivative", "stats.pareto.ppf", /is NaN/),
  // What goes forwards only.
  always(
    "cotangent",
    "a loop of an unknown number of steps cannot be run backwards",
    "whileLoop lax.whileLoop lax.scatterApply optimize.minimize",
    backwards,
  ),
  // First derivatives only.
  always("second", "eigenvalues move with eigenvectors, of which no derivative is known", "linalg.eigvals", unknown),
  sometimes("second", "eigenvalues move with eigenvectors, of which no derivative is known", "roots", unknown),
  sometimes(
    "second",
    "derivatives by parameters are sums by a loop that is not run backwards",
    "special.hyp1f1 special.hyp2f1",
    backwards,
  ),
  sometimes(
    "second",
    "the first derivative by a parameter is a function that has none, as in JAX",
    `lax.igamma lax.igammac special.gammainc special.gammaincc stats.chi2.cdf stats.chi2.logcdf stats.chi2.sf stats.chi2.logsf
    stats.gamma.cdf stats.gamma.logcdf stats.gamma.sf stats.gamma.logsf stats.gennorm.cdf random.gamma random.loggamma random.beta
    random.dirichlet random.chisquare random.f random.t random.generalizedNormal`,
    byArgument,
  ),
  // Batches.
  ...ofLaws(["batch", "batch of gradients"], always, "its shape depends on values", "trimZeros", /^it is refused/),
];
