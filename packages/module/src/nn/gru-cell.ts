import { tanh, type NDArray } from "@proj/array";
import { split } from "@proj/array/lax";
import { expit } from "@proj/array/special";
import { subkeys, uniform } from "@proj/random";
import { Module } from "../module.ts";
import { checkedSize, layerReaders, readLayerOptions, type LayerOptions } from "./layer-options.ts";
import { applyMatrix } from "./linear.ts";

/**
 * One step of a gated recurrent unit (Cho et al. 2014; the reset gate acts after the product, as in cuDNN):
 *
 * - r = σ(Wᵢᵣ x + Wₕᵣ h + bᵣ), the reset gate;
 * - z = σ(Wᵢ_z x + Wₕ_z h + b_z), the update gate;
 * - n = tanh(Wᵢₙ x + bₙ + r ⊙ (Wₕₙ h + cₙ)), the candidate;
 * - h' = n + z ⊙ (h - n).
 *
 * @example
 * import { ones, zeros } from "@proj/array";
 * import { GRUCell } from "@proj/module";
 * import { key } from "@proj/random";
 * const cell = GRUCell.init(3, 5, { key: key(0) });
 * cell.call(ones([3]), zeros([5])).shape; // → [5]
 */
export class GRUCell extends Module<{
  /** float[3 hiddenSize, inSize]: for the gates r, z and the candidate, in this order. */
  readonly weightIh: NDArray;
  /** float[3 hiddenSize, hiddenSize] */
  readonly weightHh: NDArray;
  /** float[3 hiddenSize] */
  readonly bias: NDArray | null;
  /** float[hiddenSize]: cₙ in the formula. */
  readonly biasN: NDArray | null;
}> {
  /**
   * A cell with parameters uniform between -1/√hiddenSize and 1/√hiddenSize.
   *
   * @param inSize - length of the input.
   * @param hiddenSize - length of the hidden state.
   * @param options - `key`; `useBias` (default true); `dtype` (default float32).
   */
  static init(inSize: number, hiddenSize: number, options: LayerOptions): GRUCell {
    const { key, useBias = true, dtype = "float32" } = readLayerOptions("GRUCell.init", options, layerReaders);
    checkedSize("GRUCell.init", "inSize", inSize);
    checkedSize("GRUCell.init", "hiddenSize", hiddenSize);
    const limit = Math.sqrt(1 / hiddenSize);
    const interval = { minval: -limit, maxval: limit, dtype };
    const [inputKey, hiddenKey, biasKey, biasNKey] = subkeys(key, 4);
    return new GRUCell({
      weightIh: uniform(inputKey, [3 * hiddenSize, inSize], interval),
      weightHh: uniform(hiddenKey, [3 * hiddenSize, hiddenSize], interval),
      bias: useBias ? uniform(biasKey, [3 * hiddenSize], interval) : null,
      biasN: useBias ? uniform(biasNKey, [hiddenSize], interval) : null,
    });
  }

  /**
   * @param input - float[..., inSize]: one input, or several along axes in front.
   * @param hidden - float[..., hiddenSize]: the hidden state before.
   * @returns float[..., hiddenSize]: the hidden state after.
   * @throws UsageError if the last axis of one of them has another length.
   */
  call(input: NDArray, hidden: NDArray): NDArray {
    const { weightIh, weightHh, bias, biasN } = this;
    const fromInput = applyMatrix("GRUCell.call", "input", weightIh, input);
    const [inputReset, inputUpdate, inputNew] = gates(bias === null ? fromInput : fromInput.add(bias), 3);
    const [hiddenReset, hiddenUpdate, hiddenNew] = gates(applyMatrix("GRUCell.call", "hidden", weightHh, hidden), 3);
    const reset = expit(inputReset!.add(hiddenReset!));
    const update = expit(inputUpdate!.add(hiddenUpdate!));
    const candidate = tanh(inputNew!.add(reset.mul(biasN === null ? hiddenNew! : hiddenNew!.add(biasN))));
    return candidate.add(update.mul(hidden.sub(candidate)));
  }
}

/** Equal parts of the last axis. One primitive cuts them all, so that on the way back one concatenation joins them. */
export function gates(x: NDArray, count: number): readonly NDArray[] {
  const size = x.shape.at(-1)! / count;
  return split(x, new Array<number>(count).fill(size), x.ndim - 1);
}
