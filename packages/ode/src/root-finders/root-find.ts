import { ravelTree, UsageError, type NDArray } from "@proj/array";
import {
  anyOption,
  booleanOption,
  flattenArrays,
  functionOption,
  integerOption,
  nullableOption,
  objectOption,
  readArgument,
  readOptions,
  type OptionReaders,
} from "@proj/array/core";
import { solve } from "@proj/array/linalg";
import { customRoot } from "@proj/autodiff";
import { matrixOf } from "../linear-solvers/linear-solver.ts";
import { failureOf, RESULTS } from "../result.ts";
import { knownNumbers } from "../times.ts";
import type { Found, RootFinder, Search } from "./root-finder.ts";

/** Options of {@link rootFind}. */
export interface RootFindOptions {
  /** The most steps of the search; null for any number. Default 256. */
  readonly maxSteps?: number | null;
  /** Whether a search that fails is an error, where its result is not traced. Default true. */
  readonly throw?: boolean;
  /** Bounds of the root, for finders that keep to them: a tree like the guess, or a scalar. */
  readonly lower?: unknown;
  readonly upper?: unknown;
}

const readers: OptionReaders<RootFindOptions> = {
  maxSteps: nullableOption(integerOption(1)),
  throw: booleanOption,
  lower: anyOption(),
  upper: anyOption(),
};

/** A root with its derivative by the implicit function theorem. */
export function implicitRoot<Y>(f: (y: Y) => Y, finder: RootFinder, guess: Y, search: Search): Found<Y> {
  const [value, { result, numSteps }] = customRoot<Y, readonly [Y, Pick<Found<Y>, "result" | "numSteps">]>(
    f,
    guess,
    (g, start) => {
      const found = finder.find(g, start, search);
      return [found.value, { result: found.result, numSteps: found.numSteps }];
    },
    (linear, right) => {
      const [vector, unravel] = ravelTree(right as unknown);
      return unravel(solve(matrixOf({ apply: linear, like: right }), vector)) as Y;
    },
    { hasAux: true },
  );
  return { value, result, numSteps };
}

/**
 * A root of a function: a y with f(y) = 0. Its derivative by whatever the function closes over is that of the implicit function
 * theorem, not of the search.
 *
 * @param f - from a tree of arrays of floats to a tree like it.
 * @param finder - how to search, such as `new Newton({ rtol, atol })`.
 * @param guess - where to begin: an array, or a tree of arrays.
 * @param options - see {@link RootFindOptions}.
 * @returns the root as `value`, how the search ended as `result` (one of {@link RESULTS}), and `numSteps`.
 * @throws UsageError when the search fails, unless `throw` is false.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * import { Newton, rootFind } from "@proj/ode";
 * const finder = new Newton({ rtol: 1e-5, atol: 1e-5 });
 * const root = (a: NDArray) => rootFind((y) => y.mul(y).sub(a), finder, array(1)).value;
 * root(array(4)).item(); // ≈ 2.000
 * grad(root)(array(4)).item(); // ≈ 0.25
 */
export function rootFind(
  f: (y: NDArray) => NDArray,
  finder: RootFinder,
  guess: NDArray,
  options?: RootFindOptions,
): Found<NDArray>;
export function rootFind<Y>(f: (y: Y) => Y, finder: RootFinder, guess: Y, options?: RootFindOptions): Found<Y>;
export function rootFind(
  f: (y: never) => unknown,
  finder: RootFinder,
  guess: unknown,
  options?: RootFindOptions,
): Found<unknown> {
  readArgument("rootFind", "f", f, functionOption());
  readArgument(
    "rootFind",
    "finder",
    finder,
    objectOption<RootFinder>("a root finder, such as new Newton({ rtol, atol })", "find", "linearise"),
  );
  const { arrays, treedef } = flattenArrays("rootFind", "guess", guess);
  const { maxSteps = 256, throw: throws = true, lower, upper } = readOptions("rootFind", options, readers);
  const found = implicitRoot(f as (y: unknown) => unknown, finder, treedef.unflatten(arrays), {
    maxSteps,
    lower,
    upper,
  });
  const failure = throws ? knownNumbers(found.result)?.find((code) => code !== RESULTS.successful) : undefined;
  if (failure === undefined) return found;
  const { what, remedy } = failureOf(failure);
  throw new UsageError({
    operation: "rootFind",
    received: `a search that failed: ${what}`,
    expected: "a root",
    remedy: `begin nearer to it, or: ${remedy}`,
  });
}
