import {
  abs,
  all,
  clip,
  isfinite,
  logicalAnd,
  logicalNot,
  logicalOr,
  whileLoop,
  where,
  type ArrayLike,
  type NDArray,
} from "@proj/array";
import {
  arrayOption,
  functionOption,
  isNDArray,
  nullableOption,
  objectOption,
  readOptions,
  scalar,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { linearize } from "@proj/autodiff";
import { LU } from "../linear-solvers/direct.ts";
import type { LinearSolver } from "../linear-solvers/linear-solver.ts";
import { maxNorm, type Norm } from "../norms.ts";
import { firstFailure, RESULTS } from "../result.ts";
import { TreeRecord } from "../tree-record.ts";
import { arraysOf, mapArrays, minus, widestFloat } from "../trees.ts";
import type { Found, RootFinder, Scalar, Search, Tolerances } from "./root-finder.ts";

/** Options of the root finders of Newton's kind. */
export interface NewtonOptions {
  /** Relative tolerance; null to take it from the controller of an integration. */
  readonly rtol?: Scalar | null;
  /** Absolute tolerance; null to take it from the controller of an integration. */
  readonly atol?: Scalar | null;
  /** The size of a step in units of the tolerance; default {@link maxNorm}, or that of the controller with its tolerances. */
  readonly norm?: Norm | null;
  /** How small the expected remaining error has to be in units of the tolerance, where that decides; default 0.01. */
  readonly kappa?: Scalar;
  /** Default {@link LU}. */
  readonly linearSolver?: LinearSolver;
}

const scalarOption = nullableOption(arrayOption as OptionReader<Scalar>);
const readers: OptionReaders<NewtonOptions> = {
  rtol: scalarOption,
  atol: scalarOption,
  norm: nullableOption(functionOption<Norm>()),
  kappa: arrayOption as OptionReader<Scalar>,
  linearSolver: objectOption<LinearSolver>("a linear solver, such as new LU()", "init", "solve"),
};

interface State<Y> {
  readonly y: Y;
  /** Sizes of the last two steps. */
  readonly size: NDArray;
  readonly sizeBefore: NDArray;
  readonly steps: NDArray;
  readonly ended: NDArray;
  readonly result: NDArray;
}

/** Digits of a dtype that count, as the number 10^(2 - digits). */
function resolution(dtype: NDArray["dtype"]): number {
  return dtype === "float64" ? 1e-13 : dtype === "float32" ? 1e-4 : 0.1;
}

/**
 * Newton's method and its relatives: y ← y - J⁻¹ f(y), which differ in where the Jacobian J is taken and in when they end.
 *
 * E. Hairer, G. Wanner, "Solving Ordinary Differential Equations II", section IV.8.
 */
export abstract class NewtonChord extends TreeRecord implements RootFinder {
  readonly rtol: Scalar | null;
  readonly atol: Scalar | null;
  readonly norm: Norm | null;
  readonly kappa: Scalar;
  readonly linearSolver: LinearSolver;

  constructor(options: NewtonOptions = {}) {
    super();
    const {
      rtol = null,
      atol = null,
      norm = null,
      kappa = 0.01,
      linearSolver = new LU(),
    } = readOptions(new.target.name, options, readers);
    this.rtol = rtol;
    this.atol = atol;
    this.norm = norm;
    this.kappa = kappa;
    this.linearSolver = linearSolver;
    Object.freeze(this);
  }

  /** Whether the Jacobian is taken at each point, or once. */
  protected abstract get everyPoint(): boolean;
  /** Whether steps and function have to be small, or the rate at which steps become smaller decides. */
  protected abstract get cauchy(): boolean;

  get needsTolerances(): boolean {
    return this.rtol === null || this.atol === null;
  }

  withTolerances({ rtol, atol, norm }: Tolerances): RootFinder {
    const taken = { rtol: this.rtol ?? rtol, atol: this.atol ?? atol, norm: this.norm ?? norm };
    const { kappa, linearSolver } = this;
    return new (this.constructor as new (options: NewtonOptions) => NewtonChord)({ ...taken, kappa, linearSolver });
  }

  linearise<Y>(f: (y: Y) => Y, y: Y): unknown {
    const [, apply] = linearize((at) => f(at as Y) as NDArray, [y as NDArray]);
    return this.linearSolver.init({ apply: (x) => apply(x as NDArray), like: y });
  }

  find<Y>(f: (y: Y) => Y, guess: Y, search: Search): Found<Y> {
    const { rtol, atol } = this;
    if (rtol === null || atol === null) throw noTolerances(this.constructor.name);
    const norm = this.norm ?? maxNorm;
    const { maxSteps, lower, upper } = search;
    const once = this.everyPoint ? null : (search.linearisation ?? this.linearise(f, guess));
    const dtype = widestFloat(guess);
    const inTolerances = (y: Y, at: Y): NDArray =>
      norm(mapArrays((step, value) => step.div(abs(value).mul(rtol).add(atol)), y, at)).astype(dtype);

    const step = (state: State<Y>): State<Y> => {
      const { y } = state;
      const fy = f(y);
      const solved = this.linearSolver.solve(once ?? this.linearise(f, y), fy);
      const free = minus(y, solved.value);
      const next = bounded(free, lower, upper);
      const moved = next === free ? solved.value : minus(y, next);
      const size = inTolerances(moved, next);
      const steps = state.steps.add(1);
      const finite = arraysOf(y)
        .map((x) => all(isfinite(x)))
        .reduce((a, b) => logicalAnd(a, b), scalar(true, "bool"));
      const verdict = this.cauchy
        ? {
            ended: logicalAnd(inTolerances(moved, y).lt(1), norm(mapArrays((value) => value.div(atol), fy)).lt(1)),
            result: null,
          }
        : byRate(this, size, state.size, steps);
      const failed = where(finite, firstFailure(solved.result, verdict.result)!, RESULTS.nonfinite).astype("int32");
      return {
        y: next,
        size,
        sizeBefore: state.size,
        steps,
        ended: verdict.ended,
        result: failed,
      };
    };
    const last = whileLoop<State<Y>>(
      ({ ended, result, steps }) => {
        const open = logicalAnd(logicalNot(ended), result.eq(RESULTS.successful));
        return maxSteps === null ? open : logicalAnd(open, steps.lt(maxSteps));
      },
      step,
      {
        y: guess,
        size: scalar(Infinity, dtype),
        sizeBefore: scalar(1, dtype),
        steps: scalar(0, "int32"),
        ended: scalar(false, "bool"),
        result: scalar(RESULTS.successful, "int32"),
      },
    );
    const unended = logicalAnd(last.result.eq(RESULTS.successful), logicalNot(last.ended));
    return {
      value: last.y,
      result: where(unended, RESULTS.nonlinearMaxStepsReached, last.result).astype("int32"),
      numSteps: last.steps,
    };
  }
}

/** From the second step on: whether the rest is expected to be small. */
function byRate(
  self: NewtonChord,
  size: NDArray,
  before: NDArray,
  steps: NDArray,
): { readonly ended: NDArray; readonly result: NDArray } {
  const second = steps.ge(2);
  const rate = size.div(before);
  const rest = size.mul(rate).div(rate.neg().add(1));
  const small = size.lt(resolution(size.dtype));
  const diverged = logicalOr(logicalNot(isfinite(rate)), rate.gt(2));
  const converged = logicalAnd(rest.gt(0), rest.lt(self.kappa));
  const failed = logicalAnd(logicalNot(small), logicalOr(diverged, logicalNot(converged)));
  const ended = logicalAnd(second, logicalOr(small, logicalOr(diverged, converged)));
  // A search that has not come close after two steps is given up: a smaller step of the integration is cheaper.
  return {
    ended,
    result: where(logicalAnd(second, failed), RESULTS.nonlinearDivergence, RESULTS.successful).astype("int32"),
  };
}

/** A tree moved between bounds, each a tree like it or one value. */
function bounded<Y>(y: Y, lower: unknown, upper: unknown): Y {
  if (lower === undefined && upper === undefined) return y;
  const like = (bound: unknown): Y =>
    isNDArray(bound) || typeof bound === "number" ? mapArrays(() => bound as NDArray, y) : (bound as Y);
  const above = lower === undefined ? y : mapArrays((x, bound: ArrayLike) => clip(x, bound, null), y, like(lower));
  return upper === undefined ? above : mapArrays((x, bound: ArrayLike) => clip(x, null, bound), above, like(upper));
}

function noTolerances(name: string): UsageError {
  return new UsageError({
    operation: name,
    received: "no tolerances",
    expected: "rtol and atol, which only an adaptive controller gives by itself",
    remedy: `pass a controller such as new PIDController({ rtol, atol }), or new ${name}({ rtol, atol }) as the solver's rootFinder`,
  });
}
