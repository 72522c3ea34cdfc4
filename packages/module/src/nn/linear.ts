import { UsageError, type NDArray } from "@proj/array";
import { dotGeneral } from "@proj/array/lax";
import { subkeys, uniform } from "@proj/random";
import { Module } from "../module.ts";
import { checkedSize, layerReaders, readLayerOptions, type LayerOptions } from "./layer-options.ts";

/**
 * An affine map: `weight x + bias`.
 *
 * @example
 * import { ones } from "@proj/array";
 * import { Linear } from "@proj/module";
 * import { key } from "@proj/random";
 * const layer = Linear.init(3, 4, { key: key(0) });
 * String(layer); // → "Linear { weight: f32[4,3], bias: f32[4] }"
 * layer.call(ones([3])).shape; // → [4]
 */
export class Linear extends Module<{
  /** float[outSize, inSize] */
  readonly weight: NDArray;
  /** float[outSize] */
  readonly bias: NDArray | null;
}> {
  /**
   * A layer with parameters uniform between -1/√inSize and 1/√inSize.
   *
   * @param inSize - length of the input.
   * @param outSize - length of the output.
   * @param options - `key`; `useBias` (default true); `dtype` (default float32).
   */
  static init(inSize: number, outSize: number, options: LayerOptions): Linear {
    const { key, useBias = true, dtype = "float32" } = readLayerOptions("Linear.init", options, layerReaders);
    checkedSize("Linear.init", "inSize", inSize);
    checkedSize("Linear.init", "outSize", outSize);
    const limit = inSize === 0 ? 1 : 1 / Math.sqrt(inSize);
    const interval = { minval: -limit, maxval: limit, dtype };
    const [weightKey, biasKey] = subkeys(key);
    return new Linear({
      weight: uniform(weightKey, [outSize, inSize], interval),
      bias: useBias ? uniform(biasKey, [outSize], interval) : null,
    });
  }

  /**
   * @param x - float[..., inSize]: one input, or several along axes in front.
   * @returns float[..., outSize]
   * @throws UsageError if the last axis has another length.
   */
  call(x: NDArray): NDArray {
    const product = applyMatrix("Linear.call", "x", this.weight, x);
    return this.bias === null ? product : product.add(this.bias);
  }
}

/**
 * The product of a matrix with vectors on the last axis. The vectors are the left operand, so that a batch of them stays in
 * front and nothing is transposed.
 */
export function applyMatrix(operation: string, name: string, matrix: NDArray, x: NDArray): NDArray {
  const [rows, columns] = matrix.shape;
  if (x.ndim === 0 || x.shape.at(-1) !== columns) {
    throw new UsageError({
      operation,
      received: `${name}: ${x.describe()}, for a weight ${matrix.describe()}`,
      expected: `an array whose last axis has length ${columns}`,
      remedy: `give inputs of size ${columns}, or build the layer for another size (it gives ${rows} numbers for ${columns})`,
    });
  }
  return dotGeneral(x, matrix, { lhsContracting: [x.ndim - 1], rhsContracting: [1], lhsBatch: [], rhsBatch: [] });
}
