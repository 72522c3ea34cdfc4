import {
  isinf,
  isnan,
  logicalAnd as and,
  logicalNot as not,
  logicalOr as or,
  maximum,
  minimum,
  sqrt,
  where,
  whileLoop,
  type NDArray,
} from "@proj/array";
import {
  booleanOption,
  choiceOption,
  convert,
  nullableOption,
  readArgument,
  readOptions,
  scalar,
  type OptionReaders,
} from "@proj/array/core";
import { extremeDType, mapToState, zerosLike } from "../arrays.ts";
import { inDType, noSteps, scalarOption, scalars, type Scalar } from "../hyperparameters.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";
import { along, lineOf, type Line } from "./line.ts";
import { reportFailure } from "./report.ts";

/** How a search went. */
export interface ZoomLinesearchInfo {
  readonly numLinesearchSteps: NDArray;
  /** By how much the loss fell short of the decrease that was asked for. */
  readonly decreaseError: NDArray;
  /** By how much the slope was too steep. */
  readonly curvatureError: NDArray;
}

/** The last step: its length, and the loss and its gradient there. */
export interface ZoomLinesearchState {
  readonly learningRate: NDArray;
  readonly value: NDArray;
  readonly grad: ArrayTree;
  readonly info: ZoomLinesearchInfo;
}

/** Options of {@link scaleByZoomLinesearch}. */
export interface ZoomOptions {
  /** The longest step; by default there is none. */
  readonly maxLearningRate?: Scalar | null;
  /** By how much both conditions may be missed; default 0. */
  readonly tol?: Scalar;
  /** The factor of a step that was too short; default 2. */
  readonly increaseFactor?: Scalar;
  /** The part of the slope by which the loss has to fall; default 1e-4. */
  readonly slopeRtol?: Scalar;
  /** The part of the slope that may remain; default 0.9. */
  readonly curvRtol?: Scalar;
  /** The part of the loss by which it may grow where the slope has become small enough; default 1e-6, `null` for never. */
  readonly approxDecRtol?: Scalar | null;
  /** The interval below which the search gives up; default 1e-5. */
  readonly stepsizePrecision?: Scalar;
  /** Whether a search begins with the step that the last one ended with, or with 1; default `"keep"`. */
  readonly initialGuessStrategy?: "keep" | "one";
  /** Whether a search that fails prints what it ended with; default false. */
  readonly verbose?: boolean;
}

const readers: OptionReaders<ZoomOptions> = {
  ...scalars("tol", "increaseFactor", "slopeRtol", "curvRtol", "stepsizePrecision"),
  maxLearningRate: nullableOption(scalarOption),
  approxDecRtol: nullableOption(scalarOption),
  initialGuessStrategy: choiceOption("keep", "one"),
  verbose: booleanOption,
};

/** A place on the line: the length of the step, the loss and the slope there. */
interface Place {
  readonly step: NDArray;
  readonly value: NDArray;
  readonly slope: NDArray;
}

/** A place with the gradient there. */
interface Known extends Place {
  readonly grad: readonly NDArray[];
}

/** A search under way. */
interface Search {
  readonly count: NDArray;
  readonly last: Known;
  /** The end of the interval where the loss is lower, and the other one. */
  readonly low: Place;
  readonly high: Place;
  /** A third place, for the cubic. */
  readonly third: Place;
  /** The best place so far where the loss fell enough. */
  readonly safe: Known;
  readonly decreaseError: NDArray;
  readonly curvatureError: NDArray;
  readonly intervalFound: NDArray;
  readonly done: NDArray;
  readonly failed: NDArray;
}

const pick = (choice: NDArray, x: NDArray, y: NDArray): NDArray => where(choice, x, y);

/** One of two places. */
const choose = (choice: NDArray, onTrue: Place, onFalse: Place): Place => ({
  step: pick(choice, onTrue.step, onFalse.step),
  value: pick(choice, onTrue.value, onFalse.value),
  slope: pick(choice, onTrue.slope, onFalse.slope),
});

/** One of two places with their gradients. */
const chooseKnown = (choice: NDArray, onTrue: Known, onFalse: Known): Known => ({
  ...choose(choice, onTrue, onFalse),
  grad: onTrue.grad.map((x, k) => pick(choice, x, onFalse.grad[k]!)),
});

/** The lowest point of the cubic through three values with the slope at the first. */
function cubicMinimum(a: Place, b: Place, c: Place): NDArray {
  const [db, dc] = [b.step.sub(a.step), c.step.sub(a.step)];
  const scale = db.mul(dc).pow(2).mul(db.sub(dc));
  const [fb, fc] = [b.value.sub(a.value).sub(a.slope.mul(db)), c.value.sub(a.value).sub(a.slope.mul(dc))];
  const third = dc.pow(2).mul(fb).sub(db.pow(2).mul(fc)).div(scale);
  const second = db.pow(3).mul(fc).sub(dc.pow(3).mul(fb)).div(scale);
  const root = sqrt(second.mul(second).sub(third.mul(a.slope).mul(3)));
  return a.step.add(root.sub(second).div(third.mul(3)));
}

