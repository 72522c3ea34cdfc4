import { concatenate, split, UsageError, type NDArray } from "@proj/array";
import { GRUCell, Module } from "@proj/module";
import { subkeys } from "@proj/random";
import { checkCount } from "../quantities.ts";
import type { HiddenLayer, LayerType, LayerTypeOptions } from "./staged-network.ts";

/**
 * Several hidden layers, one after the other: each sees the new activity of the one before. Their units are one vector, those of the first
 * layer in front.
 *
 * @example
 * import { ones, zeros } from "@proj/array";
 * import { stackedLayers } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const stack = stackedLayers([4, 2])(3, 6, { useBias: true, key: key(0) });
 * stack.call(ones([3]), zeros([6]), key(1)).shape; // → [6]
 */
export class StackedLayers
  extends Module<{ readonly layers: readonly HiddenLayer[]; readonly sizes: readonly number[] }>
  implements HiddenLayer
{
  call(input: NDArray, hidden: NDArray, key: NDArray): NDArray {
    const ends = this.sizes
      .slice(0, -1)
      .reduce<readonly number[]>((sums, size) => [...sums, (sums.at(-1) ?? 0) + size], []);
    const before = split(hidden, ends);
    const keys = subkeys(key, this.layers.length);
    const after: NDArray[] = [];
    for (const [index, layer] of this.layers.entries())
      after.push(layer.call(after.at(-1) ?? input, before[index]!, keys[index]!));
    return concatenate(after);
  }
}

/**
 * Makes several hidden layers, one after the other.
 *
 * The readout of a network sees the units of all of them; give it a `maskedLinear` to have it see the last layer alone.
 *
 * @param sizes - units of each layer; the network's hidden size is their sum.
 * @param layerType - makes one layer. Default: a GRU.
 * @returns a maker of layers.
 * @throws UsageError when there is no size, and from the maker when the hidden size is not the sum.
 * @example
 * import { SimpleStagedNetwork, stackedLayers } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const net = SimpleStagedNetwork.init(3, 30, { hiddenType: stackedLayers([20, 10]), outSize: 2, key: key(0) });
 * net.readout!.call(net.init(key(1)).hidden).shape; // → [2]
 */
export function stackedLayers(
  sizes: readonly number[],
  layerType: LayerType<HiddenLayer> = gru,
): LayerType<StackedLayers> {
  const operation = "stackedLayers";
  if (!Array.isArray(sizes) || sizes.length === 0) {
    throw new UsageError({
      operation,
      received: `sizes ${JSON.stringify(sizes)}`,
      expected: "a list of at least one size",
      remedy: "write for example stackedLayers([30, 20])",
    });
  }
  const units = sizes as readonly number[];
  for (const [index, size] of units.entries()) checkCount(operation, `sizes[${index}]`, size, 1);
  const sum = units.reduce((total, size) => total + size, 0);
  return (inputSize: number, hiddenSize: number, { useBias, key }: LayerTypeOptions) => {
    if (hiddenSize !== sum) {
      throw new UsageError({
        operation,
        received: `layers of ${units.join(" + ")} units for a hidden size of ${hiddenSize}`,
        expected: `a hidden size of ${sum}`,
        remedy: `make the network with ${sum} hidden units`,
      });
    }
    const layers = subkeys(key, units.length).map((layerKey, index) =>
      layerType(index === 0 ? inputSize : units[index - 1]!, units[index]!, { useBias, key: layerKey }),
    );
    return new StackedLayers({ layers, sizes: units });
  };
}

function gru(inputSize: number, hiddenSize: number, options: LayerTypeOptions): GRUCell {
  return GRUCell.init(inputSize, hiddenSize, options);
}
