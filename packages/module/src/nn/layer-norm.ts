import { mean, ones, square, zeros, type FloatDType, type NDArray, type Shape } from "@proj/array";
import {
  booleanOption,
  numberOption,
  readArgument,
  readOptions,
  shapeOption,
  type OptionReaders,
} from "@proj/array/core";
import { rsqrt } from "@proj/array/lax";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { floatOption } from "./layer-options.ts";
import { atLeastSingle, checkShape, scaleAndShift } from "./normalization.ts";

/** How a {@link LayerNorm} or an {@link RMSNorm} is made. */
export interface LayerNormOptions {
  /** Added to the variance, or to the mean of squares, so that constant inputs give finite results. Default 1e-5. */
  readonly eps?: number;
  /** Whether the result is multiplied by learnt weights. Default true. */
  readonly useWeight?: boolean;
  /** Whether learnt biases are added to the result. Default true. */
  readonly useBias?: boolean;
  /** The dtype of weights and biases. Default float32. */
  readonly dtype?: FloatDType;
}

const readers: OptionReaders<LayerNormOptions> = {
  eps: numberOption,
  useWeight: booleanOption,
  useBias: booleanOption,
  dtype: floatOption,
};

/** The fields of layers that normalise inputs of one shape. */
export const shapedNormFields = {
  /** float[...shape], ones at first */
  weight: field<NDArray | null>(),
  /** float[...shape], zeros at first */
  bias: field<NDArray | null>(),
  /** The shape of inputs. */
  shape: field<Shape>({ static: true }),
  eps: field<number>({ static: true }),
};

/** Reads the shape and options of a layer that normalises inputs of one shape. */
export function initShapedNorm(
  operation: string,
  shape: number | Shape,
  options: LayerNormOptions | undefined,
): ConstructorParameters<typeof LayerNorm>[0] {
  const read = readOptions(operation, options, readers);
  const { eps = 1e-5, useWeight = true, useBias = true, dtype = "float32" } = read;
  const lengths = Object.freeze(readArgument(operation, "shape", shape, shapeOption));
  return {
    weight: useWeight ? ones(lengths, dtype) : null,
    bias: useBias ? zeros(lengths, dtype) : null,
    shape: lengths,
    eps,
  };
}

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016): `(x - mean x) / √(var x + eps) ⊙ weight + bias`, over all elements. Halves are
 * normalised in single precision and rounded at the end.
 *
 * @example
 * import { array } from "@proj/array";
 * import { LayerNorm } from "@proj/module";
 * LayerNorm.init([2]).call(array([1, 3])).toList(); // ≈ [-1, 1]
 */
export class LayerNorm extends withFields(shapedNormFields) {
  /**
   * @param shape - the shape of inputs.
   * @param options - `eps` (default 1e-5); `useWeight`, `useBias` (default true); `dtype` (default float32).
   */
  static init(shape: number | Shape, options?: LayerNormOptions): LayerNorm {
    return new LayerNorm(initShapedNorm("LayerNorm.init", shape, options));
  }

  /**
   * @param x - float[...shape]: one input; for several use `vmap`.
   * @returns float[...shape]
   * @throws UsageError if `x` has another shape.
   */
  call(x: NDArray): NDArray {
    checkShape("LayerNorm.call", x, this.shape);
    const wide = atLeastSingle(x);
    const centred = wide.sub(mean(wide));
    const normal = centred.mul(rsqrt(mean(square(centred)).add(this.eps)));
    return scaleAndShift(normal, this.weight, this.bias, x);
  }
}
