import { tanh, type NDArray } from "@proj/array";
import { wrongOption } from "@proj/array/core";
import { expit } from "@proj/array/special";
import { subkeys, uniform } from "@proj/random";
import { Module } from "../module.ts";
import { gates } from "./gru-cell.ts";
import { checkedSize, checkInput, layerReaders, readLayerOptions, type LayerOptions } from "./layer-options.ts";
import { applyMatrix } from "./linear.ts";

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997; with forget gate, Gers et al. 2000):
 *
 * - i, f, o = σ(Wᵢ x + Wₕ h + b), the input, forget and output gates, each with its rows of W and b;
 * - g = tanh(Wᵢ x + Wₕ h + b), the candidate;
 * - c' = f ⊙ c + i ⊙ g; h' = o ⊙ tanh(c').
 *
 * @example
 * import { ones, zeros } from "@proj/array";
 * import { LSTMCell } from "@proj/module";
 * import { key } from "@proj/random";
 * const cell = LSTMCell.init(3, 5, { key: key(0) });
 * const [hidden, memory] = cell.call(ones([3]), [zeros([5]), zeros([5])]);
 * hidden.shape; // → [5]
 */
export class LSTMCell extends Module<{
  /** float[4 hiddenSize, inSize]: for i, f, g, o, in this order. */
  readonly weightIh: NDArray;
  /** float[4 hiddenSize, hiddenSize] */
  readonly weightHh: NDArray;
  /** float[4 hiddenSize] */
  readonly bias: NDArray | null;
}> {
  /**
   * A cell with parameters uniform between -1/√hiddenSize and 1/√hiddenSize.
   *
   * @param inSize - length of the input.
   * @param hiddenSize - length of hidden state and memory.
   * @param options - `key`; `useBias` (default true); `dtype` (default float32).
   */
  static init(inSize: number, hiddenSize: number, options: LayerOptions): LSTMCell {
    const { key, useBias = true, dtype = "float32" } = readLayerOptions("LSTMCell.init", options, layerReaders);
    checkedSize("LSTMCell.init", "inSize", inSize);
    checkedSize("LSTMCell.init", "hiddenSize", hiddenSize);
    const limit = Math.sqrt(1 / hiddenSize);
    const interval = { minval: -limit, maxval: limit, dtype };
    const [inputKey, hiddenKey, biasKey] = subkeys(key, 3);
    return new LSTMCell({
      weightIh: uniform(inputKey, [4 * hiddenSize, inSize], interval),
      weightHh: uniform(hiddenKey, [4 * hiddenSize, hiddenSize], interval),
      bias: useBias ? uniform(biasKey, [4 * hiddenSize], interval) : null,
    });
  }

  /**
   * @param input - float[..., inSize]: one input, or several along axes in front.
   * @param state - hidden state and memory before, each float[..., hiddenSize].
   * @returns hidden state and memory after.
   * @throws UsageError if the last axis of input or hidden state has another length.
   */
  call(input: NDArray, state: readonly [hidden: NDArray, memory: NDArray]): [hidden: NDArray, memory: NDArray] {
    if (!Array.isArray(state) || (state as readonly unknown[]).length !== 2)
      throw wrongOption({ operation: "LSTMCell.call", name: "state" }, state, "a list of hidden state and memory");
    const [hidden, memory] = state;
    checkInput("LSTMCell.call", "memory", memory);
    const fromInput = applyMatrix("LSTMCell.call", "input", this.weightIh, input);
    const sums = fromInput.add(applyMatrix("LSTMCell.call", "hidden", this.weightHh, hidden));
    const [i, f, g, o] = gates(this.bias === null ? sums : sums.add(this.bias), 4);
    const next = expit(f!)
      .mul(memory)
      .add(expit(i!).mul(tanh(g!)));
    return [expit(o!).mul(tanh(next)), next];
  }
}