/** The lowest point of the parabola through two values with the slope at the first. */
function quadraticMinimum(a: Place, b: Place): NDArray {
  const distance = b.step.sub(a.step);
  const second = b.value.sub(a.value).sub(a.slope.mul(distance)).div(distance.pow(2));
  return a.step.sub(a.slope.div(second.mul(2)));
}

/** The constants of a search, as arrays of the dtype in which it is made. */
interface Constants {
  readonly most: Scalar;
  readonly longest: NDArray | null;
  readonly guess: NDArray;
  readonly tol: NDArray;
  readonly increaseFactor: NDArray;
  readonly slopeRtol: NDArray;
  readonly curvRtol: NDArray;
  readonly approxDecRtol: NDArray | null;
  readonly precision: NDArray;
}

const orInfinity = (error: NDArray): NDArray => where(isnan(error), Infinity, error);

/** By how much Armijo's condition is missed, or the one of Hager & Zhang (2006) that stands for it where values cannot be told apart. */
function decreaseErrorAt(line: Line, { step, value, slope }: Place, c: Constants): NDArray {
  const exact = value.sub(line.value).sub(c.slopeRtol.mul(step).mul(line.slope));
  if (c.approxDecRtol === null) return orInfinity(maximum(exact, 0));
  const flat = slope.sub(c.slopeRtol.mul(2).sub(1).mul(line.slope));
  const growth = value.sub(line.value).sub(c.approxDecRtol.mul(line.value.abs()));
  return orInfinity(maximum(minimum(maximum(flat, growth), exact), 0));
}

/** One step of a search: farther while there is no interval, and within it afterwards. */
function stepOf(line: Line, c: Constants, state: Search): Search {
  const { count, last, low, high, third, safe, intervalFound: zooms } = state;
  const farther = where(count.eq(0), c.guess, c.increaseFactor.mul(last.step));
  const tooFar = c.longest === null ? farther.ne(farther) : farther.ge(c.longest);
  const outside = c.longest === null ? farther : minimum(farther, c.longest);
  const width = high.step.sub(low.step).abs();
  const inside = insideOf(low, high, third, width);
  const step = where(zooms, inside, outside);
  const [value, grad] = line.at(step);
  const found: Known = { step, value, slope: line.slopeOf(grad), grad };
  const decreaseError = decreaseErrorAt(line, found, c);
  const curvatureError = orInfinity(maximum(found.slope.abs().sub(c.curvRtol.mul(line.slope.abs())), 0));
  const good = maximum(decreaseError, curvatureError).le(c.tol);
  const falls = decreaseError.le(c.tol);
  const nextSafe = chooseKnown(and(falls, or(not(zooms), value.lt(safe.value))), found, safe);
  const place: Place = { step, value, slope: found.slope };
  const before: Place = { step: last.step, value: last.value, slope: last.slope };
  // While there is no interval.
  const overshoots = or(decreaseError.gt(0), and(value.ge(last.value), count.gt(0)));
  const turns = and(found.slope.ge(0), not(overshoots));
  const opened = [choose(turns, place, before), choose(turns, before, place)] as const;
  const intervalFound = or(or(overshoots, turns), good);
  const searched = or(good, and(tooFar, not(intervalFound)));
  const lastStep = count.add(1).ge(c.most);
  // Within the interval.
  const isHigh = or(decreaseError.gt(0), value.ge(low.value));
  const swaps = and(found.slope.mul(high.step.sub(low.step)).ge(0), not(isHigh));
  const narrowed = [choose(isHigh, low, place), choose(swaps, low, choose(isHigh, place, high))] as const;
  const gaveUp = or(lastStep, and(width.le(c.precision), nextSafe.step.gt(0)));
  const done = where(zooms, good, searched);
  return {
    count: count.add(1),
    last: found,
    low: choose(zooms, narrowed[0], opened[0]),
    high: choose(zooms, narrowed[1], opened[1]),
    third: choose(zooms, choose(or(isHigh, swaps), high, low), opened[0]),
    safe: nextSafe,
    decreaseError,
    curvatureError,
    intervalFound: or(zooms, intervalFound),
    done,
    failed: and(where(zooms, gaveUp, lastStep), not(done)),
  };
}

