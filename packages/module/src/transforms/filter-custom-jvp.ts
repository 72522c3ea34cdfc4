import { functionOption, readArgument } from "@proj/array/core";
import { customJvp } from "@proj/autodiff";
import { dropStatic, hideStatic, revealStatic, withStatic } from "./static-leaf.ts";

/**
 * Gives a function of any trees a forward derivative of one's own; reverse mode follows from it.
 *
 * @param f - from any trees to any tree.
 * @param rule - from the list of arguments and the list of their tangents, trees with `null` for leaves that have none, to the
 *   pair of result and its tangent, a tree with `null` likewise. It must be linear in the tangents.
 * @returns the function with its rule.
 * @example
 * import { array, exp, log, type NDArray } from "@proj/array";
 * import { filterCustomJvp, filterGrad } from "@proj/module";
 * const softplus = filterCustomJvp(
 *   (x: NDArray, name: string) => log(exp(x).add(1)),
 *   ([x, name], [t]) => [log(exp(x).add(1)), t.div(exp(x.neg()).add(1))],
 * );
 * filterGrad(softplus)(array(0), "softplus").item(); // → 0.5
 */
export function filterCustomJvp<Args extends readonly unknown[], Result>(
  f: (...args: Args) => Result,
  rule: (primals: NoInfer<Args>, tangents: NoInfer<Args>) => readonly [result: NoInfer<Result>, tangent: unknown],
): (...args: Args) => Result {
  readArgument("filterCustomJvp", "f", f, functionOption());
  readArgument("filterCustomJvp", "rule", rule, functionOption());
  const hidden = (args: Args): Result => hideStatic(f(...revealStatic(args)));
  const hiddenRule = ([args]: readonly [Args], [tangents]: readonly [unknown]): readonly [Result, never] => {
    const [result, tangent] = rule(revealStatic(args), dropStatic(tangents) as Args);
    const value = hideStatic(result);
    return [value, withStatic(value, tangent) as never];
  };
  const withRule = customJvp(Object.defineProperty(hidden, "name", { value: f.name }), hiddenRule as never);
  return (...args) => revealStatic(withRule(hideStatic(args)));
}
