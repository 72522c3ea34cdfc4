import {
  abs,
  full,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  sign,
  sqrt,
  where,
  whileLoop,
} from "@proj/array";
import type { NDArray } from "@proj/array";
import { convert, dtypes } from "@proj/array/core";
import { map } from "@proj/tree";

/*
 * A step along a direction that fulfils the strong Wolfe conditions: enough is gained, and the slope is flat enough (Nocedal &
 * Wright, Numerical Optimization, algorithms 3.5 and 3.6, with cubic, then quadratic interpolation, then halves).
 */

/** A place on the line. */
type Place = {
  /** How far along the direction. */
  readonly step: NDArray;
  readonly value: NDArray;
  /** The derivative along the direction. */
  readonly slope: NDArray;
};

/** A place on the line, and the gradient there. */
type PlaceWithGradient = Place & { readonly gradient: NDArray };

/** How the search ended. */
export interface LineSearchResult {
  readonly failed: NDArray;
  /** Of the function and its gradient. */
  readonly evaluations: NDArray;
  readonly step: NDArray;
  readonly value: NDArray;
  readonly gradient: NDArray;
  /** 0: found, 1: no place between two was found, 3: too many steps. */
  readonly status: NDArray;
}

/** Where the search begins. */
export interface LineSearchStart {
  readonly x: NDArray;
  readonly direction: NDArray;
  readonly value: NDArray;
  readonly previousValue: NDArray;
  readonly gradient: NDArray;
}

/** By which part of the first slope the value has to fall. */
const enoughGained = 1e-4;
/** Which part of the first slope may be left. */
const flatEnough = 0.9;
/** How often an interval is made smaller. */
const mostHalvings = 30;

const choose = <T>(condition: NDArray, yes: T, no: T): T =>
  map((a: NDArray, b: NDArray) => where(condition, a, b), yes as never, no as never);

const every = (...conditions: readonly NDArray[]): NDArray => conditions.reduce((a, b) => logicalAnd(a, b));

const no = (): NDArray => full([], false, "bool");
/** A count, which takes the dtype of what it is counted with. */
export const count = (n: number): NDArray => convert(full([], n, "int32"), "int32", true);

/** The least place of the cubic through three places with the slope at the first. */
function cubicMinimum(a: Place, b: Place, c: Pick<Place, "step" | "value">): NDArray {
  const [toB, toC] = [b.step.sub(a.step), c.step.sub(a.step)];
  const product = toB.mul(toC);
  const denominator = product.mul(product).mul(toB.sub(toC));
  const restB = b.value.sub(a.value).sub(a.slope.mul(toB));
  const restC = c.value.sub(a.value).sub(a.slope.mul(toC));
  const [squareB, squareC] = [toB.mul(toB), toC.mul(toC)];
  const cubic = squareC.mul(restB).sub(squareB.mul(restC)).div(denominator);
  const square = squareB.mul(toB).mul(restC).sub(squareC.mul(toC).mul(restB)).div(denominator);
  const radical = square.mul(square).sub(cubic.mul(a.slope).mul(3));
  return a.step.add(sqrt(radical).sub(square).div(cubic.mul(3)));
}

/** The least place of the parabola through two places with the slope at the first. */
function quadraticMinimum(a: Place, b: Place): NDArray {
  const apart = b.step.sub(a.step);
  const curvature = b.value.sub(a.value).sub(a.slope.mul(apart)).div(apart.mul(apart));
  return a.step.sub(a.slope.div(curvature.mul(2)));
}

/** The conditions that a step has to fulfil. */
class Wolfe {
  readonly #value: NDArray;
  readonly #slope: NDArray;

  constructor(value: NDArray, slope: NDArray) {
    this.#value = value;
    this.#slope = slope;
  }

