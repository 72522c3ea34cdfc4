import { UsageError, type NDArray } from "@proj/array";
import {
  bind,
  booleanOption,
  functionOption,
  isInexact,
  listOption,
  nullableOption,
  readArgument,
  readOptions,
  zeros,
  type FlatJvpRule,
  type OptionReaders,
} from "@proj/array/core";
import type { Mapped } from "@proj/tree";
import { stageCustomCall } from "./custom-call.ts";
import { addTangents } from "./jvp-rules/binary.ts";
import { nondiffReaders, positionsIn, type NondiffOptions } from "./nondiff-arguments.ts";
import { describeReturned, flattenTangents } from "./tangents.ts";

/** Options of {@link customJvp}. */
export interface CustomJvpOptions extends NondiffOptions {
  /** Whether the rule receives `null` for tangents that are known to be zero, instead of zeros. Default false. */
  readonly symbolicZeros?: boolean;
}

const readers: OptionReaders<CustomJvpOptions> = { ...nondiffReaders, symbolicZeros: booleanOption };

/** A result and its tangent, which is a tree like it; `null` at a leaf is zero. */
export type JvpRuleResult<R> = readonly [result: R, tangent: Mapped<R, NDArray | number | null>];

/** Tangents as a rule receives them: an array for each floating-point leaf, `null` for others. */
export type RuleTangents<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Mapped<Args[K], NDArray> };

/**
 * For each argument, the part of the result's tangent that comes from the argument's: a linear function of it, which may look at
 * the result and all arguments. `null` where there is none.
 */
export type PartialJvpRules<Args extends readonly unknown[], R> = {
  readonly [K in keyof Args]:
    ((tangent: Mapped<Args[K], NDArray>, result: R, ...primals: Args) => Mapped<R, NDArray | number | null>) | null;
};

/**
 * Gives a function a forward derivative of one's own: for functions whose formula loses accuracy, or that are solved for
 * by iteration. Reverse mode follows from it, since the rule is linear in the tangents.
 *
 * The rule replaces the function wherever it is differentiated; elsewhere the function itself runs.
 *
 * @param f - a function of trees of arrays.
 * @param rule - from the list of arguments and the list of their tangents to the pair of result and its tangent. It must be
 *   linear in the tangents. With `nondiffArgnums` those arguments come first, and the lists hold the others. Or a list of
 *   functions, one for each argument: {@link PartialJvpRules}.
 * @param options - see {@link CustomJvpOptions}.
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
 * const power = customJvp((x, y) => x.pow(y), [(t, result, x, y) => t.mul(result).mul(y).div(x), null]);
 * grad(power)(array(2), array(3)).item(); // → 12
 */
export function customJvp<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  rule:
    | ((primals: NoInfer<Args>, tangents: RuleTangents<NoInfer<Args>>) => JvpRuleResult<NoInfer<R>>)
    | PartialJvpRules<NoInfer<Args>, NoInfer<R>>,
): (...args: Args) => R;
export function customJvp<Args extends readonly unknown[] = NDArray[], R = unknown>(
  f: (...args: Args) => R,
  rule: (...nondiffPrimalsAndTangents: never[]) => JvpRuleResult<NoInfer<R>>,
  options: CustomJvpOptions,
): (...args: Args) => R;
export function customJvp(
  f: (...args: readonly unknown[]) => unknown,
  rule: unknown,
  options?: CustomJvpOptions,
): (...args: readonly unknown[]) => unknown {
  readArgument("customJvp", "f", f, functionOption());
  const { nondiffArgnums: given, symbolicZeros = false } = readOptions("customJvp", options, readers);
  const nondiffArgnums = positionsIn(given);
  const evaluate = Array.isArray(rule)
    ? sumOfParts(readArgument("customJvp", "rule", rule, partsOption), nondiffArgnums)
    : pairFrom(readArgument("customJvp", "rule", rule, functionOption<JvpRule>()));
  const withRule = (...args: readonly unknown[]): unknown => {
    const { name, operation, split, inputs, jaxpr, consts, operands, resultTree, flattenResult } = stageCustomCall(
      "customJvp",
      f,
      args,
      nondiffArgnums,
    );
    const flatRule: FlatJvpRule = (primals, tangents) => {
      const speaker = `the rule of ${operation}`;
      const own = primals.slice(consts.length);
      const directions = own.map((x, k) => {
        const known = tangents[consts.length + k] ?? null;
        return known === null && isInexact(x.dtype) && !symbolicZeros ? zeros(x) : known;
      });
      const [result, parts] = evaluate(
        speaker,
        withRule,
        split.nondiff,
        inputs.treedef.unflatten(own) as unknown[],
        inputs.treedef.unflatten(directions) as unknown[],
      );
      const flat = flattenResult(speaker, result);
      const flatParts = parts.map((part) => flattenTangents(speaker, "tangent", part, flat));
      const sums = flat.arrays.map((x, k) => flatParts.map((part) => part[k]!).reduce(addTangents, null) ?? zeros(x));
      return [flat.arrays, sums];
    };
    return resultTree.unflatten(bind("customJvpCall", operands, { name, jaxpr, rule: flatRule }));
  };
  return withRule;
}

/** A rule for the whole function. */
type JvpRule = (...nondiffPrimalsAndTangents: readonly unknown[]) => unknown;

/** A rule for one argument. */
type PartialJvpRule = (tangent: unknown, result: unknown, ...primals: readonly unknown[]) => unknown;

const partsOption = listOption(nullableOption(functionOption<PartialJvpRule>()));

/** Evaluates a rule: the result, and the parts of which its tangent is the sum. */
type EvaluateRule = (
  speaker: string,
  withRule: (...args: readonly unknown[]) => unknown,
  nondiff: readonly unknown[],
  primals: readonly unknown[],
  tangents: readonly unknown[],
) => readonly [result: unknown, parts: readonly unknown[]];

const pairFrom =
  (rule: JvpRule): EvaluateRule =>
  (speaker, _, nondiff, primals, tangents) => {
    const [result, tangent] = pairOf(speaker, rule(...nondiff, primals, tangents));
    return [result, [tangent]];
  };

function sumOfParts(rules: readonly (PartialJvpRule | null)[], nondiffArgnums: readonly number[]): EvaluateRule {
  if (nondiffArgnums.length > 0) {
    throw new UsageError({
      operation: "customJvp",
      received: "a list of rules together with nondiffArgnums",
      expected: "a rule for the whole function where some arguments are not differentiated",
      remedy: "give one rule, or null in the list for arguments that have no influence on the tangent",
    });
  }
  return (speaker, withRule, _, primals, tangents) => {
    if (rules.length !== primals.length) {
      throw new UsageError({
        operation: speaker,
        received: `${rules.length} rules for a call with ${primals.length} arguments`,
        expected: "one rule, or null, for each argument",
        remedy: "correct the list, or pass all arguments by position",
      });
    }
    const result = withRule(...primals);
    return [
      result,
      rules.flatMap((rule, k) =>
        rule === null || tangents[k] === null ? [] : [rule(tangents[k], result, ...primals)],
      ),
    ];
  };
}

function pairOf(speaker: string, returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return returned as [unknown, unknown];
  throw new UsageError({
    operation: speaker,
    received: `a rule that returned ${describeReturned(returned)}`,
    expected: "a pair [result, tangent]",
    remedy: "return both, the tangent as a tree like the result",
  });
}
