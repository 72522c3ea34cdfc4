import { UsageError } from "@proj/array";
import { functionOption, readArgument } from "@proj/array/core";
import { customJvp, customVjp } from "@proj/autodiff";
import { map } from "@proj/tree";
import { isInexactArray } from "../predicates.ts";
import { dropStatic, hideStatic, revealStatic, withStatic } from "./static-leaf.ts";

/**
 * Gives a function of any trees a reverse derivative of one's own, with respect to its first argument.
 *
 * @param f - from any trees to any tree.
 * @param forward - from `perturbed` and the same arguments to the pair of result and residuals, any tree. `perturbed` is a tree like
 *   the first argument of whether each leaf may have a derivative.
 * @param backward - from residuals, the cotangent of the result, `perturbed` and the same arguments to the cotangent of the first
 *   one: a tree like it, in which `null` is zero.
 * @returns the function with its rule. Derivatives with respect to other arguments than the first are an error.
 * @example
 * import { array, clip, type NDArray } from "@proj/array";
 * import { filterCustomVjp, filterGrad } from "@proj/module";
 * const clipGradient = filterCustomVjp(
 *   (x: NDArray, limit: number) => x,
 *   (perturbed, x, limit) => [x, null],
 *   (residuals, ct, perturbed, x, limit) => clip(ct, -limit, limit),
 * );
 * filterGrad((x: NDArray) => clipGradient(x, 1).mul(5))(array(2)).item(); // → 1
 */
export function filterCustomVjp<First, Rest extends readonly unknown[], Result, Residuals>(
  f: (first: First, ...rest: Rest) => Result,
  forward: (
    perturbed: unknown,
    first: First,
    ...rest: Rest
  ) => readonly [result: NoInfer<Result>, residuals: Residuals],
  backward: (
    residuals: NoInfer<Residuals>,
    cotangent: NoInfer<Result>,
    perturbed: unknown,
    first: First,
    ...rest: Rest
  ) => unknown,
): (first: First, ...rest: Rest) => Result {
  const operation = "filterCustomVjp";
  readArgument(operation, "f", f, functionOption());
  readArgument(operation, "forward", forward, functionOption());
  readArgument(operation, "backward", backward, functionOption());
  const perturbedOf = (first: unknown): unknown => map((leaf: unknown) => isInexactArray(leaf), first);

  /** What the way back needs besides the cotangent; structures stay beside the arrays. */
  type Kept = readonly [residuals: Residuals, result: Result, first: First, rest: Rest];
  const hidden = (first: First, rest: Rest): Result => hideStatic(f(revealStatic(first), ...revealStatic(rest)));
  const hiddenForward = (first: First, rest: Rest): readonly [Result, Kept] => {
    const own = revealStatic(first);
    const [result, residuals] = forward(perturbedOf(own), own, ...revealStatic(rest));
    const value = hideStatic(result);
    return [value, [hideStatic(residuals), value, first, rest]];
  };
  const hiddenBackward = ([residuals, , first, rest]: Kept, cotangent: Result): readonly [unknown, null] => {
    const own = revealStatic(first);
    const given = backward(
      revealStatic(residuals),
      dropStatic(cotangent),
      perturbedOf(own),
      own,
      ...revealStatic(rest),
    );
    return [withStatic(first, given), null];
  };
  const named = Object.defineProperty(hidden, "name", { value: f.name });
  const withRule = customVjp<[First, Rest], Result>(named, hiddenForward as never, hiddenBackward as never);
  return (first, ...rest) =>
    revealStatic(withRule(hideStatic(first), hideStatic(map(guarded, rest as unknown) as Rest)));
}

/** An array through which no derivative may flow. */
function guarded(leaf: unknown): unknown {
  return isInexactArray(leaf) ? refuseTangent(leaf) : leaf;
}

const refuseTangent = /* @__PURE__ */ customJvp(
  (x) => x,
  () => {
    throw new UsageError({
      operation: "the function given by filterCustomVjp",
      received: "a derivative with respect to another argument than the first",
      expected: "derivatives with respect to the first argument, for which there is a rule",
      remedy: "put all that is differentiated into the first argument, or stop the derivative with stopGradient",
    });
  },
);
