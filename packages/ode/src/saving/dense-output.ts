import { evalShape, full, where, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import { dynamicIndexInDim, dynamicUpdateIndexInDim } from "@proj/array/lax";
import { map } from "@proj/tree";
import type { End, Observer, Step } from "../observer.ts";
import { mapArrays } from "../trees.ts";

/** The steps so far. */
export interface DenseSteps {
  /** The ends of the steps; infinite behind the last. */
  readonly ts: NDArray;
  readonly infos: unknown;
  /** How many steps were accepted. */
  readonly count: NDArray;
}

/** Keeps what the interpolation of each step needs. */
export class DenseOutput<Y> implements Observer<Y, DenseSteps> {
  readonly #t0: NDArray;
  readonly #maxSteps: number;
  readonly #firstStep: () => unknown;

  /** @param firstStep - makes a first step, of which only the types are looked at. */
  constructor(t0: NDArray, maxSteps: number, firstStep: () => unknown) {
    this.#t0 = t0;
    this.#maxSteps = maxSteps;
    this.#firstStep = firstStep;
  }

  init(): { readonly state: DenseSteps; readonly result: null } {
    const size = this.#maxSteps;
    const types: unknown = evalShape(this.#firstStep);
    const infos = map((type: unknown) => {
      const { shape, dtype } = type as { readonly shape: readonly number[]; readonly dtype: NDArray["dtype"] };
      return full([size, ...shape], Infinity, { dtype });
    }, types);
    const ts = full([size + 1], Infinity, { dtype: this.#t0.dtype });
    const zero = scalar(0, "int32");
    return { state: { ts: dynamicUpdateIndexInDim(ts, this.#t0, zero), infos, count: zero }, result: null };
  }

  observe(
    { keep, t, dense }: Step<Y>,
    { ts, infos, count }: DenseSteps,
  ): { readonly state: DenseSteps; readonly result: null } {
    const put = (stack: NDArray, value: NDArray, place: NDArray): NDArray =>
      dynamicUpdateIndexInDim(
        stack,
        keep === true ? value : where(keep, value, dynamicIndexInDim(stack, place, { keepdims: false })),
        place,
      );
    const next = count.add(1);
    return {
      state: {
        ts: put(ts, t, next),
        infos: mapArrays((stack, info) => put(stack, info, count), infos, dense),
        count: keep === true ? next : where(keep, next, count),
      },
      result: null,
    };
  }

  finish(end: End<Y>, state: DenseSteps): { readonly end: End<Y>; readonly state: DenseSteps } {
    return { end, state };
  }
}
