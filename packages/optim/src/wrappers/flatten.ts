import { concatenate, type NDArray } from "@proj/array";
import { convert, isNDArray, readArgument, UsageError } from "@proj/array/core";
import * as lax from "@proj/array/lax";
import { isTrainable, mapLeaves, trainableLeaves, withLeaves } from "../arrays.ts";
import { transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

function vectorOf(arrays: readonly NDArray[]): NDArray {
  if (arrays.length > 0) return concatenate(arrays.map((array) => array.reshape(-1)));
  throw new UsageError({
    operation: "flatten",
    received: "a tree without arrays of floats",
    expected: "at least one array, of which the vector is made",
    remedy: "leave flatten out where there is nothing to optimise",
  });
}

/** The parameters in the places where there are updates. */
function paramsBeside(updates: unknown, params: unknown): readonly NDArray[] {
  const found: NDArray[] = [];
  mapLeaves(
    "flatten",
    (update, param) => (isTrainable(update) && isNDArray(param) ? found.push(param) : null),
    updates,
    { params },
  );
  return found;
}

/**
 * A transformation of all arrays as one vector: fewer and longer operations, where there are many small arrays.
 *
 * @param inner - the transformation, which sees one vector.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { adam, flatten } from "@proj/optim";
 * const { init, update } = flatten(adam(0.1));
 * const gradients = { w: array([[1, 2]]), b: array([-3]) };
 * update(gradients, init(gradients))[0].w.toList(); // ≈ [[-0.1, -0.1]]
 * ```
 */
export function flatten<Inner>(inner: GradientTransformation<Inner>): GradientTransformation<Inner> {
  readArgument("flatten", "inner", inner, transformationOption);
  return {
    init: (params) => inner.init(vectorOf(trainableLeaves(params))),
    update(updates, state, params, extra) {
      const arrays = trainableLeaves(updates);
      const beside = params === undefined || params === null ? params : vectorOf(paramsBeside(updates, params));
      const [vector, next] = inner.update(vectorOf(arrays), state, beside, extra);
      const parts = lax.split(
        vector,
        arrays.map(({ size }) => size),
      );
      const step = parts.map((part, index) => convert(part.reshape(arrays[index]!.shape), arrays[index]!.dtype));
      return [withLeaves(updates, step), next];
    },
  };
}
