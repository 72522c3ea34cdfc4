import type { NDArray } from "@proj/array";
import type { Norm } from "../norms.ts";

/** A number, or a scalar that may be traced. */
export type Scalar = number | NDArray;

/** How exact a root has to be. */
export interface Tolerances {
  readonly rtol: Scalar;
  readonly atol: Scalar;
  readonly norm: Norm;
}

/** What a root finder gives. */
export interface Found<Y> {
  readonly value: Y;
  /** One of the codes of {@link RESULTS}: an int32 scalar. */
  readonly result: NDArray;
  readonly numSteps: NDArray;
}

/** What a search for a root depends on, besides function and guess. */
export interface Search {
  readonly maxSteps: number | null;
  /** A linearisation of the function to use instead of one at the guess; what `linearise` gave. */
  readonly linearisation?: unknown;
  /** Trees like the guess, or scalars, between which the root is. */
  readonly lower?: unknown;
  readonly upper?: unknown;
}

/** Finds a tree at which a function from trees to trees like them is zero. */
export interface RootFinder {
  /** Whether tolerances are missing, which then come from the controller of the steps. */
  readonly needsTolerances: boolean;
  /** The same root finder with tolerances in the place of missing ones. */
  withTolerances(tolerances: Tolerances): RootFinder;
  /** A linearisation of a function, for several searches; null for a finder that uses none. */
  linearise<Y>(f: (y: Y) => Y, y: Y): unknown;
  /** The search itself; no derivative flows through it. */
  find<Y>(f: (y: Y) => Y, guess: Y, search: Search): Found<Y>;
}
