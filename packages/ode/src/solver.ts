import type { ArrayLike, NDArray } from "@proj/array";
import type { Term } from "./term.ts";

/** What one step of a solver gives. */
export interface StepResult<Y, State, Dense> {
  /** The state at the end of the step. */
  readonly y1: Y;
  /** An estimate of the step's error, or null if the method has none. */
  readonly error: Y | null;
  /** What interpolation within the step needs. */
  readonly dense: Dense;
  readonly state: State;
}

/**
 * A one-step method. It can be driven by hand, one {@link Solver.step} after the other, or by `diffeqsolve`.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ODETerm, Tsit5, type Solver } from "@proj/ode";
 * const solver: Solver = new Tsit5();
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * let y = array([1]);
 * let state = solver.init(decay, 0, 0.5, y, undefined);
 * for (const t of [0, 0.5]) {
 *   const result = solver.step(decay, t, t + 0.5, y, undefined, state, false);
 *   y = result.y1;
 *   state = result.state;
 * }
 * y.toList(); // ≈ [0.368]
 * ```
 */
export interface Solver {
  /** The order of convergence. */
  readonly order: number;
  /** What the method carries into the first step. */
  readonly init: <Y, Args>(term: Term<Y, Args>, t0: ArrayLike, t1: ArrayLike, y0: Y, args: Args) => SolverState<Y>;
  /**
   * One step from `t0` to `t1`.
   *
   * @param term - the equation.
   * @param t0 - the time at the beginning of the step: a number or a float scalar.
   * @param t1 - the time at its end.
   * @param y0 - the state at its beginning: a tree of arrays of floats.
   * @param args - handed to the vector field as it is.
   * @param state - what `init` or the step before gave.
   * @param madeJump - true when state or vector field changed since the last step, so that nothing remembered from it holds.
   */
  readonly step: <Y, Args>(
    term: Term<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: SolverState<Y>,
    madeJump: boolean,
  ) => StepResult<Y, SolverState<Y>, DenseInfo<Y>>;
  /** The state within a step, at the fraction `theta` (from 0 to 1) of it. */
  readonly interpolate: <Y>(dense: DenseInfo<Y>, theta: NDArray) => Y;
}

/** The slope at the end of the last step, for methods that begin with it; null for the others. */
export type SolverState<Y> = { readonly slope: Y } | null;

/** The ends of a step and its stages, each the step length times a slope; stages only where interpolation uses them. */
export interface DenseInfo<Y> {
  readonly y0: Y;
  readonly y1: Y;
  readonly k: readonly Y[];
}
