import { isComplexDType, isNDArray, isRecord, readArgument } from "@proj/array/core";
import { complex } from "@proj/array/lax";
import type { NDArray } from "@proj/array";
import { mapUntil } from "@proj/tree";
import { mapLeaves } from "../arrays.ts";
import { transformationOption } from "../hyperparameters.ts";
import type { GradientTransformation } from "../transformation.ts";

/** The state of a transformation that sees complex numbers as pairs. */
export interface SplitRealAndImaginaryState<Inner> {
  readonly innerState: Inner;
}

/** A complex array as two real ones. */
interface Parts {
  readonly real: NDArray;
  readonly imaginary: NDArray;
}

const split = (tree: unknown): unknown =>
  mapLeaves(
    "splitRealAndImaginary",
    (leaf) => (isNDArray(leaf) && isComplexDType(leaf.dtype) ? { real: leaf.real, imaginary: leaf.imag } : leaf),
    tree,
  );

const isParts = (value: unknown): value is Parts =>
  isRecord(value) && Object.keys(value).length === 2 && "real" in value && "imaginary" in value;

/**
 * A transformation of complex parameters that treats their real and imaginary parts as parameters of their own.
 *
 * @param inner - a transformation of real parameters.
 * @example
 * ```ts
 * import { array } from "@proj/array";
 * import { complex } from "@proj/array/lax";
 * import { scaleBySign } from "@proj/optim";
 * import { splitRealAndImaginary } from "@proj/optim/contrib";
 * const { init, update } = splitRealAndImaginary(scaleBySign());
 * const gradient = complex(array([3]), array([-0.5]));
 * update(gradient, init(gradient))[0].imag.toList(); // → [-1]
 * ```
 */
export function splitRealAndImaginary<Inner>(
  inner: GradientTransformation<Inner>,
): GradientTransformation<SplitRealAndImaginaryState<Inner>> {
  readArgument("splitRealAndImaginary", "inner", inner, transformationOption);
  return {
    init: (params) => ({ innerState: inner.init(split(params)) }),
    update(updates, { innerState }, params, extra) {
      const [changed, next] = inner.update<unknown>(
        split(updates),
        innerState,
        params === undefined ? params : split(params),
        extra,
      );
      return [joined(changed) as typeof updates, { innerState: next }];
    },
  };
}

const joined = (tree: unknown): unknown =>
  mapUntil(isParts, (leaf: unknown) => (isParts(leaf) ? complex(leaf.real, leaf.imaginary) : leaf), tree as never);
