import { UsageError, type NDArray } from "@proj/array";
import { promoteOperands } from "@proj/array/core";
import { dotGeneral, reshape } from "@proj/array/lax";
import { subkeys, uniform } from "@proj/random";
import { Static } from "@proj/tree";
import { Module } from "../module.ts";
import {
  checkedLayerSize,
  checkInput,
  layerReaders,
  readLayerOptions,
  type LayerOptions,
  type LayerSize,
} from "./layer-options.ts";

/** Which sides of a {@link Linear} are numbers without an axis. */
export type ScalarSides = "input" | "output" | "both";

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
  /** Which sides are numbers without an axis; absent if none is. */
  readonly scalar?: Static<ScalarSides>;
}> {
  /**
   * A layer with parameters uniform between -1/√inSize and 1/√inSize.
   *
   * @param inSize - length of the input, or `"scalar"`.
   * @param outSize - length of the output, or `"scalar"`.
   * @param options - `key`; `useBias` (default true); `dtype` (default float32).
   */
  static init(inSize: LayerSize, outSize: LayerSize, options: LayerOptions): Linear {
    const { key, useBias = true, dtype = "float32" } = readLayerOptions("Linear.init", options, layerReaders);
    checkedLayerSize("Linear.init", "inSize", inSize);
    checkedLayerSize("Linear.init", "outSize", outSize);
    const columns = inSize === "scalar" ? 1 : inSize;
    const rows = outSize === "scalar" ? 1 : outSize;
    const limit = columns === 0 ? 1 : 1 / Math.sqrt(columns);
    const interval = { minval: -limit, maxval: limit, dtype };
    const [weightKey, biasKey] = subkeys(key);
    return new Linear({
      weight: uniform(weightKey, [rows, columns], interval),
      bias: useBias ? uniform(biasKey, [rows], interval) : null,
      ...scalarSides(inSize === "scalar", outSize === "scalar"),
    });
  }

  /** Length of the input, or `"scalar"`. */
  get inSize(): LayerSize {
    return this.#isScalar("input") ? "scalar" : this.weight.shape.at(-1)!;
  }

  /** Length of the output, or `"scalar"`. */
  get outSize(): LayerSize {
    return this.#isScalar("output") ? "scalar" : this.weight.shape.at(-2)!;
  }

  /**
   * @param x - float[..., inSize]: one input, or several along axes in front; float[...] if the input is scalar.
   * @returns float[..., outSize], or float[...] if the output is scalar.
   * @throws UsageError if the last axis has another length.
   */
  call(x: NDArray): NDArray {
    if (this.scalar === undefined) return this.#affine(x);
    checkInput("Linear.call", "x", x);
    const y = this.#affine(this.#isScalar("input") ? reshape(x, [...x.shape, 1]) : x);
    return this.#isScalar("output") ? reshape(y, y.shape.slice(0, -1)) : y;
  }

  #affine(x: NDArray): NDArray {
    const product = applyMatrix("Linear.call", "x", this.weight, x);
    return this.bias === null ? product : product.add(this.bias);
  }

  #isScalar(side: "input" | "output"): boolean {
    const sides = this.scalar?.value;
    return sides === side || sides === "both";
  }
}

function scalarSides(input: boolean, output: boolean): { readonly scalar?: Static<ScalarSides> } {
  if (!input && !output) return {};
  return { scalar: new Static(input && output ? "both" : input ? "input" : "output") };
}

/**
 * The product of a matrix with vectors on the last axis. The vectors are the left operand, so that a batch of them stays in
 * front and nothing is transposed.
 */
export function applyMatrix(operation: string, name: string, matrix: NDArray, x: NDArray): NDArray {
  checkVectors(operation, name, matrix, x);
  const [left, right] = x.dtype === matrix.dtype ? [x, matrix] : promoteOperands(operation, [x, matrix]);
  return dotGeneral(left!, right!, {
    lhsContracting: [x.ndim - 1],
    rhsContracting: [1],
    lhsBatch: [],
    rhsBatch: [],
  });
}

/** Refuses what has not on its last axis as many numbers as a matrix takes. */
export function checkVectors(operation: string, name: string, matrix: NDArray, x: NDArray): void {
  checkInput(operation, name, x);
  const [rows, columns] = matrix.shape;
  if (x.ndim === 0 || x.shape.at(-1) !== columns) {
    throw new UsageError({
      operation,
      received: `${name}: ${x.describe()}, for a weight ${matrix.describe()}`,
      expected: `an array whose last axis has length ${columns}`,
      remedy: `give inputs of size ${columns}, or build the layer for another size (it gives ${rows} numbers for ${columns})`,
    });
  }
}
