import { UsageError, type NDArray } from "@proj/array";
import {
  bind,
  customVjpRules,
  flattenArrays,
  functionOption,
  isInexact,
  readArgument,
  type FlatVjpRule,
} from "@proj/array/core";
import type { Mapped, TreeDef } from "@proj/tree";
import type { Argnums } from "./argnums.ts";
import { stageCustomCall } from "./custom-call.ts";
import { readNondiffArgnums, type NondiffOptions } from "./nondiff-arguments.ts";
import { describeReturned, flattenTangents } from "./tangents.ts";

/** A cotangent for each argument: a tree like it, or `null` for zero, also at any leaf. */
export type RuleCotangents<Args extends readonly unknown[]> = {
  readonly [K in keyof Args]: Mapped<Args[K], NDArray | number | null> | null;
};

/**
 * Gives a function a reverse derivative of one's own: to clip or scale gradients, to use a formula that is known, or to
 * save memory.
 *
 * The function itself runs where it is not differentiated. Forward mode (jvp, jacfwd) is not defined for it and is an error.
 *
 * @param f - a function of trees of arrays.
 * @param forward - from the same arguments to the pair of result and residuals, a tree of arrays to be kept for `backward`.
 * @param backward - from residuals and the cotangent of the result to the list of cotangents of the arguments; `null` is
 *   zero. With `nondiffArgnums` those arguments come first, and the list is that of the others.
 * @param options - `nondiffArgnums`: positions of arguments that are not differentiated and may be anything.
 * @returns the function with its rule.
 * @throws UsageError where it is differentiated: when a half of the rule returns trees of another structure, naming the
 *   path, or with respect to a value that the function closes over.
 * @example
 * import { array, clip, type NDArray } from "@proj/array";
 * import { customVjp, grad } from "@proj/autodiff";
 * const clipGradient = customVjp(
 *   (x: NDArray) => x,
 *   (x: NDArray) => [x, null],
 *   (_, ct) => [clip(ct, -1, 1)],
 * );
 * grad((x) => clipGradient(x).mul(5))(array(2)).item(); // → 1
 */
export function customVjp<Args extends readonly unknown[] = NDArray[], R = unknown, Residuals = unknown>(
  f: (...args: Args) => R,
  forward: (...args: NoInfer<Args>) => readonly [result: NoInfer<R>, residuals: Residuals],
  backward: (residuals: NoInfer<Residuals>, cotangent: Mapped<NoInfer<R>, NDArray>) => RuleCotangents<NoInfer<Args>>,
): (...args: Args) => R;
export function customVjp<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  forward: (...args: NoInfer<Args>) => readonly [result: NoInfer<R>, residuals: unknown],
  backward: (...nondiffResidualsAndCotangent: never[]) => readonly unknown[],
  options: { readonly nondiffArgnums: Argnums },
): (...args: Args) => R;
export function customVjp(
  f: (...args: readonly unknown[]) => unknown,
  forward: (...args: readonly unknown[]) => readonly [unknown, unknown],
  backward: (...args: never[]) => readonly unknown[],
  options?: NondiffOptions,
): (...args: readonly unknown[]) => unknown {
  readArgument("customVjp", "f", f, functionOption());
  readArgument("customVjp", "forward", forward, functionOption());
  readArgument("customVjp", "backward", backward, functionOption());
  const nondiffArgnums = readNondiffArgnums("customVjp", options);
  return (...args) => {
    const { name, operation, split, inputs, jaxpr, consts, operands, resultTree, flattenResult } = stageCustomCall(
      "customVjp",
      f,
      args,
      nondiffArgnums,
    );
    let residualTree: TreeDef | null = null;
    const rule: FlatVjpRule = {
      forward: (values) => {
        const speaker = `the forward function of ${operation}`;
        const own = values.slice(consts.length);
        const [result, residuals] = pairOf(speaker, forward(...split.join(inputs.treedef.unflatten(own) as unknown[])));
        const flat = flattenResult(speaker, result);
        const kept = flattenArrays(speaker, "residuals", residuals);
        residualTree = kept.treedef;
        return [flat.arrays, kept.arrays];
      },
      backward: (residuals, cotangents) => {
        const speaker = `the backward function of ${operation}`;
        const visible = cotangents.map((ct, k) => (isInexact(jaxpr.outputs[k]!.aval.dtype) ? ct : null));
        const call = backward as (...values: readonly unknown[]) => unknown;
        const returned = call(...split.nondiff, residualTree!.unflatten(residuals), resultTree.unflatten(visible));
        const sent = flattenCotangents(speaker, returned, split.differentiable);
        return [...consts.map(() => null), ...sent];
      },
    };
    return resultTree.unflatten(bind("customVjpCall", operands, { name, jaxpr, rule, rules: customVjpRules }));
  };
}

function pairOf(operation: string, returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return returned as [unknown, unknown];
  throw new UsageError({
    operation,
    received: `a function that returned ${describeReturned(returned)}`,
    expected: "a pair [result, residuals]",
    remedy: "return both; null if nothing has to be kept",
  });
}

/** The cotangents of all arguments, flat; an argument's may be `null` as a whole. */
function flattenCotangents(operation: string, returned: unknown, args: readonly unknown[]): (NDArray | null)[] {
  if (!Array.isArray(returned) || returned.length !== args.length) {
    throw new UsageError({
      operation,
      received: `a function that returned ${describeReturned(returned)}`,
      expected: `a list of ${args.length} cotangents, one for each differentiated argument`,
      remedy: "return a list, with null for arguments that have no influence",
    });
  }
  return args.flatMap((arg, k) => {
    const values = flattenArrays(operation, `arguments[${k}]`, arg);
    const cotangent: unknown = returned[k];
    if (cotangent === null) return values.arrays.map(() => null);
    return flattenTangents(operation, `cotangents[${k}]`, cotangent, values);
  });
}
