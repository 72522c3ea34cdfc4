import type { NDArray } from "@proj/array";
import { LSTMCell, Module } from "@proj/module";
import type { LayerTypeOptions, MemoryLayer } from "./staged-network.ts";

/**
 * A hidden layer that is a long short-term memory: its activity is what the gates let out of a memory, which the state of the network
 * keeps beside it.
 *
 * @example
 * import { lstm, SimpleStagedNetwork } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const net = SimpleStagedNetwork.init(3, 5, { hiddenType: lstm, key: key(0) });
 * net.init(key(1)).memory!.shape; // → [5]
 */
export class LSTMLayer extends Module<{ readonly cell: LSTMCell; readonly memorySize: number }> implements MemoryLayer {
  callWithMemory(input: NDArray, hidden: NDArray, memory: NDArray): readonly [hidden: NDArray, memory: NDArray] {
    return this.cell.call(input, [hidden, memory]);
  }
}

/**
 * Makes a hidden layer that is a long short-term memory, with parameters uniform between -1/√hiddenSize and 1/√hiddenSize.
 *
 * @param inputSize - length of the input.
 * @param hiddenSize - units, and cells of the memory.
 * @param options - `key`, `useBias`.
 * @example
 * import { lstm } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * lstm(3, 5, { useBias: true, key: key(0) }).cell.weightIh.shape; // → [20, 3]
 */
export function lstm(inputSize: number, hiddenSize: number, options: LayerTypeOptions): LSTMLayer {
  return new LSTMLayer({ cell: LSTMCell.init(inputSize, hiddenSize, options), memorySize: hiddenSize });
}