/** Where to look within an interval: at the lowest point of a cubic or a parabola, unless that is close to an end, or in the middle. */
function insideOf(low: Place, high: Place, third: Place, width: NDArray): NDArray {
  const [left, right] = [minimum(high.step, low.step), maximum(high.step, low.step)];
  const within = (x: NDArray, margin: number): NDArray =>
    and(x.gt(left.add(width.mul(margin))), x.lt(right.sub(width.mul(margin))));
  const cubic = cubicMinimum(low, high, third);
  const quadratic = quadraticMinimum(low, high);
  const middle = low.step.add(high.step).div(2);
  return where(within(cubic, 0.2), cubic, where(within(quadratic, 0.1), quadratic, middle));
}

/** The place that a search ends at: where it found none, the best that was safe, or the last. */
function endOf({ last, safe, failed, decreaseError }: Search): Known {
  const takesSafe = and(failed, or(safe.step.gt(0), isinf(decreaseError)));
  return chooseKnown(takesSafe, safe, last);
}

/**
 * Finds for each direction a step that lowers the loss enough and leaves little of its slope: both of Wolfe's conditions
 * (Nocedal & Wright 2006, Algorithms 3.5 and 3.6; Hager & Zhang 2006).
 *
 * @param maxLinesearchSteps - how often the loss is evaluated; a number or a scalar.
 * @param options - see {@link ZoomOptions}.
 * @returns a transformation whose `update` needs the parameters, and among its extra arguments `value`, `grad` and `valueFn`.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { applyUpdates, chain, scaleByZoomLinesearch, sgd } from "@proj/optim";
 * const optimiser = chain(sgd(1), scaleByZoomLinesearch(15));
 * const valueFn = (w: NDArray) => w.mul(w).sum();
 * const w = array([3]);
 * const [updates] = optimiser.update(array([6]), optimiser.init(w), w, { value: 9, grad: array([6]), valueFn });
 * applyUpdates(w, updates).toList(); // ≈ [0]
 * ```
 */
export function scaleByZoomLinesearch(
  maxLinesearchSteps: Scalar,
  options?: ZoomOptions,
): GradientTransformation<ZoomLinesearchState> {
  const operation = "scaleByZoomLinesearch";
  const most = readArgument(operation, "maxLinesearchSteps", maxLinesearchSteps, scalarOption);
  const read = readOptions(operation, options, readers);
  const { maxLearningRate = null, tol = 0, increaseFactor = 2, slopeRtol = 1e-4, curvRtol = 0.9 } = read;
  const { approxDecRtol = 1e-6, stepsizePrecision = 1e-5, initialGuessStrategy = "keep" } = read;
  const { verbose = false } = read;
  return {
    init(params) {
      const dtype = extremeDType(params, "highest");
      const infinity = scalar(Infinity, dtype);
      return {
        learningRate: scalar(1, dtype),
        value: infinity,
        grad: zerosLike(params),
        info: { numLinesearchSteps: noSteps(), decreaseError: infinity, curvatureError: infinity },
      };
    },
    update(updates, state, params, extra) {
      const line = lineOf(operation, updates, params, extra);
      const { dtype } = line;
      const constant = (value: Scalar): NDArray => inDType(value, dtype);
      const constants: Constants = {
        most,
        longest: maxLearningRate === null ? null : constant(maxLearningRate),
        guess: initialGuessStrategy === "one" ? constant(1) : convert(state.learningRate, dtype),
        tol: constant(tol),
        increaseFactor: constant(increaseFactor),
        slopeRtol: constant(slopeRtol),
        curvRtol: constant(curvRtol),
        approxDecRtol: approxDecRtol === null ? null : constant(approxDecRtol),
        precision: constant(stepsizePrecision),
      };
      const [no, infinity] = [scalar(0, "bool"), scalar(Infinity, dtype)];
      const start: Place = { step: scalar(0, dtype), value: line.value, slope: line.slope };
      const known: Known = { ...start, grad: line.grad };
      const end = whileLoop(
        ({ done, failed }: Search) => not(or(done, failed)),
        (search: Search) => stepOf(line, constants, search),
        {
          count: noSteps(),
          last: known,
          low: start,
          high: start,
          third: start,
          safe: known,
          decreaseError: infinity,
          curvatureError: infinity,
          intervalFound: no,
          done: no,
          failed: no,
        },
      );
      const { step, value, grad } = endOf(end);
      if (verbose) {
        const { failed, decreaseError, curvatureError } = end;
        const ended = { value: line.value, slope: line.slope, learningRate: step, decreaseError, curvatureError };
        reportFailure(operation, failed, "no step satisfies both of Wolfe's conditions", ended);
      }
      let next = 0;
      return [
        along(updates, step),
        {
          learningRate: step,
          value,
          grad: mapToState(operation, () => grad[next++]!, updates),
          info: {
            numLinesearchSteps: end.count,
            decreaseError: end.decreaseError,
            curvatureError: end.curvatureError,
          },
        },
      ];
    },
  };
}
