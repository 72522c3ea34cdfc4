import { sqrt, square, sum, type NDArray } from "@proj/array";
import {
  axisOrNullOption,
  normalizeAxis,
  readPositionalOptions,
  textOption,
  type OptionReaders,
} from "@proj/array/core";
import { field } from "../fields.ts";
import { withFields } from "../module.ts";
import { layerWithWeight, weightOf } from "./named-weight.ts";
import type { LayerCallOptions } from "./layer-options.ts";
import type { Layer } from "./sequential.ts";

/** How a {@link WeightNorm} is made. */
export interface WeightNormOptions {
  /** The name of the weight, a field of the layer. Default `"weight"`. */
  readonly weightName?: string;
  /** The axis along which each slice has a length of its own, or `null` for one length. Default 0. */
  readonly axis?: number | null;
}

const readers: OptionReaders<WeightNormOptions> = { weightName: textOption, axis: axisOrNullOption };

/** Lengths of the slices along an axis, or of the whole, with all axes kept. */
function lengthsOf(weight: NDArray, axis: number | null): NDArray {
  const others = [...weight.shape.keys()].filter((place) => place !== axis);
  return sqrt(sum(square(weight), { axis: others, keepdims: true }));
}

/**
 * A layer whose weight is the product of learnt lengths and a direction (Salimans and Kingma 2016): `g v / ‖v‖`, with `v` the
 * weight of the layer inside.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Linear, WeightNorm } from "@proj/module";
 * import { key } from "@proj/random";
 * const layer = WeightNorm.init(Linear.init(2, 3, { key: key(0) }));
 * layer.g.shape; // → [3, 1]
 * layer.call(ones([2])).shape; // → [3]
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is the type of a field
export class WeightNorm<Inner extends Layer = Layer> extends withFields({
  layer: field<Layer>(),
  /** The lengths, with all axes of the weight kept. */
  g: field<NDArray>(),
  weightName: field<string>({ static: true }),
  axis: field<number | null>({ static: true }),
}) {
  declare readonly layer: Inner;

  /**
   * @param layer - any layer with a weight.
   * @param weightName - the name of the weight; default `"weight"`. Or {@link WeightNormOptions}.
   * @param axis - the axis along which each slice has a length of its own, or `null` for one length; default 0.
   * @throws UsageError if the layer has no such weight.
   */
  static init<Inner extends Layer>(
    layer: Inner,
    weightName?: string | WeightNormOptions,
    axis?: number | null | WeightNormOptions,
  ): WeightNorm<Inner> {
    const operation = "WeightNorm.init";
    const read = readPositionalOptions<WeightNormOptions>(
      operation,
      [weightName, axis],
      ["weightName", "axis"],
      readers,
    );
    const { weightName: name = "weight", axis: kept = 0 } = read;
    const weight = weightOf(operation, layer, name);
    const place = kept === null ? null : normalizeAxis(kept, weight.ndim, operation);
    return new WeightNorm<Inner>({ layer, g: lengthsOf(weight, place), weightName: name, axis: place });
  }

  /**
   * @param x - the input of the layer.
   * @param options - handed on to the layer.
   * @returns the output of the layer.
   */
  call(x: NDArray, options?: LayerCallOptions): NDArray {
    const direction = weightOf("WeightNorm.call", this.layer, this.weightName);
    const weight = direction.mul(this.g).div(lengthsOf(direction, this.axis));
    return layerWithWeight(this.layer, this.weightName, weight).call(x, options);
  }
}