  tooHigh({ step, value }: Place): NDArray {
    return value.gt(this.#value.add(step.mul(enoughGained).mul(this.#slope)));
  }

  isFlat({ slope }: Place): NDArray {
    return abs(slope).le(this.#slope.mul(-flatEnough));
  }
}

const onCurve = ({ step, value }: Place): Pick<Place, "step" | "value"> => ({ step, value });

type Evaluate = (step: NDArray) => PlaceWithGradient;

/** Looks for a step between two, the lower of which is known; does nothing where it is not asked for. */
function zoom(evaluate: Evaluate, wolfe: Wolfe, low: Place, high: Place, gradient: NDArray, wanted: NDArray) {
  const { dtype } = low.step;
  const smallest = dtypes[dtype].bytes < 8 ? 1e-5 : 1e-10;
  const between = { step: low.step.add(high.step).div(2), value: low.value.add(high.value).div(2) };
  const found: PlaceWithGradient = { ...low, step: full([], 1, dtype), gradient };
  const start = { done: no(), failed: no(), rounds: count(0), low, high, between, found };
  return whileLoop(
    ({ done, failed }: typeof start) => every(wanted, logicalNot(done), logicalNot(failed)),
    (now) => {
      const width = now.high.step.sub(now.low.step);
      const [left, right] = [minimum(now.high.step, now.low.step), maximum(now.high.step, now.low.step)];
      const inside = (step: NDArray, margin: number): NDArray =>
        logicalAnd(step.gt(left.add(width.mul(margin))), step.lt(right.sub(width.mul(margin))));
      const cubic = cubicMinimum(now.low, now.high, now.between);
      const quadratic = quadraticMinimum(now.low, now.high);
      const middle = now.low.step.add(now.high.step).div(2);
      const next = where(
        logicalAnd(now.rounds.gt(0), inside(cubic, 0.2)),
        cubic,
        where(inside(quadratic, 0.1), quadratic, middle),
      );
      const here = evaluate(next);
      const place: Place = { step: here.step, value: here.value, slope: here.slope };
      const above = logicalOr(wolfe.tooHigh(here), here.value.ge(now.low.value));
      const isFound = logicalAnd(wolfe.isFlat(here), logicalNot(above));
      const lower = logicalAnd(logicalNot(above), logicalNot(isFound));
      const turned = logicalAnd(lower, here.slope.mul(width).ge(0));
      return {
        done: logicalOr(now.done, isFound),
        failed: logicalOr(logicalOr(now.failed, width.le(smallest)), now.rounds.add(1).ge(mostHalvings)),
        rounds: now.rounds.add(1),
        low: choose(lower, place, now.low),
        high: choose(above, place, choose(turned, now.low, now.high)),
        between: choose(logicalOr(above, turned), onCurve(now.high), choose(lower, onCurve(now.low), now.between)),
        found: choose(isFound, here, now.found),
      };
    },
    start,
  );
}

/**
 * Searches along a direction in which the function falls.
 *
 * @param valueAndGradient - the function.
 * @param most - how many steps it takes, each twice the one before, before it gives up.
 */
export function lineSearch(
  valueAndGradient: (x: NDArray) => readonly [value: NDArray, gradient: NDArray],
  from: LineSearchStart,
  most: number,
): LineSearchResult {
  const { x, direction, gradient } = from;
  const { dtype } = x;
  const evaluate: Evaluate = (step) => {
    const [value, slopes] = valueAndGradient(x.add(direction.mul(step)));
    return { step, value, slope: slopes.dot(direction), gradient: slopes };
  };
  const slope = gradient.dot(direction);
  const wolfe = new Wolfe(from.value, slope);
  const guess = from.value.sub(from.previousValue).mul(2.02).div(slope);
  const first = where(guess.gt(1), 1, guess).astype(dtype);
  const origin: Place = { step: full([], 0, dtype), value: from.value, slope };
  const found: PlaceWithGradient = { ...origin, gradient };
  const start = {
    done: no(),
    failed: no(),
    round: count(1),
    evaluations: count(0),
    previous: origin,
    found,
  };
  const end = whileLoop(
    ({ done, failed, round }: typeof start) => every(logicalNot(done), round.le(most), logicalNot(failed)),
    (now) => {
      const here = evaluate(where(now.round.eq(1), first, now.previous.step.mul(2)));
      const place: Place = { step: here.step, value: here.value, slope: here.slope };
      const rose = logicalAnd(here.value.ge(now.previous.value), now.round.gt(1));
      const passed = logicalOr(wolfe.tooHigh(here), rose);
      const isFound = logicalAnd(wolfe.isFlat(here), logicalNot(passed));
      const rises = every(here.slope.ge(0), logicalNot(passed), logicalNot(isFound));
      const zooms = logicalOr(passed, rises);
      const zoomed = zoom(
        evaluate,
        wolfe,
        choose(rises, place, now.previous),
        choose(rises, now.previous, place),
        gradient,
        zooms,
      );
      return {
        done: logicalOr(now.done, logicalOr(zooms, isFound)),
        failed: logicalOr(now.failed, logicalAnd(zooms, zoomed.failed)),
        round: now.round.add(1),
        evaluations: now.evaluations.add(1).add(zoomed.rounds),
        previous: place,
        found: choose(isFound, here, choose(zooms, zoomed.found, now.found)),
      };
    },
    start,
  );
  const { step } = end.found;
  // In single precision a smaller step would change nothing.
  const least = dtypes[dtype].bytes < 8 ? where(abs(step).lt(1e-8), sign(step).mul(1e-8), step) : step;
  return {
    failed: logicalOr(end.failed, logicalNot(end.done)),
    evaluations: end.evaluations,
    step: least,
    value: end.found.value,
    gradient: end.found.gradient,
    status: where(end.failed, count(1), where(end.round.gt(most), count(3), count(0))),
  };
}
