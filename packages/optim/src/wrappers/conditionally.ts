import { zerosLike, type ArrayLike, type NDArray } from "@proj/array";
import { booleanOption, functionOption, readArgument, readOptions, type OptionReaders } from "@proj/array/core";
import { condTrees, mapArrays } from "../arrays.ts";
import { increment, noSteps, transformationOption } from "../hyperparameters.ts";
import type { ExtraArgs, GradientTransformation } from "../transformation.ts";

/** The number of steps, and the state of the transformation that some of them skip. */
export interface ConditionalState<Inner> {
  readonly step: NDArray;
  readonly innerState: Inner;
}

/** Whether a step is made, from its number and, if they are forwarded, the extra arguments. */
export type ConditionFn = (step: NDArray, extra?: ExtraArgs) => ArrayLike;

/** Options of {@link conditionallyTransform} and {@link conditionallyMask}. */
export interface ConditionalOptions {
  /** Whether the condition gets the extra arguments; default false. */
  readonly forwardExtraArgs?: boolean;
}

const readers: OptionReaders<ConditionalOptions> = { forwardExtraArgs: booleanOption };

function conditional<Inner>(
  operation: string,
  inner: GradientTransformation<Inner>,
  condition: ConditionFn,
  options: ConditionalOptions | undefined,
  otherwise: <Updates>(updates: Updates) => Updates,
): GradientTransformation<ConditionalState<Inner>> {
  readArgument(operation, "inner", inner, transformationOption);
  readArgument(operation, "shouldTransformFn", condition, functionOption());
  const { forwardExtraArgs = false } = readOptions(operation, options, readers);
  return {
    init: (params) => ({ step: noSteps(), innerState: inner.init(params) }),
    update(updates, { step, innerState }, params, extra) {
      const [changed, next] = condTrees(
        forwardExtraArgs ? condition(step, extra ?? {}) : condition(step),
        () => inner.update(updates, innerState, params, extra),
        () => [otherwise(updates), innerState] as const,
      );
      return [changed, { step: increment(step), innerState: next }];
    },
  };
}

/**
 * A transformation of some steps; at the others gradients pass unchanged.
 *
 * @param inner - the transformation.
 * @param shouldTransformFn - whether it is made, from the number of the step, which counts from 0.
 * @param options - `forwardExtraArgs` (default false).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { conditionallyTransform, scale } from "@proj/optim";
 * const { init, update } = conditionallyTransform(scale(10), (step) => step.gt(0));
 * const [first, state] = update(array([1]), init(array([0])));
 * first.toList(); // → [1]
 * update(array([1]), state)[0].toList(); // → [10]
 * ```
 */
export function conditionallyTransform<Inner>(
  inner: GradientTransformation<Inner>,
  shouldTransformFn: ConditionFn,
  options?: ConditionalOptions,
): GradientTransformation<ConditionalState<Inner>> {
  return conditional("conditionallyTransform", inner, shouldTransformFn, options, (updates) => updates);
}

/**
 * A transformation of some steps; at the others updates are zeros.
 *
 * @param inner - the transformation.
 * @param shouldTransformFn - whether it is made, from the number of the step, which counts from 0.
 * @param options - `forwardExtraArgs` (default false).
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { conditionallyMask, scale } from "@proj/optim";
 * const { init, update } = conditionallyMask(scale(10), (step) => step.gt(0));
 * const [first, state] = update(array([1]), init(array([0])));
 * first.toList(); // → [0]
 * update(array([1]), state)[0].toList(); // → [10]
 * ```
 */
export function conditionallyMask<Inner>(
  inner: GradientTransformation<Inner>,
  shouldTransformFn: ConditionFn,
  options?: ConditionalOptions,
): GradientTransformation<ConditionalState<Inner>> {
  return conditional("conditionallyMask", inner, shouldTransformFn, options, (updates) =>
    mapArrays("conditionallyMask", (g) => zerosLike(g), updates),
  );
}
