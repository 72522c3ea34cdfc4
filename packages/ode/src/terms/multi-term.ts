import type { NDArray } from "@proj/array";
import { wrongOption } from "@proj/array/core";
import { plus } from "../trees.ts";
import { AbstractTerm, isTerm, type ControlOptions, type Term } from "./term.ts";

/** One value for each of several terms. */
export type PerTerm<Terms extends readonly unknown[], Value = unknown> = { readonly [K in keyof Terms]: Value };

/**
 * The sum of several terms, such as drift and diffusion of a stochastic equation, or the explicit and the implicit part of an
 * equation for a solver that treats them differently.
 *
 * @typeParam Terms - the terms, a tuple.
 * @example
 * ```ts
 * import { array, type NDArray } from "@proj/array";
 * import { diffeqsolve, MultiTerm, ODETerm, Tsit5 } from "@proj/ode";
 * const terms = new MultiTerm(
 *   new ODETerm((_t, y: NDArray) => y.neg()),
 *   new ODETerm((t, y: NDArray) => y.mul(0).add(t)),
 * );
 * diffeqsolve(terms, new Tsit5(), { t0: 0, t1: 1, dt0: 0.1, y0: array([1]) }).ys.toList(); // ≈ [[0.7358]]
 * ```
 */
export class MultiTerm<Y, Args, Terms extends readonly Term<Y, Args>[]> extends AbstractTerm<
  Y,
  Args,
  PerTerm<Terms>,
  PerTerm<Terms>
> {
  readonly terms: Terms;

  /** @param terms - at least one. */
  constructor(...terms: Terms & readonly Term<Y, Args>[]) {
    super();
    terms.forEach((term, index) => {
      if (!isTerm(term)) throw wrongOption({ operation: "MultiTerm", name: `terms[${index}]` }, term, "a term");
    });
    this.terms = Object.freeze(terms);
    Object.freeze(this);
  }

  vf(t: NDArray, y: Y, args: Args): PerTerm<Terms> {
    return this.terms.map((term) => term.vf(t, y, args)) as readonly unknown[] as PerTerm<Terms>;
  }

  contr(t0: NDArray, t1: NDArray, options?: ControlOptions): PerTerm<Terms> {
    return this.terms.map((term) => term.contr(t0, t1, options)) as readonly unknown[] as PerTerm<Terms>;
  }

  prod(vf: PerTerm<Terms>, control: PerTerm<Terms>): Y {
    return this.terms.map((term, index) => term.prod(vf[index], control[index])).reduce((a, b) => plus(a, b));
  }

  override vfProd(t: NDArray, y: Y, args: Args, control: PerTerm<Terms>): Y {
    return this.terms.map((term, index) => term.vfProd(t, y, args, control[index])).reduce((a, b) => plus(a, b));
  }

  override isVfExpensive(t0: NDArray, t1: NDArray, y: Y, args: Args): boolean {
    return this.terms.some((term) => term.isVfExpensive(t0, t1, y, args));
  }
}
