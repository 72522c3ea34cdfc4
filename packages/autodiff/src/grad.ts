import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import {
  booleanOption,
  describeArray,
  functionOption,
  isInexact,
  readArgument,
  readPositionalOptions,
  scalar,
  type FlatArrays,
  type OptionReaders,
} from "@proj/array/core";
import { checkComplexArguments, checkHolomorphicResult } from "./holomorphic.ts";
import { chooseArguments, type Argnums, type AtArgnums } from "./argnums.ts";
import { materialised } from "./jvp.ts";
import { linearizeTrees } from "./linearize.ts";
import { argnumsOption } from "./options.ts";
import { pullBack } from "./vjp.ts";

/** Options of {@link grad} and {@link valueAndGrad}. */
export interface GradOptions<N extends Argnums = Argnums> {
  /** The position of the argument to differentiate, or a list of positions, which gives a list of gradients. Default 0. */
  readonly argnums?: N;
  /** Whether the function returns `[value, aux]`, of which only the value is differentiated. Default false. */
  readonly hasAux?: boolean;
  /** Whether the function is a holomorphic one of complex numbers, whose derivative is complex as well. Default false. */
  readonly holomorphic?: boolean;
  /** Whether the chosen arguments may hold integers and booleans, whose gradient is `null`. Default false. */
  readonly allowInt?: boolean;
}

const gradReaders: OptionReaders<GradOptions> = {
  argnums: argnumsOption,
  hasAux: booleanOption,
  holomorphic: booleanOption,
  allowInt: booleanOption,
};

/** The scalar that a function to be differentiated returned. */
function scalarResult(operation: string, { arrays, treedef }: FlatArrays, holomorphic: boolean): NDArray {
  const [value] = arrays;
  if (value !== undefined) checkHolomorphicResult(operation, value, holomorphic);
  const isSingle = arrays.length === 1 && treedef.numNodes === 1;
  if (isSingle && value!.ndim === 0 && isInexact(value!.dtype)) return value!;
  throw new UsageError({
    operation,
    received: `a function that returned ${isSingle ? describeArray(value!.aval) : `the tree ${String(treedef)}`}`,
    expected: "a function whose result is one floating-point scalar, of shape []",
    remedy: isSingle
      ? "reduce the result (sum, mean), or use jacrev, jacfwd or vjp"
      : "return the scalar alone, or [scalar, aux] with hasAux: true",
  });
}

/** What both transformations compute. */
interface Outcome {
  readonly value: NDArray;
  readonly gradient: unknown;
  readonly aux: unknown;
}

function differentiate(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  { argnums = 0, hasAux = false, holomorphic = false, allowInt = false }: GradOptions,
): Outcome {
  const chosen = chooseArguments(operation, f, args, argnums, allowInt);
  if (holomorphic) checkComplexArguments(operation, chosen.flat);
  const linearized = linearizeTrees(operation, chosen.call, chosen.flat, hasAux);
  const value = scalarResult(operation, linearized.result, holomorphic);
  const cotangents = pullBack(operation, linearized, [scalar(1, value.dtype)]);
  const { arrays, treedef } = chosen.flat;
  const gradients = treedef.unflatten(cotangents.map((cotangent, k) => materialised(cotangent, arrays[k]!)));
  return { value, gradient: chosen.deliver(gradients as readonly unknown[]), aux: linearized.aux };
}

/** Checks the function and reads the options of a transformation as soon as it is made. */
function transformed<R>(
  operation: string,
  f: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  give: (outcome: Outcome, hasAux: boolean) => R,
): (...args: readonly unknown[]) => R {
  readArgument(operation, "f", f, functionOption());
  const options = readPositionalOptions<GradOptions>(operation, args, ["argnums"], gradReaders);
  return (...args) => give(differentiate(operation, f, args, options), options.hasAux === true);
}

