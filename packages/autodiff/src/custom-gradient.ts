import type { NDArray } from "@proj/array";
import {
  applyJaxpr,
  flattenArrays,
  functionOption,
  isInexact,
  readArgument,
  stage,
  UsageError,
  type Jaxpr,
} from "@proj/array/core";
import type { Mapped, TreeDef } from "@proj/tree";
import { customVjp, type RuleCotangents } from "./custom-vjp.ts";

/** From the cotangent of the result to the list of those of the arguments; for one argument it may be given alone. */
export type GradientRule<Args extends readonly unknown[], R> = (
  cotangent: Mapped<R, NDArray>,
) => RuleCotangents<Args> | (Args extends readonly [infer One] ? Mapped<One, NDArray | number | null> : never);

/**
 * A function with a reverse derivative of its own, both given by one function: it returns the result, and the function that takes
 * a cotangent back, which may use whatever was computed on the way.
 *
 * @param f - from trees of arrays to the pair of the result and its {@link GradientRule}.
 * @returns the function from the arguments to the result.
 * @throws UsageError when `f` does not return such a pair, or where it is differentiated and the rule returns trees of another
 *   structure, or in forward mode.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { customGradient, grad } from "@proj/autodiff";
 * const f = customGradient((x: NDArray) => [x.mul(x), (ct: NDArray) => ct.mul(x)]);
 * f(array(3)).item(); // → 9
 * grad(f)(array(3)).item(); // → 3
 */
export function customGradient<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => readonly [result: R, rule: GradientRule<NoInfer<Args>, NoInfer<R>>],
): (...args: Args) => R;
export function customGradient(f: (...args: readonly unknown[]) => unknown): (...args: readonly unknown[]) => unknown {
  const speaker = "customGradient";
  readArgument(speaker, "f", f, functionOption());
  const both = (args: readonly unknown[]): readonly [unknown, (cotangent: unknown) => unknown] => {
    const returned = f(...args);
    if (Array.isArray(returned) && returned.length === 2 && typeof returned[1] === "function")
      return returned as [unknown, (cotangent: unknown) => unknown];
    throw new UsageError({
      operation: speaker,
      received: "a function that does not return a pair of a result and a function",
      expected: "[result, rule], where rule takes the cotangent of the result to those of the arguments",
      remedy: "return both in a list",
    });
  };
  return (...args) => {
    let rule: { readonly jaxpr: Jaxpr; readonly tree: TreeDef } | null = null;
    const withRule = customVjp(
      (...values: readonly unknown[]) => both(values)[0],
      (...values: readonly unknown[]) => {
        const [result, back] = both(values);
        const { arrays, treedef } = flattenArrays(speaker, "result", result);
        let tree: TreeDef | null = null;
        const { jaxpr, consts } = stage(
          (cotangents) => {
            let next = 0;
            const visible = arrays.map(({ dtype }) => (isInexact(dtype) ? cotangents[next++]! : null));
            const returned = back(treedef.unflatten(visible));
            const sent = flattenArrays(speaker, "cotangents", Array.isArray(returned) ? returned : [returned]);
            tree = sent.treedef;
            return sent.arrays;
          },
          arrays.filter(({ dtype }) => isInexact(dtype)).map(({ aval }) => aval),
          speaker,
        );
        rule = { jaxpr, tree: tree! };
        return [result, consts];
      },
      (consts, cotangent) => {
        const { jaxpr, tree } = rule!;
        const { arrays } = flattenArrays(speaker, "cotangent", cotangent);
        return tree.unflatten(applyJaxpr(jaxpr, [...consts, ...arrays])) as never;
      },
    );
    return withRule(...args);
  };
}
