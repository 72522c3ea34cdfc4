import { UsageError, type NDArray } from "@proj/array";
import { bind, isFloat, type FlatJvpRule } from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { stageCustomCall } from "./custom-call.ts";
import type { NondiffOptions } from "./nondiff-arguments.ts";
import { zeros } from "./shapes.ts";
import { describeReturned, flattenTangents } from "./tangents.ts";

/** A result and its tangent, which is a tree like it; `null` at a leaf is zero. */
export type JvpRuleResult<R> = readonly [result: R, tangent: Mapped<R, NDArray | number | null>];

/** Tangents as a rule receives them: an array for each floating-point leaf, `null` for others. */
export type RuleTangents<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Mapped<Args[K], NDArray> };

/**
 * Gives a function a forward derivative of one's own: for functions whose formula loses accuracy, or that are solved for
 * by iteration. Reverse mode follows from it, since the rule is linear in the tangents.
 *
 * The rule replaces the function wherever it is differentiated; elsewhere the function itself runs.
 *
 * @param f - a function of trees of arrays.
 * @param rule - from the list of arguments and the list of their tangents to the pair of result and its tangent. It must be
 *   linear in the tangents. With `nondiffArgnums` those arguments come first, and the lists hold the others.
 * @param options - `nondiffArgnums`: positions of arguments that are not differentiated and may be anything.
 * @returns the function with its rule.
 * @throws UsageError where it is differentiated: when the rule returns something else than such a pair, naming the path,
 *   or with respect to a value that the function closes over.
 * @example
 * import { array, exp, log } from "@proj/array";
 * import { customJvp, grad } from "@proj/autodiff";
 * const softplus = customJvp(
 *   (x) => log(exp(x).add(1)),
 *   ([x], [t]) => [log(exp(x).add(1)), t.div(exp(x.neg()).add(1))],
 * );
 * grad(softplus)(array(0)).item(); // → 0.5
 */
export function customJvp<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  rule: (primals: NoInfer<Args>, tangents: RuleTangents<NoInfer<Args>>) => JvpRuleResult<NoInfer<R>>,
): (...args: Args) => R;
export function customJvp<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  rule: (...nondiffPrimalsAndTangents: never[]) => JvpRuleResult<NoInfer<R>>,
  options: { readonly nondiffArgnums: readonly number[] },
): (...args: Args) => R;
export function customJvp(
  f: (...args: readonly unknown[]) => unknown,
  rule: (...args: never[]) => unknown,
  { nondiffArgnums = [] }: NondiffOptions = {},
): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const { name, operation, split, inputs, jaxpr, consts, operands, resultTree, flattenResult } = stageCustomCall(
      "customJvp",
      f,
      args,
      nondiffArgnums,
    );
    const flatRule: FlatJvpRule = (primals, tangents) => {
      const speaker = `the rule of ${operation}`;
      const own = primals.slice(consts.length);
      const directions = tangents.slice(consts.length).map((tangent, k) => (isFloat(own[k]!.dtype) ? tangent : null));
      const call = rule as (...values: readonly unknown[]) => unknown;
      const returned = call(...split.nondiff, inputs.treedef.unflatten(own), inputs.treedef.unflatten(directions));
      const [result, tangent] = pairOf(operation, returned);
      const flat = flattenResult(speaker, result);
      const resultTangents = flattenTangents(speaker, "tangent", tangent, flat);
      return [flat.arrays, flat.arrays.map((x, k) => resultTangents[k] ?? zeros(x))];
    };
    return resultTree.unflatten(bind("customJvpCall", operands, { name, jaxpr, rule: flatRule }));
  };
}

function pairOf(operation: string, returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return returned as [unknown, unknown];
  throw new UsageError({
    operation: `the rule of ${operation}`,
    received: `a rule that returned ${describeReturned(returned)}`,
    expected: "a pair [result, tangent]",
    remedy: "return both, the tangent as a tree like the result",
  });
}
