import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { isNDArray } from "@proj/array/core";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import { stochasticTerms, type TermStructure, type TermStructures } from "../terms/term-structure.ts";
import type { Term } from "../terms/term.ts";
import { asTime } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/** The terms of a stochastic equation: drift and diffusion. */
export type Stochastic<Y, Args> = TermStructures<Y, Args>["stochastic"];

/** A step of a stochastic equation. */
export interface StochasticStep<Y, Args> {
  readonly drift: Term<Y, Args, unknown, NDArray>;
  readonly diffusion: Term<Y, Args>;
  readonly t0: NDArray;
  readonly t1: NDArray;
  /** The increment of time. */
  readonly h: NDArray;
  readonly y0: Y;
  readonly args: Args;
}

/** A method for dy = f dt + g dW that carries nothing from step to step. Linear interpolation. */
export abstract class StochasticSolver<Adaptive extends boolean> extends AbstractSolver<
  "stochastic",
  Adaptive,
  null,
  Ends
> {
  get termStructure(): TermStructure<"stochastic"> {
    return stochasticTerms;
  }

  /** The state at the end of a step, and an estimate of its error. */
  protected abstract advance<Y, Args>(step: StochasticStep<Y, Args>): { readonly y1: Y; readonly error: Y | null };

  init<Y, Args>(_terms: Stochastic<Y, Args>, _t0: ArrayLike, _t1: ArrayLike, _y0: Y, _args: Args): null {
    return null;
  }

  step<Y, Args>(
    terms: Stochastic<Y, Args>,
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    _state: null,
    _madeJump: boolean | NDArray,
  ): StepResult<Y, null, Ends> {
    const [drift, diffusion] = terms.terms as readonly [Term<Y, Args, unknown, NDArray>, Term<Y, Args>];
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const h = drift.contr(start, end);
    if (!isNDArray(h) || h.ndim !== 0) throw noDrift(this.constructor.name);
    const { y1, error } = this.advance({ drift, diffusion, t0: start, t1: end, h, y0, args });
    return { y1, error, dense: { y0, y1 }, state: null, result: null };
  }

  func<Y, Args>(terms: Stochastic<Y, Args>, t: NDArray, y: Y, args: Args): unknown {
    return terms.vf(t, y, args);
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}

function noDrift(solver: string): UsageError {
  return new UsageError({
    operation: solver,
    received: "a first term whose control is not time",
    expected: "new MultiTerm(drift, diffusion), whose drift is an ODETerm",
    remedy: "put the drift first, and the noise second",
  });
}
