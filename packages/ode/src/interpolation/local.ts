import { where, type NDArray } from "@proj/array";
import { readFields } from "@proj/tree/core";
import { Path } from "../path.ts";
import { inDTypeOf, mapArrays } from "../trees.ts";

/*
 * Solutions within one step.
 */

/** The fraction of the way from t0 to t1; zero, with zero derivatives, if they are one time. */
export function fractionOf(t0: NDArray, t: NDArray, t1: NDArray): NDArray {
  const none = t0.eq(t1);
  return where(none, 0, t.sub(t0)).div(where(none, 1, t1.sub(t0)));
}

/** What all interpolations of a step know. */
export interface StepEnds<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly y1: Y;
}

/** The straight line between the ends of a step. */
export class LocalLinearInterpolation<Y> extends Path<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly y1: Y;

  constructor(ends: StepEnds<Y>) {
    super();
    const { t0, t1, y0, y1 } = readFields("LocalLinearInterpolation", ends, "t0", "t1", "y0", "y1");
    this.t0 = t0;
    this.t1 = t1;
    this.y0 = y0;
    this.y1 = y1;
    Object.freeze(this);
  }

  protected at(t: NDArray): Y {
    const theta = fractionOf(this.t0, t, this.t1);
    return mapArrays((a, b) => a.add(b.sub(a).mul(inDTypeOf(theta, a))), this.y0, this.y1);
  }
}

/** A polynomial in the fraction of the step, by its coefficients from the highest power to the constant. */
export abstract class PolynomialInterpolation<Y> extends Path<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly coefficients: readonly Y[];

  constructor(t0: NDArray, t1: NDArray, coefficients: readonly Y[]) {
    super();
    this.t0 = t0;
    this.t1 = t1;
    this.coefficients = coefficients;
    Object.freeze(this);
  }

  protected at(t: NDArray): Y {
    const theta = fractionOf(this.t0, t, this.t1);
    return mapArrays(
      (...leaves) => leaves.reduce((sum, next) => sum.mul(inDTypeOf(theta, next)).add(next)),
      ...this.coefficients,
    );
  }
}

/** The cubic through both ends of a step, with slopes there (times the length of the step). */
export class ThirdOrderHermitePolynomialInterpolation<Y> extends PolynomialInterpolation<Y> {
  constructor(ends: StepEnds<Y> & { readonly k0: Y; readonly k1: Y }) {
    const operation = "ThirdOrderHermitePolynomialInterpolation";
    const { t0, t1, y0, y1, k0, k1 } = readFields(operation, ends, "t0", "t1", "y0", "y1", "k0", "k1");
    const rise = mapArrays((from, to) => to.sub(from), y0, y1);
    super(t0, t1, [
      mapArrays((first, last, rise) => first.add(last).sub(rise.mul(2)), k0, k1, rise),
      mapArrays((first, last, rise) => rise.mul(3).sub(first.mul(2)).sub(last), k0, k1, rise),
      k0,
      y0,
    ]);
  }

  /** With the first and the last stage of a Runge–Kutta step as slopes. */
  static fromK<Y>(stages: StepEnds<Y> & { readonly k: readonly Y[] }): ThirdOrderHermitePolynomialInterpolation<Y> {
    const { k, ...ends } = readFields("ThirdOrderHermitePolynomialInterpolation.fromK", stages, "k");
    return new ThirdOrderHermitePolynomialInterpolation({ ...ends, k0: k[0]!, k1: k.at(-1)! });
  }
}

/** The quartic through both ends of a step and a value in its middle, with slopes (times the length of the step) at the ends. */
export class FourthOrderPolynomialInterpolation<Y> extends PolynomialInterpolation<Y> {
  constructor(ends: StepEnds<Y> & { readonly yMid: Y; readonly k0: Y; readonly k1: Y }) {
    const operation = "FourthOrderPolynomialInterpolation";
    const { t0, t1, y0, y1, yMid, k0, k1 } = readFields(operation, ends, "t0", "t1", "y0", "y1", "yMid", "k0", "k1");
    super(t0, t1, [
      mapArrays((a, b, mid, f0, f1) => f1.sub(f0).mul(2).sub(a.add(b).mul(8)).add(mid.mul(16)), y0, y1, yMid, k0, k1),
      mapArrays(
        (a, b, mid, f0, f1) => f0.mul(5).sub(f1.mul(3)).add(a.mul(18)).add(b.mul(14)).sub(mid.mul(32)),
        y0,
        y1,
        yMid,
        k0,
        k1,
      ),
      mapArrays(
        (a, b, mid, f0, f1) => f1.sub(f0.mul(4)).sub(a.mul(11)).sub(b.mul(5)).add(mid.mul(16)),
        y0,
        y1,
        yMid,
        k0,
        k1,
      ),
      k0,
      y0,
    ]);
  }
}

/** y0 + Σ bᵢ(θ) kᵢ: the continuous extension of a Runge–Kutta method, by its weights as functions of the fraction of the step. */
export class StageInterpolation<Y> extends Path<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  readonly k: readonly Y[];
  readonly weights: (theta: NDArray) => readonly NDArray[];

  constructor(
    { t0, t1, y0, k }: Omit<StepEnds<Y>, "y1"> & { readonly k: readonly Y[] },
    weights: (theta: NDArray) => readonly NDArray[],
  ) {
    super();
    this.t0 = t0;
    this.t1 = t1;
    this.y0 = y0;
    this.k = k;
    this.weights = weights;
    Object.freeze(this);
  }

  protected at(t: NDArray): Y {
    const theta = fractionOf(this.t0, t, this.t1);
    const weights = this.weights(theta);
    return mapArrays(
      (y, ...stages) => stages.reduce((sum, stage, index) => sum.add(stage.mul(inDTypeOf(weights[index]!, stage))), y),
      this.y0,
      ...this.k,
    );
  }
}
