import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  isNDArray,
  listOption,
  numberOption,
  readArgument,
  scalar,
  wrongOption,
  type OptionReader,
} from "@proj/array/core";
import { dynamicIndexInDim } from "@proj/array/lax";
import { turned, type Direction } from "../terms/wrap-term.ts";
import { knownNumbers, timeVector } from "../times.ts";
import {
  AbstractStepSizeController,
  type Attempt,
  type Start,
  type StepSizeController,
  type Verdict,
} from "./step-size-controller.ts";

const numbers = listOption(numberOption);
const timesOption: OptionReader<readonly number[] | NDArray> = (value, place) => {
  if (!isNDArray(value)) return Object.freeze(numbers(value, place));
  if (value.ndim === 1) return value;
  throw wrongOption(place, value, "a list of numbers, or a vector");
};

/**
 * Steps that end at given times, for instance where a force jumps.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Heun, ODETerm, StepTo } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const stepsizeController = new StepTo([0, 0.1, 0.3, 1]);
 * const { stats } = diffeqsolve(decay, new Heun(), { t0: 0, t1: 1, dt0: null, y0: array([1]), stepsizeController });
 * stats.numSteps.item(); // → 3
 * ```
 */
export class StepTo extends AbstractStepSizeController<false, NDArray> {
  readonly ts: readonly ArrayLike[] | NDArray;

  /** @param ts - strictly monotone, from t0 to t1: a list of numbers or a vector. */
  constructor(ts: readonly number[] | NDArray) {
    super();
    this.ts = readArgument("StepTo", "ts", ts, timesOption);
    Object.freeze(this);
  }

  get needsErrorEstimate(): false {
    return false;
  }

  override wrap(direction: Direction): StepSizeController<false, NDArray> {
    if (direction === 1) return this;
    return new StepTo(turned(timeVector(this.ts, "float64"), direction));
  }

  /** @throws UsageError when the times do not lead strictly from t0 to t1, or when there is a dt0. */
  init({ t0, t1, dt0 }: Start): { readonly t1: NDArray; readonly state: NDArray } {
    const ts = timeVector(this.ts, t0.dtype);
    const known = knownNumbers(ts);
    const ends = [t0, t1].map(knownNumbers);
    const monotone = known?.every((t, index) => index === 0 || t > known[index - 1]!) ?? true;
    const meets = (end: readonly number[] | null, index: number): boolean =>
      end === null || known === null || end[0] === known.at(index);
    if (dt0 !== null || ts.shape[0]! < 2 || !monotone || !meets(ends[0]!, 0) || !meets(ends[1]!, -1)) {
      throw new UsageError({
        operation: "StepTo",
        received: `times ${describe(known, ts)} for t0 = ${describe(ends[0]!, t0)}, t1 = ${describe(ends[1]!, t1)}, dt0 = ${dt0 === null ? "null" : describe(knownNumbers(dt0), dt0)}`,
        expected: "at least two strictly monotone times from t0 to t1, and dt0 = null",
        remedy: "begin the times with t0, end them with t1, and leave dt0 out",
      });
    }
    return { t1: dynamicIndexInDim(ts, 1, { keepdims: false }), state: scalar(2, "int32") };
  }

  adapt({ t1 }: Attempt, next: NDArray): Verdict<NDArray> {
    const ts = timeVector(this.ts, t1.dtype);
    const end = dynamicIndexInDim(ts, next, { keepdims: false });
    return { keep: true, t0: t1, t1: end, madeJump: false, state: next.add(1), result: null };
  }
}

function describe(values: readonly number[] | null, array: NDArray): string {
  if (values === null) return array.describe();
  return array.ndim === 0 ? String(values[0]) : `[${values.join(", ")}]`;
}
