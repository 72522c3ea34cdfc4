import { maximum, minimum, pureCallback, ShapeDtypeStruct, where, type NDArray } from "@proj/array";
import { scalar } from "@proj/array/core";
import { callback } from "@proj/array/debug";
import { stopGradient } from "@proj/autodiff";
import type { End, Observer, Run, Step } from "../observer.ts";
import type { ProgressBar, ProgressMeter } from "./progress-meter.ts";

/** The steps so far: carried along, so that the host is called in the order of the steps. */
type Steps = NDArray;

/**
 * Tells a meter how far an integration has come, step by step. Several that run at once under `vmap` count as one, and steps that are
 * repeated on the way back of a derivative do not count.
 */
export class ProgressWatch<Y> implements Observer<Y, Steps> {
  readonly #meter: ProgressMeter;
  #bar: ProgressBar | null = null;

  constructor(meter: ProgressMeter) {
    this.#meter = meter;
  }

  init(): { readonly state: Steps; readonly result: null } {
    callback(() => (this.#bar = this.#meter.open()));
    return { state: scalar(0, "int32"), result: null };
  }

  observe(step: Step<Y>, steps: Steps, { t0, t1 }: Run<Y>): { readonly state: Steps; readonly result: null } {
    const whole = stopGradient(t1.sub(t0));
    const done = stopGradient(step.t.sub(t0)).div(where(whole.eq(0), 1, whole));
    const state = pureCallback(
      (progress: NDArray, count: NDArray) => {
        this.#bar?.step(Math.min(...Array.from(progress.ravel().dataSync() as Float32Array, Number)));
        return count.add(1);
      },
      new ShapeDtypeStruct([], "int32"),
      [minimum(maximum(done, 0), 1).astype("float32"), steps],
      { vmapMethod: "broadcastAll" },
    );
    return { state, result: null };
  }

  finish(end: End<Y>, steps: Steps): { readonly end: End<Y>; readonly state: Steps } {
    callback((_steps: NDArray) => {
      this.#bar?.close();
      this.#bar = null;
    }, steps);
    return { end, state: steps };
  }
}
