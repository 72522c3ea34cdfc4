import {
  bind,
  checkSameStructure,
  flattenArrays,
  isFloat,
  stage,
  UsageError,
  type FlatJvpRule,
  type NDArray,
} from "@proj/array";
import type { Mapped, TreeDef } from "@proj/tree";
import { guardClosure } from "./closure.ts";
import { zeros } from "./operations.ts";
import { splitArguments, type NondiffOptions } from "./positions.ts";
import { checkTypes, describeReturned, flattenTangents } from "./tangents.ts";

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
  const name = f.name === "" ? "function" : f.name;
  return (...args) => {
    const operation = `customJvp of ${name}`;
    const split = splitArguments(operation, args, nondiffArgnums);
    const inputs = flattenArrays(operation, "arguments", split.differentiable);
    let resultTree: TreeDef | null = null;
    const { jaxpr, consts } = stage(
      (flat) => {
        const result = flattenArrays(
          operation,
          "result",
          f(...split.join(inputs.treedef.unflatten(flat) as unknown[])),
        );
        resultTree = result.treedef;
        return result.arrays;
      },
      inputs.arrays.map(({ aval }) => aval),
      operation,
    );
    const types = jaxpr.outputs.map(({ aval }) => aval);
    const flatRule: FlatJvpRule = (primals, tangents) => {
      const own = primals.slice(consts.length);
      const directions = tangents.slice(consts.length).map((tangent, k) => (isFloat(own[k]!.dtype) ? tangent : null));
      const call = rule as (...values: readonly unknown[]) => unknown;
      const returned = call(...split.nondiff, inputs.treedef.unflatten(own), inputs.treedef.unflatten(directions));
      const [result, tangent] = pairOf(operation, returned);
      const flat = flattenArrays(`the rule of ${operation}`, "result", result);
      const remedy = "return the result in the same containers as the function does";
      checkSameStructure(`the rule of ${operation}`, "result", resultTree!, flat.treedef, remedy);
      checkTypes(`the rule of ${operation}`, "result", flat, types);
      const resultTangents = flattenTangents(`the rule of ${operation}`, "tangent", tangent, flat);
      return [flat.arrays, flat.arrays.map((x, k) => resultTangents[k] ?? zeros(x))];
    };
    const operands = [...guardClosure(operation, name, consts), ...inputs.arrays];
    return resultTree!.unflatten(bind("customJvpCall", operands, { name, jaxpr, rule: flatRule }));
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
