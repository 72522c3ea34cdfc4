import { minimum, where, zeros, type NDArray } from "@proj/array";
import { isComplexDType, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { rsqrt } from "@proj/array/lax";
import { flatten } from "@proj/tree";
import { beside, isTrainable, mapArrays, mapLeaves, mapToState, trainableLeaves, zerosLike } from "../arrays.ts";
import { isNumber, oneMinus, scalars, type Scalar } from "../hyperparameters.ts";
import { moment } from "../moments.ts";
import type { ArrayTree, GradientTransformation } from "../transformation.ts";

/** For each array of parameters a vector for each of its axes, and the running mean of updates. */
export interface Sm3State {
  readonly mu: ArrayTree;
  readonly nu: ArrayTree;
}

/** The constants of {@link scaleBySm3}. */
export interface Sm3Options {
  /** Decay of the mean of updates; default 0.9. */
  readonly b1?: Scalar;
  /** Decay of the sums of squares; default 1, which keeps sums. */
  readonly b2?: Scalar;
  /** Added under the root; default 1e-8. */
  readonly eps?: Scalar;
}

const readers: OptionReaders<Sm3Options> = scalars("b1", "b2", "eps");

/** The largest value in each slice across one axis. */
function largestAlong(x: NDArray, axis: number): NDArray {
  return x.ndim < 2 ? x : x.max(x.shape.flatMap((_, other) => (other === axis ? [] : [other])));
}

/** A vector along one axis of an array, as an array that stretches along the others. */
const alongAxis = (vector: NDArray, { ndim }: NDArray, axis: number): NDArray =>
  vector.reshape(Array.from({ length: ndim }, (_, other) => (other === axis ? vector.size : 1)));

/**
 * Adagrad whose sums of squares are kept as one vector for each axis: the square of an element is the least among its slices
 * (Anil et al. 2019).
 *
 * @param options - see {@link Sm3Options}.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { scaleBySm3 } from "@proj/optim";
 * const { init, update } = scaleBySm3({ b1: 0 });
 * const gradient = array([[3, 1]]);
 * update(gradient, init(gradient))[0].toList(); // ≈ [[1, 1]]
 * ```
 */
export function scaleBySm3(options?: Sm3Options): GradientTransformation<Sm3State> {
  const { b1 = 0.9, b2 = 1, eps = 1e-8 } = readOptions("scaleBySm3", options, readers);
  const fresh = isNumber(b2, 1) ? 1 : oneMinus(b2);
  return {
    init(params) {
      const complex = trainableLeaves(params).find(({ dtype }) => isComplexDType(dtype));
      if (complex !== undefined) throw noComplex(complex);
      return {
        mu: mapToState("scaleBySm3", ({ shape, dtype }) => shape.map((length) => zeros([length], dtype)), params),
        nu: zerosLike(params),
      };
    },
    update(updates, state) {
      const vectors = vectorsOf(updates, state.mu);
      let place = 0;
      const sums = mapToState(
        "scaleBySm3",
        (g) => {
          const own = vectors[place++]!;
          const square = g.mul(g).mul(beside(fresh, g));
          const [first, ...others] =
            g.ndim < 2 ? own.slice(0, 1) : own.map((vector, axis) => alongAxis(vector, g, axis));
          if (first === undefined) return square;
          const least = others.reduce((a, b) => minimum(a, b), first);
          return square.add(least.mul(beside(b2, least)));
        },
        updates,
      );
      const up = mapArrays("scaleBySm3", (g, s) => g.mul(where(s.gt(0), rsqrt(s.add(beside(eps, s))), 0)), updates, {
        sums,
      });
      const nu = moment("scaleBySm3", up, { nu: state.nu }, b1, 1);
      const mu = mapToState("scaleBySm3", (s) => s.shape.map((_, axis) => largestAlong(s, axis)), sums);
      return [mapArrays("scaleBySm3", (_, step) => step, updates, { nu }), { mu, nu }];
    },
  };
}

/** The vectors of each array of floats among the updates. */
function vectorsOf(updates: unknown, mu: ArrayTree): readonly (readonly NDArray[])[] {
  const found: (readonly NDArray[])[] = [];
  mapLeaves(
    "scaleBySm3",
    (update, vectors) => (isTrainable(update) ? found.push(flatten(vectors as readonly NDArray[])[0]) : null),
    updates,
    { mu },
  );
  return found;
}

const noComplex = (array: NDArray): UsageError =>
  new UsageError({
    operation: "scaleBySm3",
    received: `parameters ${array.describe()}`,
    expected: "real parameters: it compares squares of gradients",
    remedy: "optimise real and imaginary parts: splitRealAndImaginary(sm3(…))",
  });
