import { eye, type NDArray } from "@proj/array";
import type { Params, RoutineName } from "@proj/array/core";
import { add, linalg, mul } from "@proj/array/lax";
import type { Draw } from "./draw.ts";
import { sample, type Sample, type SampleTable } from "./sample.ts";
import { jaxprOf } from "./staged.ts";

/** A call of the routine that a function of `lax` applies to its arguments as they are. */
function routineSample(
  title: string,
  operandsOf: (draw: Draw) => readonly NDArray[],
  f: (...operands: NDArray[]) => NDArray | readonly NDArray[],
  options: Partial<Omit<Sample<"routine">, "title" | "make">>,
): Sample<"routine"> {
  const make: Sample<"routine">["make"] = (draw) => {
    const operands = operandsOf(draw);
    const jaxpr = jaxprOf((...args) => [f(...args)].flat(), ...operands.map(({ aval }) => aval));
    const params = jaxpr.equations.flatMap((one): Params<"routine">[] =>
      one.primitive === "routine" ? [one.params] : [],
    );
    return { operands, params: params[0]! };
  };
  return sample<"routine">(title, make, options);
}

/** Matrices whose diagonal outweighs the rest, so that no system is close to singular. */
const matrices = (draw: Draw, ...shape: readonly number[]): NDArray => {
  const size = shape.at(-1)!;
  return add(draw.floats(shape, [-1, 1]), mul(eye(size, { dtype: draw.float }).add(draw.floats(shape, [0, 0])), size));
};

/*
 * Two are enough for the rules that all routines share, since a device made of software compiles them slowly; what each routine
 * computes is tested beside it.
 */
export const routineSamples: SampleTable<RoutineName> = {
  routine: [
    routineSample(
      "cholesky",
      (draw) => [matrices(draw, 3, 3)],
      (a) => linalg.cholesky(a, { symmetrizeInput: false }),
      { differentiable: [0], ulps: 64 },
    ),
    routineSample(
      "triangularSolve of a batch",
      (draw) => [matrices(draw, 2, 3, 3), draw.floats([2, 2, 3])],
      (a, b) => linalg.triangularSolve(a, b, { lower: true }),
      { differentiable: [0, 1], ulps: 256 },
    ),
  ],
};
