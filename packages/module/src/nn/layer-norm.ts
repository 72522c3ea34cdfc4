import { mean, ones, square, UsageError, zeros, type NDArray, type Shape } from "@proj/array";
import {
  booleanOption,
  formatShape,
  isStoredFloat,
  numberOption,
  readArgument,
  readOptions,
  shapeOption,
  shapesEqual,
  type OptionReaders,
} from "@proj/array/core";
import { rsqrt } from "@proj/array/lax";
import { Static } from "@proj/tree";
import { Module } from "../module.ts";

/** How a {@link LayerNorm} is made. */
export interface LayerNormOptions {
  /** Added to the variance, so that constant inputs give zeros. Default 1e-5. */
  readonly eps?: number;
  /** Whether the result is multiplied by learnt weights. Default true. */
  readonly useWeight?: boolean;
  /** Whether learnt biases are added to the result. Default true. */
  readonly useBias?: boolean;
}

const readers: OptionReaders<LayerNormOptions> = {
  eps: numberOption,
  useWeight: booleanOption,
  useBias: booleanOption,
};

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016): `(x - mean x) / √(var x + eps) ⊙ weight + bias`, over all elements. Halves are
 * normalised in single precision and rounded at the end.
 *
 * @example
 * import { array } from "@proj/array";
 * import { LayerNorm } from "@proj/module";
 * LayerNorm.init([2]).call(array([1, 3])).toList(); // ≈ [-1, 1]
 */
export class LayerNorm extends Module<{
  /** float[...shape], ones at first */
  readonly weight: NDArray | null;
  /** float[...shape], zeros at first */
  readonly bias: NDArray | null;
  readonly shape: Static<Shape>;
  readonly eps: Static<number>;
}> {
  /**
   * @param shape - the shape of inputs.
   * @param options - `eps` (default 1e-5); `useWeight`, `useBias` (default true).
   */
  static init(shape: number | Shape, options?: LayerNormOptions): LayerNorm {
    const { eps = 1e-5, useWeight = true, useBias = true } = readOptions("LayerNorm.init", options, readers);
    const lengths = readArgument("LayerNorm.init", "shape", shape, shapeOption);
    return new LayerNorm({
      weight: useWeight ? ones(lengths) : null,
      bias: useBias ? zeros(lengths) : null,
      shape: new Static(Object.freeze(lengths)),
      eps: new Static(eps),
    });
  }

  /**
   * @param x - float[...shape]: one input; for several use `vmap`.
   * @returns float[...shape]
   * @throws UsageError if `x` has another shape.
   */
  call(x: NDArray): NDArray {
    if (!shapesEqual(x.shape, this.shape.value)) throw wrongShape(x, this.shape.value);
    // Squares of halves overflow from 256 on, and eps is next to nothing for them.
    const isHalf = isStoredFloat(x.dtype);
    const wide = isHalf ? x.astype("float32") : x;
    const centred = wide.sub(mean(wide));
    const normal = centred.mul(rsqrt(mean(square(centred)).add(this.eps.value)));
    const scaled = this.weight === null ? normal : normal.mul(this.weight);
    const shifted = this.bias === null ? scaled : scaled.add(this.bias);
    return isHalf ? shifted.astype(x.dtype) : shifted;
  }
}

function wrongShape(x: NDArray, shape: Shape): UsageError {
  return new UsageError({
    operation: "LayerNorm.call",
    received: x.describe(),
    expected: `an array of shape ${formatShape(shape)}`,
    remedy: "for a batch, map over it: vmap((x) => layer.call(x))(batch)",
  });
}
