import { array, maximum, sqrt, type DType, type NDArray } from "@proj/array";
import {
  anyOption,
  booleanOption,
  choiceOption,
  convert,
  integerOption,
  nullableOption,
  readArgument,
  readOptions,
  UsageError,
  wrongOption,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { rsqrt } from "@proj/array/lax";
import { svdvals } from "@proj/array/linalg";
import { absSquare, beside, extremeDType, mapArrays, trainableLeaves, withLeaves, zerosLike } from "../arrays.ts";
import {
  accumulatorOption,
  computingDType,
  increment,
  noSteps,
  scalarOption,
  scalarOrScheduleOption,
  scalars,
  schedulables,
  type Scalar,
} from "../hyperparameters.ts";
import { moment, nesterovMean, unbiased } from "../moments.ts";
import { adamw } from "../optimisers/adamw.ts";
import {
  stateless,
  type ArrayTree,
  type CountState,
  type EmptyState,
  type GradientTransformation,
  type ScalarOrSchedule,
  type ScheduledState,
  type StateOf,
} from "../transformation.ts";
import type { Mask } from "../transforms/mask.ts";
import { inAccumulator } from "../transforms/scale-by-adam.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { addDecayedWeights } from "../transforms/weight-decay.ts";
import { chain } from "../wrappers/chain.ts";
import { restricted } from "../wrappers/masked.ts";
import type { PartitionState } from "../wrappers/partition.ts";
import { asMatrices, axesOfEach, type MatrixAxes, type MatrixAxesOf } from "./matrix-axes.ts";

/** Coefficients a, b, c of an iteration x ← a x + b (x xᵀ) x + c (x xᵀ)² x. */
export type Coefficients = readonly [number, number, number];

/** The same coefficients for every iteration, others for each, or the name of known ones. */
export type NsCoeffs = Coefficients | readonly Coefficients[] | "standard" | "dion";

const known: { readonly [Name in "standard" | "dion"]: Coefficients | readonly Coefficients[] } = {
  standard: [3.4445, -4.775, 2.0315],
  dion: [
    [4.0848, -6.8946, 2.927],
    [3.9505, -6.3029, 2.6377],
    [3.7418, -5.5913, 2.3037],
    [2.8769, -3.1427, 1.2046],
    [2.8366, -3.0525, 1.2012],
  ],
};

const isTriple = (value: unknown): value is Coefficients =>
  Array.isArray(value) && value.length === 3 && value.every((entry) => typeof entry === "number");

const coefficientsOption: OptionReader<NsCoeffs> = (value, place) => {
  if (value === "standard" || value === "dion" || isTriple(value)) return value;
  if (Array.isArray(value) && value.length > 0 && value.every(isTriple)) return value;
  throw wrongOption(place, value, 'three numbers, a list of three numbers each, "standard" or "dion"');
};

/** How matrices are scaled before the iteration, so that it converges. */
export type Preconditioning = "frobenius" | "spectral" | "aol" | "schatten";

/** The running mean of gradients and the coefficients of the iteration. */
export interface MuonState extends CountState {
  readonly mu: ArrayTree;
  readonly nsCoeffs: NDArray;
}

/** The constants of {@link scaleByMuon}. */
export interface ScaleByMuonOptions {
  /** Coefficients of the iteration; default `"standard"`. */
  readonly nsCoeffs?: NsCoeffs;
  /** The number of iterations; default 5. */
  readonly nsSteps?: number;
  /** Decay of the mean of gradients; default 0.95. */
  readonly beta?: Scalar;
  /** Against division by zero; default 1e-8. */
  readonly eps?: Scalar;
  /** The dtype in which the mean of gradients is kept; default that of the parameters. */
  readonly muDtype?: DType | null;
  /** Nesterov's look-ahead; default true. */
  readonly nesterov?: boolean;
  /** Whether steps are as long as the part of the mean along them; default false. */
  readonly adaptive?: boolean;
  /** How matrices are scaled at first; default `"frobenius"`. */
  readonly preconditioning?: Preconditioning;
  /** Which axes of parameters are rows and columns; default those of matrices. */
  readonly weightDimensionNumbers?: MatrixAxesOf;
}

const readers: OptionReaders<ScaleByMuonOptions> = {
  ...scalars("beta", "eps"),
  nsCoeffs: coefficientsOption,
  nsSteps: integerOption(1),
  muDtype: accumulatorOption,
  nesterov: booleanOption,
  adaptive: booleanOption,
  preconditioning: choiceOption("frobenius", "spectral", "aol", "schatten"),
  weightDimensionNumbers: anyOption<MatrixAxesOf>(),
};

/** One iteration from x and x xᵀ. */
function iterated(x: NDArray, square: NDArray, coefficients: NDArray): NDArray {
  const [a, b, c] = [0, 1, 2].map((place) => coefficients.get(place)) as [NDArray, NDArray, NDArray];
  return x.mul(a).add(square.mul(b).add(square.mul(c).matmul(square)).matmul(x));
}

const gram = (x: NDArray): NDArray => x.matmul(x.conj().mT);

/** The scale of the first iteration and what it makes of x and x xᵀ. */
function firstScaled(x: NDArray, preconditioning: "aol" | "schatten"): readonly [x: NDArray, square: NDArray] {
  const square = gram(x);
  const size =
    preconditioning === "aol"
      ? square.abs().sum({ axis: -1, keepdims: true })
      : sqrt(absSquare(square).sum({ axis: [-2, -1], keepdims: true }));
  const scale = rsqrt(maximum(size, 1e-8));
  return [x.mul(scale), square.mul(scale).mul(scale.mT)];
}

/** The nearest matrices with singular values near 1, by Newton and Schulz's iteration (Jordan et al. 2024). */
function orthogonalised(
  matrices: NDArray,
  coefficients: NDArray,
  steps: number,
  preconditioning: Preconditioning,
  eps: Scalar,
): NDArray {
  const [, m, n] = matrices.shape as readonly [number, number, number];
  let x = m > n ? matrices.mT : matrices;
  if (preconditioning === "frobenius") {
    const norm = sqrt(absSquare(x).sum({ axis: [-2, -1], keepdims: true }));
    x = x.div(norm.add(beside(eps, norm)));
  }
  if (preconditioning === "spectral") {
    const norm = svdvals(x).max({ axis: -1, keepdims: true }).reshape([-1, 1, 1]);
    x = x.div(norm.add(beside(eps, norm)));
  }
  const each = convert(coefficients, x.dtype);
  const count = each.ndim === 1 ? steps : each.shape[0]!;
  for (let step = 0; step < count; step++) {
    const own = each.ndim === 1 ? each : each.get(step);
    if (step === 0 && (preconditioning === "aol" || preconditioning === "schatten"))
      x = iterated(...firstScaled(x, preconditioning), own);
    else x = iterated(x, gram(x), own);
  }
  return m > n ? x.mT : x;
}

/** The coefficients that a number of iterations uses. */
function coefficientsOf(operation: string, given: NsCoeffs, steps: number): readonly (number | readonly number[])[] {
  const values = typeof given === "string" ? known[given] : given;
  if (isTriple(values)) return values;
  const rows = values;
  if (rows.length <= steps) return rows.slice(-steps);
  throw new UsageError({
    operation,
    received: `nsCoeffs for ${rows.length} iterations and nsSteps: ${steps}`,
    expected: "coefficients for at most nsSteps iterations",
    remedy: "raise nsSteps, or leave coefficients out",
  });
}

function orthogonalising(operation: string, options: ScaleByMuonOptions): GradientTransformation<MuonState> {
  const { nsCoeffs = "standard", nsSteps = 5, beta = 0.95, eps = 1e-8, muDtype, nesterov = true } = options;
  const { adaptive = false, preconditioning = "frobenius", weightDimensionNumbers } = options;
  const coefficients = coefficientsOf(operation, nsCoeffs, nsSteps);
  return {
    init: (params) => ({
      count: noSteps(),
      mu: zerosLike(params, muDtype),
      nsCoeffs: array(coefficients, computingDType(extremeDType(params, "highest"))),
    }),
    update(updates, state) {
      const axes = axesOfEach(operation, weightDimensionNumbers, updates, 2);
      const mu = moment(operation, updates, { mu: state.mu }, beta, 1);
      const count = increment(state.count);
      const muHat = nesterov
        ? nesterovMean(operation, updates, { mu }, beta, [count, increment(count)])
        : unbiased(operation, mu, beta, count);
      let place = 0;
      const step = mapArrays(
        operation,
        (_, m) => {
          const { matrices, back } = asMatrices(operation, m, axes[place++] ?? {});
          const next = back(orthogonalised(matrices, state.nsCoeffs, nsSteps, preconditioning, eps));
          return adaptive ? next.mul(m.conj().mul(next).sum()) : next;
        },
        updates,
        { muHat },
      );
      return [step, { count, mu: inAccumulator(mu, muDtype), nsCoeffs: state.nsCoeffs }];
    },
  };
}

/**
 * The running mean of gradients as a matrix with all singular values near 1 (Jordan et al. 2024).
 *
 * @param options - see {@link ScaleByMuonOptions}.
 * @returns a transformation of matrices.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleByMuon } from "@proj/optim/contrib";
 * const { init, update } = scaleByMuon({ nsSteps: 8 });
 * const gradient = array([[3, 0], [0, 0.5]]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [[1.11, 0], [0, 0.752]]
 * ```
 */
export function scaleByMuon(options?: ScaleByMuonOptions): GradientTransformation<MuonState> {
  return orthogonalising("scaleByMuon", readOptions("scaleByMuon", options, readers));
}

/** The constants of {@link muon}. */
export interface MuonOptions extends Omit<ScaleByMuonOptions, "weightDimensionNumbers"> {
  /** How much of each matrix is subtracted per step, times the learning rate; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which matrices decay; default all. */
  readonly weightDecayMask?: Mask;
  /** Decay of the mean of gradients of other parameters; default 0.9. */
  readonly adamB1?: Scalar;
  /** Decay of the mean of squares of other parameters; default 0.999. */
  readonly adamB2?: Scalar;
  /** Added under the root for other parameters; default 0. */
  readonly adamEpsRoot?: Scalar;
  /** How much of other parameters is subtracted; default 0. */
  readonly adamWeightDecay?: ScalarOrSchedule;
  /** The learning rate of other parameters; default `null`, the same. */
  readonly adamLearningRate?: ScalarOrSchedule | null;
  /** Which parameters are matrices, and which of their axes are rows and columns; default those with two axes. */
  readonly muonWeightDimensionNumbers?: MatrixAxesOf;
  /** The root mean square that steps have in all shapes; default `null`: they grow with the root of the ratio of axes. */
  readonly consistentRms?: Scalar | null;
}

const { weightDimensionNumbers: _, ...shared } = readers;
const muonReaders: OptionReaders<MuonOptions> = {
  ...shared,
  ...scalars("adamB1", "adamB2", "adamEpsRoot"),
  ...schedulables("weightDecay", "adamWeightDecay"),
  weightDecayMask: anyOption<Mask>(),
  adamLearningRate: nullableOption(scalarOrScheduleOption),
  muonWeightDimensionNumbers: anyOption<MatrixAxesOf>(),
  consistentRms: nullableOption(scalarOption),
};

/** Steps of one size in all shapes. */
function scaleByShape(
  axesOf: (tree: unknown) => readonly (MatrixAxes | null)[],
  rms: Scalar | null,
): GradientTransformation<EmptyState> {
  return stateless((updates) => {
    const axes = axesOf(updates);
    const scaled = trainableLeaves(updates).map((u, place) => {
      const { fanIn, fanOut } = asMatrices("muon", u, axes[place] ?? {});
      if (rms === null) return u.mul(Math.sqrt(Math.max(1, fanOut / fanIn)));
      return u.mul(beside(rms, u)).mul(Math.sqrt(Math.max(fanIn, fanOut)));
    });
    return withLeaves(updates, scaled);
  });
}

type MuonPart = readonly [MuonState, EmptyState, ScheduledState, ScheduledState];

/**
 * Muon: matrices step along the nearest orthogonal matrix, all other parameters by AdamW (Jordan et al. 2024).
 *
 * @param learningRate - a number, a scalar or a schedule.
 * @param options - see {@link MuonOptions}.
 * @returns an optimiser whose `update` needs the parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { muon } from "@proj/optim/contrib";
 * const { init, update } = muon(0.1);
 * const params = { w: array([[1, 0], [0, 1]]), b: array([1]) };
 * const gradients = { w: array([[3, 0], [0, 3]]), b: array([2]) };
 * update(gradients, init(params), params)[0].b.toList(); // ≈ [-0.1474]
 * ```
 */
export function muon(
  learningRate: ScalarOrSchedule,
  options?: MuonOptions,
): GradientTransformation<
  PartitionState<{ readonly muon: MuonPart; readonly adam: StateOf<ReturnType<typeof adamw>> }>
> {
  const operation = "muon";
  const rate = readArgument(operation, "learningRate", learningRate, scalarOrScheduleOption);
  const read = readOptions(operation, options, muonReaders);
  const {
    weightDecay = 0,
    weightDecayMask,
    adamB1: b1 = 0.9,
    adamB2: b2 = 0.999,
    adamEpsRoot: epsRoot = 0,
    ...rest
  } = read;
  const { adamWeightDecay = 0, adamLearningRate = null, muonWeightDimensionNumbers: given, ...others } = rest;
  const { consistentRms = null, ...constants } = others;
  const { eps = 1e-8, muDtype = null, nesterov = true } = constants;
  const axesOf = (tree: unknown): readonly (MatrixAxes | null)[] => axesOfEach(operation, given, tree, 0);
  const weightDimensionNumbers = given === undefined ? {} : { weightDimensionNumbers: given };
  const matrices = chain(
    orthogonalising(operation, { ...constants, ...weightDimensionNumbers }),
    scaleByShape(axesOf, consistentRms),
    addDecayedWeights(weightDecay, weightDecayMask),
    scaleByLearningRate(rate),
  );
  const decay = { weightDecay: adamWeightDecay };
  const adam = adamw(adamLearningRate ?? rate, { b1, b2, eps, epsRoot, muDtype, nesterov, ...decay });
  const first = restricted(operation, matrices, (tree) => axesOf(tree).map((axes) => axes !== null), {});
  const second = restricted(operation, adam, (tree) => axesOf(tree).map((axes) => axes === null), {});
  return {
    init: (params) => ({ innerStates: { muon: first.init(params), adam: second.init(params) } }),
    update(updates, { innerStates }, params, extra) {
      const [changed, next] = first.update(updates, innerStates.muon, params, extra);
      const [step, state] = second.update(changed, innerStates.adam, params, extra);
      return [step, { innerStates: { muon: next, adam: state } }];
    },
  };
}
