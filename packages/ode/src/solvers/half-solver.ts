import { abs, type ArrayLike, type NDArray } from "@proj/array";
import { objectOption, readArgument } from "@proj/array/core";
import type { Path } from "../path.ts";
import { firstFailure } from "../result.ts";
import type { Tolerances } from "../root-finders/root-finder.ts";
import { AbstractSolver, type Solver, type StepResult } from "../solver.ts";
import { isSde } from "../terms/brownian.ts";
import type { TermKind, TermStructure, TermStructures } from "../terms/term-structure.ts";
import { asTime, mapArrays } from "../trees.ts";

const solverOption = objectOption<Solver>("a solver, such as new Euler()", "init", "step", "termStructure");

/**
 * Gives any solver an error estimate: each step is made once as a whole and once as two halves, whose end is the result and whose
 * difference is the estimate. A step costs three.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, Euler, HalfSolver, ODETerm, PIDController } from "@proj/ode";
 * const decay = new ODETerm((_t, y: NDArray) => y.neg());
 * const stepsizeController = new PIDController({ rtol: 1e-3, atol: 1e-3 });
 * const options = { t0: 0, t1: 1, dt0: 0.1, y0: array([1]), stepsizeController };
 * diffeqsolve(decay, new HalfSolver(new Euler()), options).ys.toList(); // ≈ [[0.36]]
 * ```
 */
export class HalfSolver<Kind extends TermKind, State, Dense> extends AbstractSolver<Kind, true, State, Dense> {
  readonly solver: Solver<Kind, boolean, State, Dense>;

  /** @param solver - the method that makes the steps. */
  constructor(solver: Solver<Kind, boolean, State, Dense>) {
    super();
    readArgument("HalfSolver", "solver", solver, solverOption);
    this.solver = solver;
    Object.freeze(this);
  }

  get termStructure(): TermStructure<Kind> {
    return this.solver.termStructure;
  }

  get estimatesError(): true {
    return true;
  }

  get order(): number {
    return this.solver.order;
  }

  override get strongOrder(): number | null {
    return this.solver.strongOrder;
  }

  override get adaptsToNoise(): boolean {
    return this.solver.adaptsToNoise;
  }

  /** That of the difference of two methods of the same order, which is one more than for an embedded method. */
  override errorOrder(terms: unknown): number | null {
    return isSde(terms) ? super.errorOrder(terms) : this.order + 1;
  }

  init<Y, Args>(terms: TermStructures<Y, Args>[Kind], t0: ArrayLike, t1: ArrayLike, y0: Y, args: Args): State {
    return this.solver.init(terms, t0, t1, y0, args);
  }

  step<Y, Args>(
    terms: TermStructures<Y, Args>[Kind],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    state: State,
    madeJump: boolean | NDArray,
  ): StepResult<Y, State, Dense> {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const middle = start.add(end.sub(start).mul(0.5));
    const first = this.solver.step(terms, start, middle, y0, args, state, madeJump);
    const second = this.solver.step(terms, middle, end, first.y1, args, first.state, false);
    const whole = this.solver.step(terms, start, end, y0, args, state, madeJump);
    return {
      y1: second.y1,
      error: mapArrays((a, b) => abs(a.sub(b)), second.y1, whole.y1),
      dense: whole.dense,
      state: second.state,
      result: firstFailure(first.result, firstFailure(second.result, whole.result)),
    };
  }

  func<Y, Args>(terms: TermStructures<Y, Args>[Kind], t: NDArray, y: Y, args: Args): unknown {
    return this.solver.func(terms, t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, dense: Dense): Path<Y> {
    return this.solver.interpolation(t0, t1, dense);
  }

  override withTolerances(tolerances: Tolerances | null): Solver<Kind, true, State, Dense> {
    return new HalfSolver(this.solver.withTolerances(tolerances));
  }
}
