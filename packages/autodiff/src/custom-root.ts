import { stopGradient } from "./stop-gradient.ts";
import { customJvp } from "./custom-jvp.ts";
import { jvp } from "./jvp.ts";
import { readHasAux, type AuxOptions } from "./options.ts";
import { closureOf, noTangent, type Arrays } from "./staged-closure.ts";
import { neg } from "@proj/array/lax";
import { map } from "@proj/tree";
import { functionOption, readArgument } from "@proj/array/core";

/**
 * A root of a function, whose derivative follows from the function alone (the implicit function theorem) and not from how the
 * root was found.
 *
 * @param f - from a tree of arrays to a tree like it; may close over what the root is differentiated by.
 * @param initialGuess - where `solve` begins; has no influence on the derivative.
 * @param solve - from `f` and the guess to an x with f(x) = 0.
 * @param tangentSolve - from a linear function g and y to an x with g(x) = y; for scalars `(g, y) => y.div(g(array(1)))`.
 * @param options - `hasAux`: `solve` returns `[x, aux]`, and so does this function; default false.
 * @returns the root that `solve` found.
 * @throws UsageError when `f` or `solve` do not return what they have to.
 * @example
 * import { array, foriLoop, type NDArray } from "@proj/array";
 * import { customRoot, grad } from "@proj/autodiff";
 * const root = (a: NDArray) =>
 *   customRoot(
 *     (x) => x.mul(x).sub(a),
 *     array(1),
 *     (f, x) => foriLoop(0, 20, (_, y) => y.sub(f(y).div(y.mul(2))), x),
 *     (g, y) => y.div(g(array(1))),
 *   );
 * grad(root)(array(4)); // ≈ 0.25
 */
export function customRoot<X, R = X>(
  f: (x: X) => X,
  initialGuess: X,
  solve: (f: (x: X) => X, initialGuess: X) => R,
  tangentSolve: (g: (x: X) => X, y: X) => X,
  options?: AuxOptions,
): R;
export function customRoot(
  f: (x: unknown) => unknown,
  initialGuess: unknown,
  solve: (f: (x: unknown) => unknown, initialGuess: unknown) => unknown,
  tangentSolve: (g: (x: unknown) => unknown, y: unknown) => unknown,
  options?: AuxOptions,
): unknown {
  const operation = "customRoot";
  for (const [name, given] of Object.entries({ f, solve, tangentSolve }))
    readArgument(operation, name, given, functionOption());
  const hasAux = readHasAux(operation, options);
  const guess = stopGradient(initialGuess);
  const closure = closureOf(operation, "f", f, guess);
  // What solve and tangentSolve close over are arguments of the rule too, as it may run after what they were made in has ended.
  const search = closureOf(
    operation,
    "solve",
    (x) => solve((y) => closure.call(closure.consts, y), x),
    guess,
    "any tree",
  );
  const step = closureOf(
    operation,
    "tangentSolve",
    (all) => {
      const [consts, x, y] = all as readonly [Arrays, unknown, unknown];
      return tangentSolve((t) => jvp((at: unknown) => closure.call(consts, at), [x], [t])[1], y);
    },
    [closure.consts, guess, guess],
    "any tree",
  );
  const root: (searched: Arrays, stepped: Arrays, consts: Arrays, guess: unknown) => unknown = customJvp(
    (searched: Arrays, _stepped: Arrays, _consts: Arrays, start: unknown): unknown => search.call(searched, start),
    ([searched, stepped, consts, start], [, , tangents]) => {
      const result = root(searched, stepped, consts, start);
      const x = hasAux ? (result as readonly [unknown])[0] : result;
      const [, moved] = jvp((c: Arrays) => closure.call(c, x), [consts], [tangents]);
      const tangent = map(neg, step.call(stepped, [consts, x, moved]) as never);
      return [result, hasAux ? [tangent, noTangent((result as readonly unknown[])[1])] : tangent] as never;
    },
  );
  return root(search.consts, step.consts, closure.consts, guess);
}
