import { booleanOption, functionOption, integerOption, numberOption, type OptionReaders } from "@proj/array/core";
import { nn, UsageError, type NDArray } from "@proj/array";
import { split } from "@proj/random";
import { Module } from "../module.ts";
import { checkedSize, layerReaders, readLayerOptions, type LayerOptions } from "./layer-options.ts";
import { Linear } from "./linear.ts";

/** A function of arrays that keeps the shape, such as `nn.relu` of @proj/array. */
export type Activation = (x: NDArray) => NDArray;

/** How an {@link MLP} is made. */
export interface MLPOptions extends LayerOptions {
  /** The function after each hidden layer. Default `nn.relu`. */
  readonly activation?: Activation;
  /** The function after the last layer. Default: none, that is the identity. */
  readonly finalActivation?: Activation;
  /** Whether the last layer adds a bias. Default true. */
  readonly useFinalBias?: boolean;
}

/** How large an {@link MLP} is, and how it is made. */
export interface MLPSizes extends MLPOptions {
  /** Length of each hidden layer. */
  readonly widthSize: number;
  /** The number of hidden layers; 0 makes one affine map. */
  readonly depth: number;
}

const readers: OptionReaders<MLPSizes> = {
  ...layerReaders,
  activation: functionOption<Activation>(),
  finalActivation: functionOption<Activation>(),
  useFinalBias: booleanOption,
  widthSize: integerOption(0),
  depth: numberOption,
};

/**
 * A multilayer perceptron: affine maps with a nonlinear function after each.
 *
 * Its functions are leaves, so it goes through `filterJit` and `filterGrad` as it is, and is partitioned for others.
 *
 * @example
 * import { nn, ones } from "@proj/array";
 * import { MLP } from "@proj/module";
 * import { key } from "@proj/random";
 * const mlp = MLP.init(2, 1, { widthSize: 8, depth: 2, key: key(0), activation: nn.tanh });
 * mlp.layers.map((layer) => layer.weight.shape); // → [[8, 2], [8, 8], [1, 8]]
 * mlp.call(ones([2])).shape; // → [1]
 */
export class MLP extends Module<{
  readonly layers: readonly Linear[];
  readonly activation: Activation;
  readonly finalActivation: Activation;
}> {
  /**
   * @param inSize - length of the input.
   * @param outSize - length of the output.
   * @param options - `key`; `widthSize`: length of each hidden layer; `depth`: how many of them, 0 makes one affine map;
   *   `activation` (default `nn.relu`), `finalActivation` (default the identity), `useBias`, `useFinalBias` (default true),
   *   `dtype` (default float32).
   * @throws UsageError if `depth` is not a count.
   */
  static init(inSize: number, outSize: number, options: MLPSizes): MLP {
    const read = readLayerOptions("MLP.init", options, readers);
    const { key, widthSize, depth, useBias = true, useFinalBias = true, dtype = "float32" } = read;
    checkedSize("MLP.init", "inSize", inSize);
    checkedSize("MLP.init", "outSize", outSize);
    checkedSize("MLP.init", "widthSize", widthSize);
    if (!Number.isInteger(depth) || depth < 0) throw wrongDepth(depth);
    const sizes = [inSize, ...new Array<number>(depth).fill(widthSize), outSize];
    const keys = [...split(key, depth + 1)];
    return new MLP({
      layers: keys.map((layerKey, i) =>
        Linear.init(sizes[i]!, sizes[i + 1]!, { key: layerKey, useBias: i < depth ? useBias : useFinalBias, dtype }),
      ),
      activation: read.activation ?? nn.relu,
      finalActivation: read.finalActivation ?? nn.identity,
    });
  }

  /**
   * @param x - float[..., inSize]: one input, or several along axes in front.
   * @returns float[..., outSize]
   * @throws UsageError if the last axis has another length.
   */
  call(x: NDArray): NDArray {
    const last = this.layers.length - 1;
    return this.layers.reduce((y, layer, i) => (i < last ? this.activation : this.finalActivation)(layer.call(y)), x);
  }
}

function wrongDepth(depth: number): UsageError {
  return new UsageError({
    operation: "MLP.init",
    received: `depth ${depth}`,
    expected: "the number of hidden layers: an integer from 0",
    remedy: "use 0 for a single affine map",
  });
}