/**
 * The gradient of a function whose value is a scalar, by reverse-mode differentiation.
 *
 * @param f - from trees of arrays to one floating-point scalar.
 * @param argnums - the argument to differentiate, or a list of them, default 0; or options: also `hasAux` (the function
 *   returns `[value, aux]`) and `allowInt` (chosen arguments may hold integers, whose gradient is `null`).
 * @returns a function of the same arguments that gives the gradient: a tree like the chosen argument, or a list of such
 *   trees; with `hasAux` the pair `[gradient, aux]`. Numbers in it become arrays.
 * @throws UsageError when the value is not a scalar, naming its shape, or when a chosen argument holds integers or
 *   booleans, naming the path.
 * @example
 * import { array } from "@proj/array";
 * import { grad } from "@proj/autodiff";
 * grad((x) => x.mul(x).sum())(array([1, 2, 3])).toList(); // → [2, 4, 6]
 * grad((x, y) => x.mul(y), 1)(array(3), array(4)).item(); // → 3
 */
export function grad<Args extends readonly unknown[] = NDArray[], const N extends Argnums = 0>(
  f: (...args: Args) => ArrayLike,
  argnums: N,
): (...args: Args) => AtArgnums<Args, N>;
export function grad<Args extends readonly unknown[] = NDArray[], const N extends Argnums = 0>(
  f: (...args: Args) => ArrayLike,
  options?: GradOptions<N> & { readonly hasAux?: false },
): (...args: Args) => AtArgnums<Args, N>;
export function grad<Args extends readonly unknown[] = NDArray[], Aux = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => readonly [value: ArrayLike, aux: Aux],
  options: GradOptions<N> & { readonly hasAux: true },
): (...args: Args) => [gradient: AtArgnums<Args, N>, aux: Aux];
export function grad(
  f: (...args: readonly unknown[]) => unknown,
  ...args: readonly unknown[]
): (...args: readonly unknown[]) => unknown {
  return transformed("grad", f, args, ({ gradient, aux }, hasAux) => (hasAux ? [gradient, aux] : gradient));
}

/**
 * Like {@link grad}, and gives the value too.
 *
 * @param f - from trees of arrays to one floating-point scalar.
 * @param argnums - see {@link grad}; or options.
 * @returns a function of the same arguments that gives `[value, gradient]`; with `hasAux`, `[[value, aux], gradient]`.
 * @throws UsageError as {@link grad} does.
 * @example
 * import { array } from "@proj/array";
 * import { valueAndGrad } from "@proj/autodiff";
 * const [value, gradient] = valueAndGrad((x) => x.mul(x).sum())(array([1, 2, 3]));
 * value.item(); // → 14
 * gradient.toList(); // → [2, 4, 6]
 */
export function valueAndGrad<Args extends readonly unknown[] = NDArray[], const N extends Argnums = 0>(
  f: (...args: Args) => ArrayLike,
  argnums: N,
): (...args: Args) => [value: NDArray, gradient: AtArgnums<Args, N>];
export function valueAndGrad<Args extends readonly unknown[] = NDArray[], const N extends Argnums = 0>(
  f: (...args: Args) => ArrayLike,
  options?: GradOptions<N> & { readonly hasAux?: false },
): (...args: Args) => [value: NDArray, gradient: AtArgnums<Args, N>];
export function valueAndGrad<Args extends readonly unknown[] = NDArray[], Aux = unknown, const N extends Argnums = 0>(
  f: (...args: Args) => readonly [value: ArrayLike, aux: Aux],
  options: GradOptions<N> & { readonly hasAux: true },
): (...args: Args) => [valueAndAux: [value: NDArray, aux: Aux], gradient: AtArgnums<Args, N>];
export function valueAndGrad(
  f: (...args: readonly unknown[]) => unknown,
  ...args: readonly unknown[]
): (...args: readonly unknown[]) => unknown {
  return transformed("valueAndGrad", f, args, ({ value, gradient, aux }, hasAux) =>
    hasAux ? [[value, aux], gradient] : [value, gradient],
  );
}
