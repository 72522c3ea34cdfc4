import { UnderdampedLangevinDiffusionTerm, UnderdampedLangevinDriftTerm } from "./langevin.ts";
import { MultiTerm } from "./multi-term.ts";
import { isTerm, type Term } from "./term.ts";

/*
 * Which terms a solver takes. A further structure is a row of the table of types and a value beside those below.
 */

/** The terms of each structure, for a state and arguments. */
export interface TermStructures<Y, Args> {
  /** Any one term. */
  readonly term: Term<Y, Args>;
  /** Two terms for the two halves of the state, each of which depends on the other half. */
  readonly partitioned: Y extends readonly [infer A, infer B]
    ? readonly [HalfTerm<A, B, Args>, HalfTerm<B, A, Args>]
    : never;
  /** The sum of a term that is treated explicitly and one that is treated implicitly. */
  readonly imex: MultiTerm<Y, Args, readonly [Term<Y, Args>, Term<Y, Args>]>;
  /** The sum of a drift and a diffusion. */
  readonly stochastic: MultiTerm<Y, Args, readonly [Term<Y, Args>, Term<Y, Args>]>;
  /** Drift and diffusion of an underdamped Langevin equation, for a state [x, v]. */
  readonly langevin: Y extends readonly [infer X, infer _V]
    ? MultiTerm<
        readonly [X, X],
        Args,
        readonly [UnderdampedLangevinDriftTerm<X, Args>, UnderdampedLangevinDiffusionTerm<X, Args>]
      >
    : never;
}

/** A term whose increments are of one kind and whose vector field reads a state of another kind. */
export interface HalfTerm<Y, From, Args> {
  vf(t: never, y: From, args: Args): Y;
}

/** The name of a structure of terms. */
export type TermKind = keyof TermStructures<unknown, unknown>;

/** A structure of terms, by which a solver refuses others. */
export interface TermStructure<Kind extends TermKind> {
  readonly kind: Kind;
  /** What it is, for messages. */
  readonly expected: string;
  /** Whether terms have the structure. */
  readonly matches: (terms: unknown) => boolean;
}

/** Any one term. */
export const oneTerm: TermStructure<"term"> = {
  kind: "term",
  expected: "a term, such as new ODETerm((t, y, args) => …)",
  matches: isTerm,
};

/** Two terms, for the two halves of the state. */
export const partitionedTerms: TermStructure<"partitioned"> = {
  kind: "partitioned",
  expected: "two terms [f, g] for a state [y, z] with dy = f(t, z) dt and dz = g(t, y) dt",
  matches: (terms) => Array.isArray(terms) && terms.length === 2 && terms.every(isTerm),
};

const isPair = (terms: unknown): terms is MultiTerm<unknown, unknown, readonly Term<unknown, unknown>[]> =>
  terms instanceof MultiTerm && (terms.terms as readonly unknown[]).length === 2;

/** A drift and a diffusion. */
export const stochasticTerms: TermStructure<"stochastic"> = {
  kind: "stochastic",
  expected: "new MultiTerm(drift, diffusion), such as an ODETerm and a ControlTerm",
  matches: isPair,
};

/** Drift and diffusion of an underdamped Langevin equation. */
export const langevinTerms: TermStructure<"langevin"> = {
  kind: "langevin",
  expected: "new MultiTerm(new UnderdampedLangevinDriftTerm(…), new UnderdampedLangevinDiffusionTerm(…))",
  matches: (terms) =>
    isPair(terms) &&
    terms.terms[0] instanceof UnderdampedLangevinDriftTerm &&
    terms.terms[1] instanceof UnderdampedLangevinDiffusionTerm,
};

/** An explicit and an implicit part. */
export const imexTerms: TermStructure<"imex"> = {
  kind: "imex",
  expected: "new MultiTerm(explicitTerm, implicitTerm)",
  matches: isPair,
};
