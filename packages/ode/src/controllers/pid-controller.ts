import {
  abs,
  any,
  clip,
  divide,
  isinf,
  isnan,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  UsageError,
  where,
  type NDArray,
} from "@proj/array";
import {
  arrayOption,
  booleanOption,
  functionOption,
  nullableOption,
  readNeededOptions,
  scalar,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { stopGradient } from "@proj/autodiff";
import { rmsNorm, type Norm } from "../norms.ts";
import { resultCode } from "../result.ts";
import type { Tolerances } from "../root-finders/root-finder.ts";
import { mapArrays, widestFloat } from "../trees.ts";
import { initialStep } from "./initial-step.ts";
import { AbstractStepSizeController, type Attempt, type Start, type Verdict } from "./step-size-controller.ts";

/** A number, or a scalar that may be traced. */
type Scalar = number | NDArray;

/** What {@link PIDController} is made from. */
export interface PIDControllerOptions {
  /** Relative tolerance. */
  readonly rtol: Scalar;
  /** Absolute tolerance. */
  readonly atol: Scalar;
  /** Weight of the proportional part; default 0. */
  readonly pcoeff?: Scalar;
  /** Weight of the integral part; default 1. */
  readonly icoeff?: Scalar;
  /** Weight of the derivative part; default 0. */
  readonly dcoeff?: Scalar;
  /** The smallest step; default null: none. */
  readonly dtmin?: Scalar | null;
  /** The largest step; default null: none. */
  readonly dtmax?: Scalar | null;
  /** Whether steps are made at `dtmin`, with whatever error, where smaller ones were needed; else it is a failure. Default true. */
  readonly forceDtmin?: boolean;
  /** The smallest factor between two steps; default 0.2. */
  readonly factormin?: Scalar;
  /** The largest factor between two steps; default 10. */
  readonly factormax?: Scalar;
  /** By which the step is multiplied that the error allows; default 0.9. */
  readonly safety?: Scalar;
  /** The size of a scaled error; default {@link rmsNorm}. */
  readonly norm?: Norm;
  /** The order by which errors scale with the step; default null: that of the solver. */
  readonly errorOrder?: Scalar | null;
}

const scalarOption = arrayOption as OptionReader<Scalar>;

const readers: OptionReaders<PIDControllerOptions> = {
  rtol: scalarOption,
  atol: scalarOption,
  pcoeff: scalarOption,
  icoeff: scalarOption,
  dcoeff: scalarOption,
  dtmin: nullableOption(scalarOption),
  dtmax: nullableOption(scalarOption),
  forceDtmin: booleanOption,
  factormin: scalarOption,
  factormax: scalarOption,
  safety: scalarOption,
  norm: functionOption<Norm>(),
  errorOrder: nullableOption(scalarOption),
};

/** What the controller remembers. */
export interface PIDState {
  /** 1 / error of the last accepted step and of the one before it. */
  readonly last: NDArray;
  readonly secondLast: NDArray;
  /** Whether the next step has the smallest length. */
  readonly atDtmin: NDArray;
}

/**
 * Adapts the steps so that the error of each is about atol + rtol · |y|.
 *
 * With e the norm of error / (atol + rtol · max(|y₀|, |y₁|)), a step is accepted if e < 1, and the next one is longer by the
 * factor safety · (1/e)^((p + i + d)/k) · (1/e₋₁)^(-(p + 2d)/k) · (1/e₋₂)^(d/k), between `factormin` (1 after acceptance) and
 * `factormax` (safety after rejection), where k is the order of the error and e₋₁, e₋₂ are the errors of accepted steps before.
 * No derivative flows through the choice of steps.
 *
 * G. Söderlind, "Digital filters in adaptive time-stepping", ACM Transactions on Mathematical Software 29 (2003) 1–26.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, PIDController, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-6 });
 * const { ys } = diffeqsolve(decay, new Tsit5(), { t0: 0, t1: 5, dt0: 0.1, y0: array([1]), stepsizeController });
 * ys.toList(); // ≈ [[0.0068]]
 * ```
 */
export class PIDController extends AbstractStepSizeController<true, PIDState> {
  readonly rtol: Scalar;
  readonly atol: Scalar;
  readonly pcoeff: Scalar;
  readonly icoeff: Scalar;
  readonly dcoeff: Scalar;
  readonly dtmin: Scalar | null;
  readonly dtmax: Scalar | null;
  readonly forceDtmin: boolean;
  readonly factormin: Scalar;
  readonly factormax: Scalar;
  readonly safety: Scalar;
  readonly norm: Norm;
  readonly errorOrder: Scalar | null;

  /** @param options - the tolerances, and what else is not as usual. */
  constructor(options: PIDControllerOptions) {
    super();
    const read = readNeededOptions("PIDController", options, readers, ["rtol", "atol"]);
    this.rtol = read.rtol;
    this.atol = read.atol;
    this.pcoeff = read.pcoeff ?? 0;
    this.icoeff = read.icoeff ?? 1;
    this.dcoeff = read.dcoeff ?? 0;
    this.dtmin = read.dtmin ?? null;
    this.dtmax = read.dtmax ?? null;
    this.forceDtmin = read.forceDtmin ?? true;
    this.factormin = read.factormin ?? 0.2;
    this.factormax = read.factormax ?? 10;
    this.safety = read.safety ?? 0.9;
    this.norm = read.norm ?? rmsNorm;
    this.errorOrder = read.errorOrder ?? null;
    Object.freeze(this);
  }

  get needsErrorEstimate(): true {
    return true;
  }

  override get tolerances(): Tolerances {
    return { rtol: this.rtol, atol: this.atol, norm: this.norm };
  }

  init(start: Start): { readonly t1: NDArray; readonly state: PIDState } {
    const { dtmin, dtmax, rtol, atol, norm } = this;
    const { t0, y0 } = start;
    const asked =
      start.dt0 ?? stopGradient(initialStep(start, { rtol, atol, norm, order: orderOf(this, start.errorOrder) }));
    const below = dtmax === null ? asked : minimum(asked, dtmax);
    const dt0 = dtmin === null ? below : maximum(below, dtmin);
    const one = scalar(1, widestFloat(y0));
    return { t1: t0.add(dt0.astype(t0.dtype)), state: { last: one, secondLast: one, atDtmin: scalar(false, "bool") } };
  }

  adapt({ t0, t1, y0, y1, error, errorOrder }: Attempt, state: PIDState): Verdict<PIDState> {
    if (error === null) throw noEstimate();
    const { dtmin, dtmax, pcoeff, icoeff, dcoeff, safety } = this;
    const order = orderOf(this, errorOrder);
    const scaledError = this.norm(mapArrays((a, b, e) => inTolerances(this, a, b, e), y0, y1, error));
    const within = scaledError.lt(1);
    const keep = dtmin === null ? within : logicalOr(within, state.atDtmin);
    const inverse = stopGradient(divide(1, scaledError));

    const power = (base: NDArray, weight: Scalar): NDArray | null =>
      weight === 0 ? null : base.pow(over(weight, order));
    const factors = [
      power(inverse, plus(plus(icoeff, pcoeff), dcoeff)),
      power(state.last, times(plus(pcoeff, times(dcoeff, 2)), -1)),
      power(state.secondLast, dcoeff),
    ];
    const wanted = factors.reduce(
      (product: Scalar, factor) => (factor === null ? product : factor.mul(product)),
      safety,
    );
    // Whatever is wanted, the step after an accepted one does not shrink, and the one after a rejected one does.
    const factor = stopGradient(clip(wanted, where(keep, 1, this.factormin), where(keep, this.factormax, safety)));
    let dt = t1.sub(t0).mul(factor.astype(t1.dtype));

    // An error of zero or infinity says nothing about the errors to come.
    const silent = logicalOr(inverse.eq(0), isinf(inverse));
    const heard = where(silent, 1, inverse).astype(state.last.dtype);

    let result: NDArray | null = null;
    let atDtmin = state.atDtmin;
    if (dtmax !== null) dt = minimum(dt, dtmax).astype(t1.dtype);
    if (dtmin !== null) {
      if (!this.forceDtmin) result = where(dt.lt(dtmin), resultCode("dtMinReached"), resultCode("successful"));
      // Rounding must not carry the step away from the smallest one while it stays there.
      dt = where(logicalAnd(atDtmin, factor.eq(1)), dtmin, dt).astype(t1.dtype);
      atDtmin = dt.le(dtmin);
      dt = maximum(dt, dtmin).astype(t1.dtype);
    }
    const next = where(keep, t1, t0);
    return {
      keep,
      t0: next,
      t1: next.add(dt),
      madeJump: false,
      state: {
        last: where(keep, heard, state.last),
        secondLast: where(keep, state.last, state.secondLast),
        atDtmin,
      },
      result,
    };
  }
}

function inTolerances(self: PIDController, y0: NDArray, y1: NDArray, error: NDArray): NDArray {
  // The step may have left the region where the vector field is defined.
  const end = where(any(isnan(y1)), y0, y1);
  return error.div(maximum(abs(y0), abs(end)).mul(self.rtol).add(self.atol));
}

function orderOf(self: PIDController, solvers: number | null): Scalar {
  const order = self.errorOrder ?? solvers;
  if (order === null) throw noOrder();
  return order;
}

const plus = (a: Scalar, b: Scalar): Scalar =>
  typeof a === "number" ? (typeof b === "number" ? a + b : b.add(a)) : a.add(b);
const times = (a: Scalar, b: number): Scalar => (typeof a === "number" ? a * b : a.mul(b));
const over = (a: Scalar, b: Scalar): Scalar => (typeof a === "number" && typeof b === "number" ? a / b : divide(a, b));

function noEstimate(): UsageError {
  return new UsageError({
    operation: "PIDController",
    received: "a solver that does not estimate the errors of its steps",
    expected: "a solver with error estimates",
    remedy: "choose another solver (Tsit5, Kvaerno5), or wrap it: new HalfSolver(solver)",
  });
}

function noOrder(): UsageError {
  return new UsageError({
    operation: "PIDController",
    received: "a solver that does not know the order of its error estimate",
    expected: "the order",
    remedy:
      "pass errorOrder: the order of the solver plus one for an ordinary equation, plus a half for a stochastic one",
  });
}
