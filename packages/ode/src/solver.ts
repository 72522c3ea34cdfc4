import type { ArrayLike, NDArray } from "@proj/array";
import type { Path } from "./path.ts";
import type { Tolerances } from "./root-finders/root-finder.ts";
import { isSde } from "./terms/brownian.ts";
import type { TermKind, TermStructure, TermStructures } from "./terms/term-structure.ts";
import { TreeRecord } from "./tree-record.ts";

/** What one step of a solver gives. */
export interface StepResult<Y, State, Dense> {
  /** The state at the end of the step. */
  readonly y1: Y;
  /** An estimate of the step's error, or null if the method has none. */
  readonly error: Y | null;
  /** What interpolation within the step needs: a tree of arrays. */
  readonly dense: Dense;
  readonly state: State;
  /** One of the codes of {@link RESULTS}; null for a method that cannot fail. */
  readonly result: NDArray | null;
}

/**
 * A one-step method. It can be driven by hand, one {@link Solver.step} after the other, or by `diffeqsolve`.
 *
 * @typeParam Kind - which terms it takes; see {@link TermStructures}.
 * @typeParam Adaptive - whether its steps come with an estimate of their error.
 * @typeParam State - what it carries from step to step: a tree of arrays that only the solver looks into.
 * @typeParam Dense - what its interpolation needs: a tree of arrays.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { ODETerm, Tsit5 } from "@proj/ode";
 * const solver = new Tsit5();
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
export interface Solver<
  Kind extends TermKind = TermKind,
  Adaptive extends boolean = boolean,
  State = unknown,
  Dense = unknown,
> {
  readonly termStructure: TermStructure<Kind>;
  /** Whether its steps come with an estimate of their error, which controllers that adapt the steps need. */
  readonly estimatesError: Adaptive;
  /** The order of convergence for ordinary differential equations. */
  readonly order: number;
  /** The strong order of convergence for stochastic ones; null where there is none. */
  readonly strongOrder: number | null;
  /** Whether its steps may adapt to noise; Euler's may converge to a wrong solution then. */
  readonly adaptsToNoise: boolean;
  /** The order by which a controller scales the error estimate; null if it is not known. */
  errorOrder(terms: unknown): number | null;
  /** What the method carries into the first step. */
  init<Y, Args>(terms: TermStructures<Y, Args>[Kind], t0: ArrayLike, t1: ArrayLike, y0: Y, args: Args): State;
  /**
   * One step from `t0` to `t1`.
   *
   * @param terms - the equation.
   * @param t0 - the time at the beginning of the step: a number or a float scalar.
   * @param t1 - the time at its end.
   * @param y0 - the state at its beginning: a tree of arrays of floats.
   * @param args - handed to the vector field as it is.
   * @param state - what `init` or the step before gave.
   * @param madeJump - true when state or vector field changed since the last step, so that nothing remembered from it holds.
   */
  step<Y, Args>(
    terms: TermStructures<Y, Args>[Kind],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: State,
    madeJump: boolean | NDArray,
  ): StepResult<Y, State, Dense>;
  /** The vector field at a point, as a controller asks for it to choose the first step. */
  func<Y, Args>(terms: TermStructures<Y, Args>[Kind], t: NDArray, y: Y, args: Args): unknown;
  /** The solution within a step, from what the step gave. */
  interpolation<Y>(t0: NDArray, t1: NDArray, dense: Dense): Path<Y>;
  /** The same method with the tolerances of a controller, for one that solves equations in its steps; null if it has none. */
  withTolerances(tolerances: Tolerances | null): Solver<Kind, Adaptive, State, Dense>;
}

/** What solvers have in common: by default the order of the error estimate follows from the order of the method. */
export abstract class AbstractSolver<Kind extends TermKind, Adaptive extends boolean, State, Dense>
  extends TreeRecord
  implements Solver<Kind, Adaptive, State, Dense>
{
  abstract readonly termStructure: TermStructure<Kind>;
  abstract readonly estimatesError: Adaptive;
  abstract readonly order: number;

  get strongOrder(): number | null {
    return null;
  }

  get adaptsToNoise(): boolean {
    return true;
  }

  errorOrder(terms: unknown): number | null {
    if (!isSde(terms)) return this.order;
    return this.strongOrder === null ? null : this.strongOrder + 0.5;
  }

  abstract init<Y, Args>(terms: TermStructures<Y, Args>[Kind], t0: ArrayLike, t1: ArrayLike, y0: Y, args: Args): State;
  abstract step<Y, Args>(
    terms: TermStructures<Y, Args>[Kind],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: State,
    madeJump: boolean | NDArray,
  ): StepResult<Y, State, Dense>;
  abstract func<Y, Args>(terms: TermStructures<Y, Args>[Kind], t: NDArray, y: Y, args: Args): unknown;
  abstract interpolation<Y>(t0: NDArray, t1: NDArray, dense: Dense): Path<Y>;

  withTolerances(_tolerances: Tolerances | null): Solver<Kind, Adaptive, State, Dense> {
    return this;
  }
}
