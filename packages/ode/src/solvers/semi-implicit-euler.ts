import type { ArrayLike, NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { AbstractSolver, type StepResult } from "../solver.ts";
import type { Term } from "../terms/term.ts";
import { partitionedTerms, type TermStructure, type TermStructures } from "../terms/term-structure.ts";
import { asTime, plus } from "../trees.ts";
import { straightLine, type Ends } from "./ends.ts";

/**
 * The semi-implicit (symplectic) Euler method for a state [y, z] with dy = f(t, z) dt and dz = g(t, y) dt: y moves first, and z
 * by the new y. Order 1, no error estimate, linear interpolation. Energies of conservative systems do not drift.
 *
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, ODETerm, SemiImplicitEuler } from "@proj/ode";
 * const terms = [new ODETerm((_t, v: NDArray) => v), new ODETerm((_t, x: NDArray) => x.neg())] as const;
 * const y0 = [array(1), array(0)] as const;
 * const { ys } = diffeqsolve(terms, new SemiImplicitEuler(), { t0: 0, t1: 1, dt0: 0.01, y0 });
 * ys[0].toList(); // ≈ [0.54]
 * ```
 */
export class SemiImplicitEuler extends AbstractSolver<"partitioned", false, null, Ends> {
  get termStructure(): TermStructure<"partitioned"> {
    return partitionedTerms;
  }

  get estimatesError(): false {
    return false;
  }

  get order(): number {
    return 1;
  }

  init<Y, Args>(
    _terms: TermStructures<Y, Args>["partitioned"],
    _t0: ArrayLike,
    _t1: ArrayLike,
    _y0: Y,
    _args: Args,
  ): null {
    return null;
  }

  step<Y, Args>(
    terms: TermStructures<Y, Args>["partitioned"],
    t0: ArrayLike,
    t1: ArrayLike,
    y0: Y,
    args: Args,
    _state: null,
    _madeJump: boolean | NDArray,
  ): StepResult<Y, null, Ends> {
    const [start, end] = [asTime(t0, y0), asTime(t1, y0)];
    const [f, g] = terms as unknown as readonly [Term<unknown, Args>, Term<unknown, Args>];
    const [y, z] = y0 as readonly [unknown, unknown];
    const moved = plus(y, f.vfProd(start, z, args, f.contr(start, end)));
    const pushed = plus(z, g.vfProd(start, moved, args, g.contr(start, end)));
    const y1 = [moved, pushed] as Y;
    return { y1, error: null, dense: { y0, y1 }, state: null, result: null };
  }

  func<Y, Args>(terms: TermStructures<Y, Args>["partitioned"], t: NDArray, state: Y, args: Args): unknown {
    const [f, g] = terms as unknown as readonly [Term<unknown, Args>, Term<unknown, Args>];
    const [y, z] = state as readonly [unknown, unknown];
    return [f.vf(t, z, args), g.vf(t, y, args)];
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, ends: Ends): Path<Y> {
    return straightLine(t0, t1, ends);
  }
}
