import type { NDArray } from "@proj/array";
import type { Operands, Params, PrimitiveName } from "@proj/array/core";
import type { Draw } from "./draw.ts";

/** One call of a primitive, with operands that are drawn anew for each seed. */
export type Sample<P extends PrimitiveName> = Call<Operands<P, NDArray>, Params<P>>;

/** A call that has operands and parameters of the given types: primitives of one kind share their samples. */
export interface Call<AllOperands, AllParams> {
  /** What sets this call apart, for the titles of tests. */
  readonly title: string;
  /**
   * Positions of the operands with respect to which the results have derivatives at every value that is drawn. The
   * derivatives of the others are zero or do not exist.
   */
  readonly differentiable: readonly number[];
  /** Whether it can be evaluated by itself: not outside of a `vmap`, or without a transposition, that it needs. */
  readonly evaluates: boolean;
  /** Acceptable relative error of a float32 computation, in units of 2⁻²⁴ of the largest result. */
  readonly ulps: number;
  /** Makes operands and parameters; both may depend on the drawn dtype of floats. */
  readonly make: (draw: Draw) => { readonly operands: AllOperands; readonly params: AllParams };
}

/** A sample with the usual answers to what is not said. */
export function sample<P extends PrimitiveName>(
  title: string,
  make: Sample<P>["make"],
  options: Partial<Omit<Sample<P>, "title" | "make">> = {},
): Sample<P> {
  return { title, make, differentiable: [], evaluates: true, ulps: 4, ...options };
}

/** Samples of each of the named primitives. */
export type SampleTable<Name extends PrimitiveName> = { readonly [P in Name]: readonly Sample<P>[] };
