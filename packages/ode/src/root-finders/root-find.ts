import { ravelTree, UsageError, type NDArray } from "@proj/array";
import {
  anyOption,
  applyJaxpr,
  booleanOption,
  flattenArrays,
  functionOption,
  integerOption,
  nullableOption,
  objectOption,
  readArgument,
  readOptions,
  stage,
  type OptionReaders,
} from "@proj/array/core";
import { solve } from "@proj/array/linalg";
import { customJvp, jvp } from "@proj/autodiff";
import type { TreeDef } from "@proj/tree";
import { matrixOf } from "../linear-solvers/linear-solver.ts";
import { failureOf, RESULTS } from "../result.ts";
import { knownNumbers } from "../times.ts";
import type { Found, RootFinder } from "./root-finder.ts";

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

/** A function of one tree, apart from the arrays that it closes over. */
interface Opened<X, R> {
  readonly closedOver: readonly NDArray[];
  readonly call: (closedOver: readonly NDArray[], x: X) => R;
}

function opened<X, R>(f: (x: X) => R, like: X): Opened<X, R> {
  const { arrays, treedef } = flattenArrays("rootFind", "guess", like);
  let resultTree: TreeDef | null = null;
  const { jaxpr, consts } = stage(
    (flat) => {
      const result = flattenArrays("rootFind", "result of f", f(treedef.unflatten(flat) as X));
      resultTree = result.treedef;
      return result.arrays;
    },
    arrays.map(({ aval }) => aval),
    "rootFind",
  );
  return {
    closedOver: consts,
    call: (values, x) =>
      resultTree!.unflatten(applyJaxpr(jaxpr, [...values, ...flattenArrays("rootFind", "guess", x).arrays])) as R,
  };
}

/**
 * A root with its derivative by the implicit function theorem, by whatever `f` closes over.
 *
 * @param find - finds it from a guess; may close over anything.
 */
export function implicitRoot<Y>(f: (y: Y) => Y, find: (guess: Y) => Found<Y>, guess: Y): Found<Y> {
  const equation = opened(f, guess);
  const search = opened(find, guess);
  type Values = readonly NDArray[];
  // The search closes over arrays of its own, a linearisation for example, so they are arguments of the rule too.
  const root: (searched: Values, values: Values, guess: Y) => Found<Y> = customJvp(
    (searched: Values, _values: Values, guess: Y): Found<Y> => search.call(searched, guess),
    ([searched, values, guess], [, tangents]) => {
      const found = root(searched, values, guess);
      const y = found.value;
      const [, moved] = jvp((c: Values) => equation.call(c, y) as NDArray, [values], [tangents as never]);
      const apply = (t: unknown): unknown =>
        jvp((x: NDArray) => equation.call(values, x as Y) as NDArray, [y as NDArray], [t as never])[1];
      const [vector, unravel] = ravelTree(moved as unknown);
      const tangent = unravel(solve(matrixOf({ apply, like: moved }), vector).neg());
      return [found, { value: tangent, result: null, numSteps: null }] as never;
    },
  );
  return root(search.closedOver, equation.closedOver, guess);
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
  const equation = f as (y: unknown) => unknown;
  const search = { maxSteps, lower, upper };
  const start: unknown = treedef.unflatten(arrays);
  const found = implicitRoot(equation, (guess) => finder.find(equation, guess, search), start);
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
