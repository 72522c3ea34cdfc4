import { abs, logicalAnd, logicalNot, whileLoop, where, type NDArray } from "@proj/array";
import {
  arrayOption,
  booleanOption,
  isNDArray,
  readNeededOptions,
  scalar,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import { RESULTS } from "../result.ts";
import { TreeRecord } from "../tree-record.ts";
import { asTime } from "../trees.ts";
import type { Found, RootFinder, Scalar, Search } from "./root-finder.ts";

/** Options of {@link Bisection}. */
export interface BisectionOptions {
  /** Relative tolerance of the root. */
  readonly rtol: Scalar;
  /** Absolute tolerance of the root and of the function there. */
  readonly atol: Scalar;
  /** Whether the function falls from the lower bound to the upper one; default "detect": it is looked at. */
  readonly flip?: boolean | "detect";
}

const readers: OptionReaders<BisectionOptions> = {
  rtol: arrayOption as OptionReader<Scalar>,
  atol: arrayOption as OptionReader<Scalar>,
  flip: (value, place) => (value === "detect" ? value : booleanOption(value, place)),
};

/**
 * Bisection: halves an interval, `lower` to `upper`, in which a function of one number changes its sign.
 *
 * @example
 * import { array } from "@proj/array";
 * import { Bisection, rootFind } from "@proj/ode";
 * const finder = new Bisection({ rtol: 1e-5, atol: 1e-5 });
 * rootFind((y) => y.mul(y).sub(2), finder, array(1), { lower: 0, upper: 2 }).value.item(); // ≈ 1.4142
 */
export class Bisection extends TreeRecord implements RootFinder {
  readonly rtol: Scalar;
  readonly atol: Scalar;
  readonly flip: boolean | "detect";

  /** @param options - see {@link BisectionOptions}. */
  constructor(options: BisectionOptions) {
    super();
    const { rtol, atol, flip = "detect" } = readNeededOptions("Bisection", options, readers, ["rtol", "atol"]);
    this.rtol = rtol;
    this.atol = atol;
    this.flip = flip;
    Object.freeze(this);
  }

  get needsTolerances(): boolean {
    return false;
  }

  withTolerances(): RootFinder {
    return this;
  }

  linearise(): null {
    return null;
  }

  /** @throws UsageError without bounds, and for anything but one number. */
  find<Y>(f: (y: Y) => Y, guess: Y, { lower, upper, maxSteps }: Search): Found<Y> {
    if (!isNDArray(guess) || guess.ndim !== 0 || !isBound(lower) || !isBound(upper)) throw notOneNumber();
    const at = (y: NDArray): NDArray => f(y as Y) as NDArray;
    const { dtype } = guess;
    const [low, high] = [asTime(lower, guess).astype(dtype), asTime(upper, guess).astype(dtype)];
    const falls = this.flip === "detect" ? at(low).gt(at(high)) : scalar(this.flip, "bool");
    interface State {
      readonly y: NDArray;
      readonly low: NDArray;
      readonly high: NDArray;
      readonly value: NDArray;
      readonly steps: NDArray;
    }
    const ended = ({ y, low, high, value }: State): NDArray =>
      logicalAnd(abs(low.sub(high)).lt(abs(y).mul(this.rtol).add(this.atol)), abs(value).lt(this.atol));
    const last = whileLoop<State>(
      (state) => {
        const open = logicalNot(ended(state));
        return maxSteps === null ? open : logicalAnd(open, state.steps.lt(maxSteps));
      },
      ({ y, low, high, steps }) => {
        const value = at(y);
        const left = value.lt(0).ne(falls);
        const [a, b] = [where(left, y, low), where(left, high, y)];
        return { y: a.add(b.sub(a).mul(0.5)), low: a, high: b, value, steps: steps.add(1) };
      },
      { y: guess, low, high, value: scalar(Infinity, dtype), steps: scalar(0, "int32") },
    );
    const result = where(ended(last), RESULTS.successful, RESULTS.nonlinearMaxStepsReached).astype("int32");
    return { value: last.y as Y, result, numSteps: last.steps };
  }
}

const isBound = (bound: unknown): bound is Scalar =>
  typeof bound === "number" || (isNDArray(bound) && bound.ndim === 0);

function notOneNumber(): UsageError {
  return new UsageError({
    operation: "Bisection",
    received: "a function of something else than one number, or a search without lower and upper",
    expected: "a guess that is a scalar, and the ends of an interval",
    remedy: "pass { lower, upper }, or use Newton for functions of several numbers",
  });
}
