import type { NDArray } from "@proj/array";
import {
  arrayOption,
  functionOption,
  nullableOption,
  readOptions,
  UsageError,
  type OptionReader,
  type OptionReaders,
} from "@proj/array/core";
import type { Norm } from "../norms.ts";
import type { Scalar } from "../root-finders/root-finder.ts";
import type { EventCondition } from "./event.ts";

/** When a state is steady. What is left out is taken from an adaptive controller. */
export interface SteadyStateOptions {
  /** Relative tolerance. */
  readonly rtol?: Scalar | null;
  /** Absolute tolerance. */
  readonly atol?: Scalar | null;
  /** The size of slopes and states. */
  readonly norm?: Norm | null;
}

const scalarOption = nullableOption(arrayOption as OptionReader<Scalar>);
const readers: OptionReaders<SteadyStateOptions> = {
  rtol: scalarOption,
  atol: scalarOption,
  norm: nullableOption(functionOption<Norm>()),
};

/**
 * The condition of an {@link Event} that takes place when the state hardly changes any more: norm(f) < atol + rtol · norm(y), where
 * f is the vector field.
 *
 * @param options - see {@link SteadyStateOptions}; default: the tolerances of the controller of the steps.
 * @returns a condition, a boolean.
 * @throws UsageError in the integration, when tolerances are missing and the controller has none.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Event, ODETerm, rmsNorm, steadyStateEvent, Tsit5 } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.sub(3).neg());
 * const event = new Event(steadyStateEvent({ rtol: 0, atol: 1e-3, norm: rmsNorm }));
 * diffeqsolve(decay, new Tsit5(), { t0: 0, t1: Infinity, dt0: 0.1, y0: array(1), event }).ys.toList(); // ≈ [2.9991]
 * ```
 */
export function steadyStateEvent(options: SteadyStateOptions = {}): EventCondition<unknown, unknown> {
  const { rtol = null, atol = null, norm = null } = readOptions("steadyStateEvent", options, readers);
  return (t, y, args, { terms, solver, stepsizeController }): NDArray => {
    const known = stepsizeController.tolerances;
    const [relative, absolute, size] = [rtol ?? known?.rtol, atol ?? known?.atol, norm ?? known?.norm];
    if (relative === undefined || absolute === undefined || size === undefined) throw noTolerances();
    const slope = solver.func(terms as never, t, y as never, args);
    return size(slope).lt(size(y).mul(relative).add(absolute));
  };
}

function noTolerances(): UsageError {
  return new UsageError({
    operation: "steadyStateEvent",
    received: "no rtol, atol or norm, and a controller of the steps that has none",
    expected: "tolerances and a norm, which only an adaptive controller gives by itself",
    remedy: "pass { rtol, atol, norm: rmsNorm }, or a controller such as new PIDController({ rtol, atol })",
  });
}
