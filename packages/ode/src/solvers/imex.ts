import type { NDArray } from "@proj/array";
import { fractionOf } from "../interpolation/local.ts";
import { Path } from "../path.ts";
import { VeryChord } from "../root-finders/very-chord.ts";
import type { Term } from "../terms/term.ts";
import { imexTerms, type TermStructure, type TermStructures } from "../terms/term-structure.ts";
import { inDTypeOf, mapArrays, plus } from "../trees.ts";
import type { ImplicitOptions } from "./implicit-solver.ts";
import {
  ImplicitRungeKutta,
  type ImplicitStageTableau,
  type StackedStages,
  type StageTableau,
} from "./implicit-runge-kutta.ts";

/** A pair of Runge–Kutta methods with common stages: an explicit one for the first term, an implicit one for the second. */
export abstract class ImexRungeKutta extends ImplicitRungeKutta<"imex"> {
  /** @param options - see {@link ImplicitOptions}; the root finder is {@link VeryChord} by default. */
  constructor(options?: ImplicitOptions) {
    super(options, () => new VeryChord());
    Object.freeze(this);
  }

  get termStructure(): TermStructure<"imex"> {
    return imexTerms;
  }

  protected abstract readonly explicit: StageTableau;
  protected abstract override readonly implicit: ImplicitStageTableau;

  protected partsOf<Y, Args>(
    terms: TermStructures<Y, Args>["imex"],
  ): readonly { readonly term: Term<Y, Args>; readonly tableau: StageTableau }[] {
    const [explicit, implicit] = terms.terms;
    return [
      { term: explicit, tableau: this.explicit },
      { term: implicit, tableau: this.implicit },
    ];
  }
}

/** The stages of both terms together. */
export function sumOfStages({ k }: StackedStages): unknown {
  return plus(k[0], k[1]);
}

/** y0 + Σ bᵢ(θ) kᵢ with polynomials bᵢ(θ) = θ (… + …θ), by their coefficients from the highest power, one row for each stage. */
export class StackedStageInterpolation<Y> extends Path<Y> {
  readonly t0: NDArray;
  readonly t1: NDArray;
  readonly y0: Y;
  /** Along the first axis. */
  readonly k: Y;
  readonly coefficients: readonly (readonly number[])[];

  constructor(
    ends: { readonly t0: NDArray; readonly t1: NDArray; readonly y0: Y },
    k: Y,
    coefficients: readonly (readonly number[])[],
  ) {
    super();
    this.t0 = ends.t0;
    this.t1 = ends.t1;
    this.y0 = ends.y0;
    this.k = k;
    this.coefficients = coefficients;
    Object.freeze(this);
  }

  protected at(t: NDArray): Y {
    const theta = fractionOf(this.t0, t, this.t1);
    const weights = this.coefficients.map((row) =>
      row.reduce((sum: NDArray, next) => sum.mul(theta).add(next), theta.mul(0)).mul(theta),
    );
    return mapArrays(
      (y, stages) =>
        weights.reduce((sum, weight, index) => sum.add(stages.get(index).mul(inDTypeOf(weight, stages))), y),
      this.y0,
      this.k,
    );
  }
}
