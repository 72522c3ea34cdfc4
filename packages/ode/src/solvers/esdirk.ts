import { ThirdOrderHermitePolynomialInterpolation } from "../interpolation/local.ts";
import type { NDArray } from "@proj/array";
import type { Path } from "../path.ts";
import { VeryChord } from "../root-finders/very-chord.ts";
import type { Term } from "../terms/term.ts";
import { oneTerm, type TermStructure } from "../terms/term-structure.ts";
import { mapArrays } from "../trees.ts";
import type { ImplicitOptions } from "./implicit-solver.ts";
import {
  ImplicitRungeKutta,
  type ImplicitStageTableau,
  type StackedStages,
  type StageTableau,
} from "./implicit-runge-kutta.ts";

/**
 * A diagonally implicit Runge–Kutta method with an explicit first stage and one diagonal (ESDIRK), for one term; cubic Hermite
 * interpolation.
 */
export abstract class Esdirk extends ImplicitRungeKutta<"term"> {
  /** @param options - see {@link ImplicitOptions}; the root finder is {@link VeryChord} by default. */
  constructor(options?: ImplicitOptions) {
    super(options, () => new VeryChord());
    Object.freeze(this);
  }

  get termStructure(): TermStructure<"term"> {
    return oneTerm;
  }

  protected abstract override readonly implicit: ImplicitStageTableau;

  protected partsOf<Y, Args>(
    term: Term<Y, Args>,
  ): readonly { readonly term: Term<Y, Args>; readonly tableau: StageTableau }[] {
    return [{ term, tableau: this.implicit }];
  }

  interpolation<Y>(t0: NDArray, t1: NDArray, { y0, y1, k }: StackedStages): Path<Y> {
    return hermiteOf(t0, t1, y0 as Y, y1 as Y, k[0] as Y);
  }
}

/** The cubic with the first and the last of stages along the first axis as slopes. */
export function hermiteOf<Y>(t0: NDArray, t1: NDArray, y0: Y, y1: Y, k: Y): Path<Y> {
  const stage = (index: number): Y => mapArrays((stages) => stages.get(index), k);
  return new ThirdOrderHermitePolynomialInterpolation({ t0, t1, y0, y1, k0: stage(0), k1: stage(-1) });
}
