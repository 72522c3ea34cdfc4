import { booleanOption, readArgument, readOptions, UsageError, type OptionReaders } from "@proj/array/core";
import { structure } from "@proj/tree";
import { isTrainable, mapLeaves } from "../arrays.ts";
import { transformationOption } from "../hyperparameters.ts";
import type { EmptyState, ExtraArgs, GradientTransformation } from "../transformation.ts";
import { chosenArrays, maskOf, type Choice, type Mask } from "../transforms/mask.ts";
import { setToZero } from "../transforms/set-to-zero.ts";

/** The state of a transformation of a part of the parameters. */
export interface MaskedState<Inner> {
  readonly innerState: Inner;
}

/** Options of {@link masked} and of those that mask. */
export interface MaskedOptions {
  /** Whether extra arguments that are trees like the updates are masked as well; default false. */
  readonly maskCompatibleExtraArgs?: boolean;
}

/** How {@link MaskedOptions} are read. */
export const maskedReaders: OptionReaders<MaskedOptions> = { maskCompatibleExtraArgs: booleanOption };

/** Restricts a transformation to the arrays that are chosen. */
export function restricted<Inner>(
  operation: string,
  inner: GradientTransformation<Inner>,
  choose: Choice,
  { maskCompatibleExtraArgs = false }: MaskedOptions,
): GradientTransformation<MaskedState<Inner>> {
  const restrict = (tree: unknown): unknown => chosenArrays(operation, tree, choose(tree));
  return {
    init: (params) => ({ innerState: inner.init(restrict(params)) }),
    update(updates, { innerState }, params, extra) {
      const chosen = choose(updates);
      const [changed, next] = inner.update<unknown>(
        chosenArrays(operation, updates, chosen),
        innerState,
        params === undefined || params === null ? params : restrict(params),
        maskCompatibleExtraArgs ? restrictExtra(extra, updates, restrict) : extra,
      );
      let place = 0;
      const merged = mapLeaves(
        operation,
        (old, fresh) => (isTrainable(old) && chosen[place++]! ? fresh : old),
        updates,
        { updates: changed },
      );
      // The merged tree has the structure of the updates, with other arrays.
      return [merged as typeof updates, { innerState: next }];
    },
  };
}

function restrictExtra(
  extra: ExtraArgs | undefined,
  updates: unknown,
  restrict: (tree: unknown) => unknown,
): ExtraArgs | undefined {
  if (extra === undefined) return undefined;
  const like = structure(updates);
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [name, structure(value).equals(like) ? restrict(value) : value]),
  );
}

/**
 * A transformation of some parameters; the gradients of the others pass unchanged.
 *
 * @param inner - the transformation.
 * @param mask - a prefix tree of booleans, or a function of the parameters that makes one: true where it is meant.
 * @param options - see {@link MaskedOptions}.
 * @throws UsageError where the mask has anything but booleans, or departs from the structure of the updates, naming the place.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { masked, scale } from "@proj/optim";
 * const { init, update } = masked(scale(10), { w: true, b: false });
 * const gradients = { w: array([1]), b: array([1]) };
 * const [updates] = update(gradients, init(gradients));
 * updates.w.toList(); // → [10]
 * updates.b.toList(); // → [1]
 * ```
 */
export function masked<Inner>(
  inner: GradientTransformation<Inner>,
  mask: Mask,
  options?: MaskedOptions,
): GradientTransformation<MaskedState<Inner>> {
  readArgument("masked", "inner", inner, transformationOption);
  if (mask === undefined) throw noMask("masked", "mask");
  return restricted("masked", inner, maskOf("masked", mask), readOptions("masked", options, maskedReaders));
}

const noMask = (operation: string, name: string): UsageError =>
  new UsageError({
    operation,
    received: `no ${name}`,
    expected: "a tree of booleans, or a function of the parameters that makes one",
    remedy: `write true or false for each parameter, or for the tree that it is in`,
  });

/**
 * Replaces the gradients of some parameters by zeros, so that these stay.
 *
 * @param mask - a prefix tree of booleans, or a function of the parameters that makes one: true where parameters are frozen.
 * @throws UsageError as {@link masked} does.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { freeze } from "@proj/optim";
 * const { init, update } = freeze({ w: true, b: false });
 * const gradients = { w: array([1]), b: array([1]) };
 * const [updates] = update(gradients, init(gradients));
 * updates.w.toList(); // → [0]
 * updates.b.toList(); // → [1]
 * ```
 */
export function freeze(mask: Mask): GradientTransformation<MaskedState<EmptyState>> {
  if (mask === undefined) throw noMask("freeze", "mask");
  return restricted("freeze", setToZero(), maskOf("freeze", mask), {});
}
